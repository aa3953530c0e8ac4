/** Large and small amounts, money, times and shares as people read them. */
import { fixed, signed } from './format.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 334,234; beyond a million million as 3.15e23. */
export function large(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) < 1e12) return grouped.format(value);
  return value.toExponential(2).replace('e+', 'e');
}

/** Days, hours of device time: three digits that matter. */
export function amount(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1).replace('-', '\u2212');
  return Math.abs(value) >= 1000 ? large(value) : fixed(value, Math.abs(value) >= 10 ? 1 : 2);
}

export function money(value: number): string {
  return `$${value < 100 ? fixed(value, 2) : large(value)}`;
}

/** Milliseconds as seconds. */
export function seconds(milliseconds: number): string {
  return amount(milliseconds / 1000);
}

/** A share with its sign: +3.1 %. */
export function share(value: number): string {
  return `${signed(value * 100, 1)} %`;
}
