// What stands on the page. Texts of the engine and the venue go in as text only, never as markup.
import * as show from './format.js';
import { has, text } from './texts.js';

const byId = id => document.getElementById(id);
const pageOfRows = 12;
const most = { fills: pageOfRows, notices: pageOfRows };

/** A press on "more" shows as many rows again. */
export function listenForMore(name, showAgain) {
  byId(`more-${name}`).addEventListener('click', () => {
    most[name] *= 2;
    showAgain();
  });
}

/** The newest rows, newest first; the button is there while there are more. */
function newest(name, rows) {
  byId(`more-${name}`).hidden = rows.length <= most[name];
  return rows.slice(-most[name]).toReversed();
}

/** An element with text or children; its class says what it is. */
export function node(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter(child => child !== null));
  return element;
}

export function showState(s) {
  show.setSteps(s.tickSize, s.lotSize);
  byId('symbol').textContent = s.symbol;
  byId('venue').textContent = s.venue;
  document.title = s.market.reference === null ? s.symbol : `${show.price(s.market.reference)} ${s.symbol}`;
  byId('reference').textContent = show.price(s.market.reference);
  byId('quote-asset').textContent = s.quoteAsset ?? '';
  byId('bid').textContent = show.price(s.market.bid);
  byId('offer').textContent = show.price(s.market.offer);
  byId('age').textContent = s.market.ageMs > 2000 ? text('page.age', show.age(s.market.ageMs)) : '';
  const state = byId('state');
  state.textContent = text(`TradingState.${s.state}`);
  state.className = `pill ${s.phase === 'Trading' ? s.state : ''}`;
  byId('phase').textContent = text(`EnginePhase.${s.phase}`);
  showAlarms(s);
  showFigures(s);
  showLayers(s.layers);
  showLatency(s.tickToOrder);
  showHealth(s);
}

function showAlarms(s) {
  const alarms = s.layers.filter(layer => layer.active).map(layer =>
    node('li', layer.halts ? 'halts' : '',
      node('b', '', `${text(`GateCause.${layer.cause}`)} · ${text(layer.halts ? 'page.halts' : 'page.reduces')}`),
      ends(layer.cause)));
  if (s.failed) alarms.unshift(node('li', 'halts', node('b', '', text('page.failed')), text('page.failed.remedy')));
  if (s.orders.inDoubt > 0) alarms.push(node('li', '', text('page.doubt', s.orders.inDoubt)));
  byId('alarms').replaceChildren(...alarms);
}

/** Values with their notes, in the order in which they stand. */
function showFigures(s) {
  const { profit, position, orders } = s;
  const figures = [
    ['page.realized', show.signed(profit.realized), text('page.trips', show.count(profit.roundTrips)), profit.realized],
    ['page.unrealized', show.signed(profit.unrealized), text('page.afterFees'), profit.unrealized],
    ['page.total', show.signed(profit.total), text('page.since'), profit.total],
    ['page.fees', show.money(profit.fees), text('page.fees.note', show.signed(profit.funding))],
    ['page.position', show.quantity(position.quantity),
      text('page.position.note', show.count(position.heldSlots), show.money(position.cost))],
    ['page.openOrders', `${orders.liveBuys} / ${orders.liveSells}`,
      text('page.openOrders.note', show.count(orders.new), show.count(orders.rejected))],
  ];
  byId('figures').replaceChildren(...figures.map(([name, value, note, tone]) =>
    node('div', '', node('span', '', text(name)), node('b', tone ? show.toneOf(tone) : '', value), node('small', '', note))));
}

function showLayers(layers) {
  const active = layers.filter(layer => layer.active).length;
  byId('layer-count').textContent = text(active === 0 ? 'page.layers.clear' : 'page.layers.active', active);
  byId('layers').replaceChildren(...layers.toSorted((a, b) => b.active - a.active).map(layer => {
    const effect = text(layer.active ? (layer.halts ? 'page.halts' : 'page.reduces') : 'page.clear');
    return node('li', `${layer.active ? 'active' : ''} ${layer.halts ? 'halts' : ''}`,
      node('span', '', text(`GateCause.${layer.cause}`)), node('span', 'effect', effect),
      node('span', 'ends', ends(layer.cause)));
  }));
}

const ends = cause => (has(`page.ends.${cause}`) ? text(`page.ends.${cause}`) : '');

function showLatency(latency) {
  byId('latency-count').textContent = text('page.samples', show.count(latency.count));
  const figures = [['page.median', latency.p50Us], ['page.p99', latency.p99Us], ['page.worst', latency.maxUs]];
  byId('latency-figures').replaceChildren(...figures.map(([name, us]) =>
    node('div', '', node('span', '', text(name)), node('b', '', latency.count ? show.micros(us) : show.none))));
  const used = latency.buckets.map((bucket, i) => (bucket.count > 0 ? i : -1)).filter(i => i >= 0);
  const from = Math.max(0, Math.min((used[0] ?? 2) - 1, latency.buckets.length - 8));
  const to = Math.max(from + 8, (used.at(-1) ?? 0) + 2);
  const shown = latency.buckets.slice(from, to);
  const most = Math.max(1, ...shown.map(bucket => bucket.count));
  byId('histogram').ariaLabel = text('page.latency');
  const labelEvery = Math.ceil(shown.length / 9); // more labels than that would run into each other on a phone
  byId('histogram').replaceChildren(...shown.map((bucket, i) => {
    const bar = node('i');
    bar.style.height = `${Math.round((bucket.count / most) * 74)}%`;
    const share = latency.count ? Math.round((100 * bucket.count) / latency.count) : 0;
    return node('div', '', bucket.count ? node('span', '', share ? `${share}%` : '<1%') : null, bar,
      node('span', '', i % labelEvery ? '' : bucket.leUs === undefined ? '>1s' : show.micros(bucket.leUs).replace(' ', '')));
  }));
}

