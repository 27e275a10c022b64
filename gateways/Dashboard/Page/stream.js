// The connection to the engine. The token stays in this tab: it came behind the '#' of the address, which browsers
// never send, or from the form.
const key = 'opensqt-token';
const silenceMs = 6000;
const longestWaitMs = 10_000;
const hiddenMs = 60_000;

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

/** Resolves when somebody looks at the page. */
const seen = () => new Promise(resolve => {
  if (!document.hidden) return resolve();
  document.addEventListener('visibilitychange', resolve, { once: true });
});

/** A page that nobody looks at for a while gives its connection back: a browser has only six for one host. */
function whenHidden(act) {
  let timer = 0;
  const watch = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(act, hiddenMs);
  };
  document.addEventListener('visibilitychange', watch);
  watch();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', watch);
  };
}

/**
 * Reads the events until the page is closed; comes back by itself. EventSource cannot send the token, so the frames
 * are taken apart here.
 * @param {(name: string, data: any) => void} onEvent
 * @param {(state: 'live' | 'lost' | 'locked') => void} onLink
 */
export async function follow(onEvent, onLink) {
  for (let waitMs = 500; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    await seen();
    const abort = new AbortController();
    const leave = () => abort.abort();
    const stopWatching = whenHidden(leave);
    addEventListener('pagehide', leave, { once: true });
    let silence = setTimeout(leave, silenceMs);
    try {
      const answer = await ask('/api/events', { signal: abort.signal });
      if (answer.ok) {
        onEvent('open');
        await read(answer.body.getReader(), onEvent, () => {
          waitMs = 500;
          onLink('live');
          clearTimeout(silence);
          silence = setTimeout(leave, silenceMs);
        });
      }
    } catch (error) {
      if (error.message === 'locked') return onLink('locked');
    } finally {
      clearTimeout(silence);
      stopWatching();
      removeEventListener('pagehide', leave);
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
