// The page: opens the door, follows the engine, draws.
import { Chart, drawPrice, drawProfit } from './chart.js';
import { listenForAnswers, showCommands } from './commands.js';
import { ask, dropToken, follow, keepToken, takeToken } from './stream.js';
import { changeLanguage, loadTexts, otherLanguage, text } from './texts.js';
import { listenForMore, node, showFills, showLadder, showNotices, showState } from './views.js';

const byId = id => document.getElementById(id);
const ranges = ['15m', '4h', '24h'];
const mostFills = 1024;
const mostNotices = 200;
const refreshMs = 15_000;

const model = {
  state: null, slots: { used: 0, rows: [] }, fills: [], notices: [], range: ranges[0], points: [], stepMs: 1000,
};

const priceChart = new Chart(byId('price-chart'), (c, box) => drawPrice(c, box, {
  points: model.points, stepMs: model.stepMs, fills: model.fills, slots: model.slots.rows, market: model.state?.market,
}));
const profitChart = new Chart(byId('profit-chart'), (c, box) => drawProfit(c, box, model));

const onEvent = {
  /** Every connection begins with all that there is. */
  open() {
    Object.assign(model, { fills: [], notices: [] });
    showFills([]);
    loadHistory();
  },
  state(state) {
    model.state = state;
    byId('board').hidden = false;
    showState(state);
    showCommands(state);
    showLadder(model.slots, state);
  },
  slots(slots) {
    model.slots = slots;
    if (model.state) showLadder(slots, model.state);
  },
  fills(fills) {
    const last = model.fills.at(-1)?.number ?? 0;
    model.fills = [...model.fills, ...fills.filter(fill => fill.number > last)].slice(-mostFills);
    showFills(model.fills);
  },
  notices(notices) {
    const last = model.notices.at(-1)?.number ?? 0;
    model.notices = [...model.notices, ...notices.filter(notice => notice.number > last)].slice(-mostNotices);
    showNotices(model.notices);
  },
  point(point) {
    if (model.stepMs === 1000 && model.points.at(-1)?.[0] !== point[0]) model.points = [...model.points, point].slice(-900);
    paint();
  },
};

function paint() {
  priceChart.paint();
  profitChart.paint();
}

async function loadHistory() {
  try {
    const history = await (await ask(`/api/history?range=${model.range}`)).json();
    Object.assign(model, history);
    paint();
  } catch {
    // The stream reports a lost connection; the next refresh tries again.
  }
}

function onLink(link) {
  if (link === 'locked') return openDoor(text('page.door.wrong'));
  byId('link').className = `link ${link}`;
  byId('link').textContent = text(`page.link.${link}`);
  byId('board').classList.toggle('stale', link !== 'live');
  for (const button of byId('commands').children) button.classList.toggle('stale', link !== 'live');
}

function openDoor(error) {
  dropToken();
  byId('door').hidden = false;
  byId('board').hidden = true;
  byId('commands').hidden = true;
  byId('door-error').textContent = error;
  byId('link').textContent = '';
  byId('link').className = 'link';
  byId('token').focus();
}

async function enter() {
  byId('door').hidden = true;
  onLink('lost');
  byId('link').textContent = text('page.link.opening');
  const refresh = setInterval(() => model.range !== ranges[0] && loadHistory(), refreshMs);
  await follow((name, data) => onEvent[name]?.(data), onLink);
  clearInterval(refresh);
}

function showTabs() {
  byId('ranges').replaceChildren(...ranges.map(range => {
    const button = node('button', '', text(`page.range.${range}`));
    button.type = 'button';
    button.ariaPressed = String(range === model.range);
    button.addEventListener('click', () => {
      model.range = range;
      showTabs();
      loadHistory();
    });
    return button;
  }));
}

function showAll() {
  byId('language').textContent = otherLanguage();
  byId('price-chart').ariaLabel = text('page.price');
  byId('profit-chart').ariaLabel = text('page.profit');
  showTabs();
  if (model.state) onEvent.state(model.state);
  showFills(model.fills);
  paint();
}

byId('language').addEventListener('click', () => {
  changeLanguage();
  showAll();
});
byId('door').addEventListener('submit', event => {
  event.preventDefault();
  keepToken(byId('token').value.trim());
  byId('token').value = '';
  enter();
});
await loadTexts();
listenForAnswers();
listenForMore('fills', () => showFills(model.fills));
listenForMore('notices', () => showNotices(model.notices));
showAll();
if (takeToken()) enter();
else openDoor('');
