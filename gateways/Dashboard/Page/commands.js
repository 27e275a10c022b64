// The operator's words to the engine. Each is confirmed, and then goes the way of every other command.
import { node } from './views.js';
import { ask } from './stream.js';
import { text } from './texts.js';

const byId = id => document.getElementById(id);
const dangerous = ['flatten', 'halt', 'stop'];
let wanted = '';

/** Pause where there is nothing to resume; the rest always. */
export function showCommands(state) {
  const held = state.layers.some(layer => layer.active && layer.cause.startsWith('Operator')) || state.flattening;
  const words = [held ? 'resume' : 'pause', 'reconcile', 'flatten', 'halt', 'stop'];
  const signature = `${words} ${state.phase} ${document.documentElement.lang}`;
  const bar = byId('commands');
  bar.hidden = false;
  if (bar.dataset.signature === signature) return;
  bar.dataset.signature = signature;
  bar.replaceChildren(...words.map(word => {
    const button = node('button', dangerous.includes(word) ? 'danger' : '', nameOf(word));
    button.type = 'button';
    button.dataset.command = word;
    button.disabled = ['Stopping', 'Stopped'].includes(state.phase);
    button.addEventListener('click', () => confirm(word));
    return button;
  }));
}

export function listenForAnswers() {
  byId('confirm').addEventListener('close', () => {
    if (byId('confirm').returnValue === 'yes') send(wanted);
  });
}

function confirm(word) {
  wanted = word;
  byId('confirm-title').textContent = text('page.confirm', nameOf(word));
  byId('confirm-text').textContent = text(`verb.${word}`);
  const yes = byId('confirm-yes');
  yes.textContent = nameOf(word);
  yes.className = `primary ${dangerous.includes(word) ? 'danger' : ''}`;
  byId('confirm').returnValue = '';
  byId('confirm').showModal();
}

async function send(word) {
  try {
    const answer = await ask(`/api/commands/${word}`, { method: 'POST' });
    const { applied } = await answer.json();
    toast(text(!answer.ok ? 'page.refused' : applied ? 'page.applied' : 'page.late', nameOf(word)));
  } catch {
    toast(text('page.unsent', nameOf(word)));
  }
}

function toast(message) {
  const line = byId('toast');
  line.textContent = message;
  line.hidden = false;
  setTimeout(() => { line.hidden = true; }, 5000);
}

const nameOf = word => text(`page.command.${word}`);
