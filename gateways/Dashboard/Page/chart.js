// Two charts on canvas: price with the grid, own orders and fills; profit over time.
import { minute, price, quantity, signed, time } from './format.js';
import { text } from './texts.js';

const pad = { left: 6, right: 62, top: 10, bottom: 22 };
const leastSpanMs = 30_000;

const colorOf = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A canvas that knows its size in CSS pixels, and a tip that follows the finger. */
export class Chart {
  constructor(canvas, draw) {
    this.canvas = canvas;
    this.tip = canvas.nextElementSibling;
    this.draw = draw;
    this.pointer = null;
    new ResizeObserver(() => this.paint()).observe(canvas);
    const move = event => {
      this.pointer = event.offsetX;
      this.paint();
    };
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerdown', move);
    canvas.addEventListener('pointerleave', () => {
      this.pointer = null;
      this.paint();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.paint());
  }

  paint() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0) return;
    const scale = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const c = this.canvas.getContext('2d');
    c.scale(scale, scale);
    c.font = `11.5px ${getComputedStyle(document.body).fontFamily}`;
    c.textBaseline = 'middle';
    this.tip.hidden = true;
    this.draw(c, { width, height, chart: this });
  }

  /** The point nearest to the finger: its line, and what it says. */
  explain(c, box, x, lines) {
    c.strokeStyle = colorOf('muted');
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x, pad.top);
    c.lineTo(x, box.height - pad.bottom);
    c.stroke();
    this.tip.textContent = lines.join('\n');
    this.tip.hidden = false;
    const left = Math.max(0, Math.min(x + 10, box.width - this.tip.offsetWidth - 4));
    this.tip.style.transform = `translate(${left}px, 4px)`;
  }
}

/** Time to x and value to y, inside the padding. */
function scales(box, fromMs, toMs, low, high) {
  const width = box.width - pad.left - pad.right;
  const height = box.height - pad.top - pad.bottom;
  return {
    x: ms => pad.left + ((ms - fromMs) / (toMs - fromMs)) * width,
    y: value => pad.top + (1 - (value - low) / (high - low)) * height,
    right: box.width - pad.right,
    bottom: box.height - pad.bottom,
  };
}

function spanOf(points) {
  const toMs = points.at(-1)[0];
  return [Math.min(points[0][0], toMs - leastSpanMs), toMs];
}

function timeAxis(c, box, fromMs, toMs, at) {
  const wanted = Math.max(2, Math.floor((at.right - pad.left) / 70));
  const steps = [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400].map(s => s * 1000);
  const step = steps.find(s => (toMs - fromMs) / s <= wanted) ?? steps.at(-1);
  c.fillStyle = colorOf('muted');
  c.textAlign = 'center';
  for (let ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) {
    const label = step < 60_000 ? time(ms) : minute(ms);
    const half = c.measureText(label).width / 2;
    if (at.x(ms) - half > 0 && at.x(ms) + half < at.right) c.fillText(label, at.x(ms), box.height - 9);
  }
}

function line(c, points, at, valueOf) {
  c.beginPath();
  for (const point of points) c.lineTo(at.x(point[0]), at.y(valueOf(point)));
}

const nearest = (points, at, x) =>
  points.reduce((best, point) => (Math.abs(at.x(point[0]) - x) < Math.abs(at.x(best[0]) - x) ? point : best));

/** @param {{points: number[][], stepMs: number, fills: any[], slots: any[], market: any}} model */
export function drawPrice(c, box, model) {
  const { points, market } = model;
  if (points.length === 0 || market?.anchor == null) return empty(c, box);
  const interval = Number(market.interval);
  const reference = Number(market.reference);
  const [fromMs, toMs] = spanOf(points);
  let low = Math.min(reference - 4 * interval, ...points.map(p => p[1]));
  let high = Math.max(reference + 4 * interval, ...points.map(p => p[2]));
  const air = (high - low) * 0.04;
  low -= air;
  high += air;
  const at = scales(box, fromMs, toMs, low, high);
  gridLines(c, at, low, high, Number(market.anchor), interval, at.y(reference));
  timeAxis(c, box, fromMs, toMs, at);
  orderMarks(c, at, low, high, model.slots);

  c.fillStyle = colorOf('accent-soft');
  c.beginPath();
  for (const p of points) c.lineTo(at.x(p[0]), at.y(p[2]));
  for (const p of points.toReversed()) c.lineTo(at.x(p[0]), at.y(p[1]));
  c.fill();
  c.strokeStyle = colorOf('accent');
  c.lineWidth = 1.75;
  c.lineJoin = 'round';
  line(c, points, at, p => p[3]);
  c.stroke();
  fillMarks(c, at, fromMs, model.fills);
  priceTag(c, at, reference);
  if (box.chart.pointer === null) return;
  const point = nearest(points, at, box.chart.pointer);
  const near = model.fills.filter(f => Math.abs(f.timeMs - point[0]) <= model.stepMs + (toMs - fromMs) / 120).slice(-3);
  box.chart.explain(c, box, at.x(point[0]), [
    `${time(point[0])}   ${price(point[3])}`,
    ...near.map(f => `${text(`Side.${f.side}`)} ${quantity(f.quantity)} @ ${price(f.price)}`),
  ]);
}

