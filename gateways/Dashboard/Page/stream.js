// The connection to the engine. The token stays in this tab: it came behind the '#' of the address, which browsers
// never send, or from the form.
const key = 'opensqt-token';
const silenceMs = 6000;
const longestWaitMs = 10_000;

export function takeToken() {
  if (location.hash.length > 1) {
    sessionStorage.setItem(key, location.hash.slice(1));
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(key);
}

export const keepToken = token => sessionStorage.setItem(key, token);

export const dropToken = () => sessionStorage.removeItem(key);

/** One request with the token; throws 'locked' when the token does not open the door. */
export async function ask(path, options = {}) {
  const answer = await fetch(path, {
    ...options, cache: 'no-store', headers: { Authorization: `Bearer ${sessionStorage.getItem(key) ?? ''}` },
  });
  if (answer.status === 401) throw new Error('locked');
  return answer;
}

/**
 * Reads the events until the page is closed; comes back by itself. EventSource cannot send the token, so the frames
 * are taken apart here.
 * @param {(name: string, data: any) => void} onEvent
 * @param {(state: 'live' | 'lost' | 'locked') => void} onLink
 */
export async function follow(onEvent, onLink) {
  for (let waitMs = 500; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    const abort = new AbortController();
    const watch = { timer: 0 };
    try {
      const answer = await ask('/api/events', { signal: abort.signal });
      if (answer.ok) {
        onEvent('open');
        await read(answer.body.getReader(), onEvent, () => {
          waitMs = 500;
          onLink('live');
          clearTimeout(watch.timer);
          watch.timer = setTimeout(() => abort.abort(), silenceMs);
        });
      }
    } catch (error) {
      if (error.message === 'locked') return onLink('locked');
    } finally {
      clearTimeout(watch.timer);
    }
    onLink('lost');
    await new Promise(resolve => setTimeout(resolve, waitMs));
  }
}

async function read(reader, onEvent, onLife) {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onLife();
    const frames = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = frames.pop();
    for (const frame of frames) {
      const [name, data] = frame.split('\n');
      onEvent(name.slice('event: '.length), JSON.parse(data.slice('data: '.length)));
    }
  }
}