function showHealth(s) {
  const h = s.health;
  const problem = byId('problem');
  problem.textContent = h.problem;
  problem.hidden = h.problem === '';
  const up = isUp => node('span', isUp ? 'buy' : 'sell', text(isUp ? 'page.up' : 'page.down'));
  const rows = [
    ['page.health.market', up(h.marketStream)],
    ['page.health.user', up(h.userStream)],
    ['page.health.orders', show.count(h.orderConnections)],
    ['page.health.quoteAge', show.age(s.market.ageMs)],
    ['page.health.engineAge', show.age(h.engineAgeMs)],
    ['page.health.quotes', `${show.count(h.quotes)} / ${show.count(h.conflatedQuotes)}`],
    ['page.health.broken', show.count(h.brokenFrames)],
    ['page.health.ring', `${show.count(h.inboundDepth)} / ${show.count(h.ringSize)}`],
    ['page.health.journal', show.count(h.eventRecords)],
    ['page.health.lag', show.age(h.journalLagMs)],
    ['page.health.waits', show.count(h.segmentWaits)],
    ...Object.entries(s.orders.rejects).map(([reason, n]) => [`Reason.${reason}`, show.count(n), 'page.health.rejects']),
  ];
  byId('health').replaceChildren(...rows.flatMap(([name, value, group]) =>
    [node('dt', '', group ? text(group, text(name)) : text(name)), node('dd', '', value)]));
}

/** Highest price first, the market where it belongs. */
export function showLadder(slots, state) {
  const rows = slots.rows.map(slot => ({ slot, at: Number(slot.order?.price ?? slot.sellPrice) }))
    .toSorted((a, b) => b.at - a.at || b.slot.slot - a.slot.slot);
  byId('slot-count').textContent = slots.used > rows.length ? `${rows.length} / ${slots.used}` : show.count(slots.used);
  const elements = rows.map(({ slot }) => ladderRow(slot));
  if (state.market.reference !== null && rows.length > 0) {
    const below = rows.findIndex(row => row.at < Number(state.market.reference));
    const market = node('tr', 'market', node('td', 'right', show.price(state.market.reference)), node('td', '', text('page.market')));
    market.lastChild.colSpan = 3;
    elements.splice(below < 0 ? rows.length : below, 0, market);
  }
  if (elements.length === 0) elements.push(emptyRow(4));
  const scroll = byId('ladder-scroll');
  const isNew = byId('ladder').childElementCount < 2;
  byId('ladder').replaceChildren(...elements);
  const market = scroll.querySelector('.market');
  if (isNew && market) scroll.scrollTop = market.offsetTop - scroll.clientHeight / 2;
}

function ladderRow(slot) {
  const { order } = slot;
  const tone = order ? order.side.toLowerCase() : '';
  const amount = node('td', 'right', order ? show.quantity(order.quantity) : show.none);
  if (order && Number(order.filled) > 0) {
    const part = node('i');
    part.style.width = `${Math.min(100, (100 * Number(order.filled)) / Number(order.quantity))}%`;
    amount.append(node('span', `fill-bar ${tone}`, part));
  }
  const state = node('td', tone, text(`SlotState.${slot.state}`));
  if (slot.lastReject) state.title = text(`Reason.${slot.lastReject}`);
  const held = Number(slot.held) > 0 ? show.quantity(slot.held) : '';
  const heldCell = node('td', 'right', held);
  if (slot.cost !== null) heldCell.title = text('page.cost', show.price(slot.cost));
  return node('tr', '', node('td', `right ${tone}`, show.price(order?.price ?? slot.sellPrice)), state, amount, heldCell);
}

export function showFills(fills) {
  byId('fill-count').textContent = fills.length === 0 ? '' : show.count(fills.at(-1).number);
  const rows = newest('fills', fills).map(fill => node('tr', '',
    node('td', 'muted', show.time(fill.timeMs)),
    node('td', fill.side.toLowerCase(), text(`Side.${fill.side}`)),
    node('td', 'right', show.price(fill.price)),
    node('td', 'right', show.quantity(fill.quantity)),
    node('td', 'right wide-only muted', (fill.estimated ? '≈' : '') + show.money(fill.fee)),
    node('td', `right ${fill.profit ? show.toneOf(fill.profit) : ''}`, fill.profit ? show.signed(fill.profit) : ''),
    node('td', 'wide-only muted', fill.order)));
  byId('fills').replaceChildren(...(rows.length > 0 ? rows : [emptyRow(7)]));
}

function emptyRow(columns) {
  const cell = node('td', 'empty', text('page.nothing'));
  cell.colSpan = columns;
  return node('tr', '', cell);
}

export function showNotices(notices) {
  byId('notices').replaceChildren(...newest('notices', notices).map(notice =>
    node('li', '', node('time', '', show.time(notice.timeMs)), node('span', notice.level, notice.text))));
}
