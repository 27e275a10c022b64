// Numbers and times for people. Amounts arrive as decimal texts; null means "not known yet".
import { locale } from './texts.js';

export const none = '–';

let priceDecimals = 2;
let quantityDecimals = 3;

/** From the contract's steps, so that digits do not jump about. */
export function setSteps(tickSize, lotSize) {
  priceDecimals = decimalsOf(tickSize);
  quantityDecimals = decimalsOf(lotSize);
}

export const price = value => (value === null ? none : fixed(value, priceDecimals));

export const quantity = value => (value === null ? none : fixed(value, quantityDecimals));

/** Small sums need their cents' cents; large ones do not. */
export const money = value => fixed(value, Math.abs(Number(value)) < 100 ? 4 : 2);

export function signed(value) {
  const shown = money(value);
  return Number(value) > 0 ? `+${shown}` : shown.replace('-', '−');
}

export const toneOf = value => (Number(value) > 0 ? 'buy' : Number(value) < 0 ? 'sell' : '');

export const count = value => Number(value).toLocaleString('en-US');

export const time = ms => new Date(ms).toLocaleTimeString(locale(), { hourCycle: 'h23' });

export const minute = ms =>
  new Date(ms).toLocaleTimeString(locale(), { hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });

export function age(ms) {
  if (ms === null) return none;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : ms < 600_000 ? `${Math.round(ms / 1000)} s`
    : `${Math.round(ms / 60_000)} min`;
}

export function micros(us) {
  if (us >= 1e6) return `${trim(us / 1e6)} s`;
  return us >= 1000 ? `${trim(us / 1000)} ms` : `${trim(us)} µs`;
}

function fixed(value, decimals) {
  return Number(value).toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const trim = value => String(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);

const decimalsOf = step => (step?.split('.')[1] ?? '').length;