/** One line per slot price, or per some of them where they lie too close; labels where there is room. */
function gridLines(c, at, low, high, anchor, interval, tagY) {
  const gap = at.y(0) - at.y(interval);
  const step = Math.max(1, Math.ceil(7 / gap));
  const label = Math.max(1, Math.ceil(20 / (gap * step))) * step;
  c.textAlign = 'left';
  c.lineWidth = 1;
  for (let k = Math.ceil((low - anchor) / interval / step) * step; anchor + k * interval <= high; k += step) {
    const y = Math.round(at.y(anchor + k * interval)) + 0.5;
    c.strokeStyle = colorOf('line');
    c.beginPath();
    c.moveTo(pad.left, y);
    c.lineTo(at.right, y);
    c.stroke();
    c.fillStyle = colorOf('muted');
    if (k % label === 0 && y > 6 && y < at.bottom + 2 && Math.abs(y - tagY) > 15) c.fillText(price(anchor + k * interval), at.right + 6, y);
  }
}

/** Own orders: a bar at the right edge, at the order's price. */
function orderMarks(c, at, low, high, slots) {
  for (const { order } of slots) {
    if (!order || Number(order.price) < low || Number(order.price) > high) continue;
    const y = Math.round(at.y(Number(order.price))) + 0.5;
    c.strokeStyle = colorOf(order.side === 'Buy' ? 'buy' : 'sell');
    c.lineWidth = 2;
    c.beginPath();
    c.moveTo(at.right - 26, y);
    c.lineTo(at.right, y);
    c.stroke();
  }
}

/** Fills: a triangle whose tip is at the price, below it for a buy and above it for a sell; smaller in a crowd. */
function fillMarks(c, at, fromMs, fills) {
  const shown = fills.filter(fill => fill.timeMs >= fromMs && fill.price !== null);
  const size = shown.length > 120 ? 3 : shown.length > 40 ? 4 : 5;
  c.strokeStyle = colorOf('card');
  c.lineWidth = 1.5;
  for (const fill of shown) {
    const up = fill.side === 'Buy' ? 1 : -1;
    const x = Math.min(at.x(fill.timeMs), at.right);
    const y = at.y(Number(fill.price)) + up;
    c.fillStyle = colorOf(up > 0 ? 'buy' : 'sell');
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(x - size, y + 1.7 * size * up);
    c.lineTo(x + size, y + 1.7 * size * up);
    c.closePath();
    c.stroke();
    c.fill();
  }
}

function priceTag(c, at, reference) {
  const y = at.y(reference);
  c.fillStyle = colorOf('accent');
  c.beginPath();
  c.roundRect(at.right + 2, y - 9, pad.right - 4, 18, 5);
  c.fill();
  c.fillStyle = colorOf('on-accent');
  c.textAlign = 'left';
  c.fillText(price(reference), at.right + 6, y + 0.5);
}

/** @param {{points: number[][]}} model */
export function drawProfit(c, box, model) {
  const { points } = model;
  if (points.length === 0) return empty(c, box);
  const [fromMs, toMs] = spanOf(points);
  const total = p => p[4] + p[5];
  let low = Math.min(0, ...points.map(p => Math.min(p[4], total(p))));
  let high = Math.max(0, ...points.map(p => Math.max(p[4], total(p))));
  const air = Math.max((high - low) * 0.08, 0.0001);
  low -= air;
  high += air;
  const at = scales(box, fromMs, toMs, low, high);
  valueAxis(c, at, low, high);
  timeAxis(c, box, fromMs, toMs, at);

  c.strokeStyle = colorOf('accent-line');
  c.lineWidth = 1.25;
  line(c, points, at, total);
  c.stroke();
  c.fillStyle = colorOf('accent-soft');
  c.lineTo(at.x(points.at(-1)[0]), at.y(0));
  c.lineTo(at.x(points[0][0]), at.y(0));
  c.fill();
  c.strokeStyle = colorOf('accent');
  c.lineWidth = 2;
  c.beginPath();
  points.forEach((p, i) => {
    if (i > 0) c.lineTo(at.x(p[0]), at.y(points[i - 1][4])); // realized profit moves in steps
    c.lineTo(at.x(p[0]), at.y(p[4]));
  });
  c.stroke();
  if (box.chart.pointer === null) return;
  const point = nearest(points, at, box.chart.pointer);
  box.chart.explain(c, box, at.x(point[0]), [
    time(point[0]), `${text('page.realized')} ${signed(point[4])}`, `${text('page.legend.total')} ${signed(total(point))}`,
  ]);
}

function valueAxis(c, at, low, high) {
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  c.textAlign = 'left';
  c.lineWidth = 1;
  for (let i = Math.ceil(low / step); i * step <= high; i++) {
    const y = Math.round(at.y(i * step)) + 0.5;
    c.strokeStyle = colorOf(i === 0 ? 'muted' : 'line');
    c.beginPath();
    c.moveTo(pad.left, y);
    c.lineTo(at.right, y);
    c.stroke();
    c.fillStyle = colorOf('muted');
    c.fillText((i * step).toFixed(decimals), at.right + 6, y);
  }
}

function empty(c, box) {
  c.fillStyle = colorOf('muted');
  c.textAlign = 'center';
  c.fillText(text('page.waiting'), box.width / 2, box.height / 2);
}
