/** Where a slider of a setting can stand: the values that its step leads to, from least to most. Pure; knows no control. */
import { rangeOf, type NumberField } from '../../../rl/fields.ts';

/**
 * Its ends, and what lies between on its scale: multiples of the step, or on a logarithmic one what is so many times as
 * much, with two digits.
 */
export function stopsOf(field: NumberField): readonly number[] {
  const [least, most] = rangeOf(field);
  const { step, scale } = field;
  const between: number[] = [];
  if (scale === 'log') {
    for (let value = least; value < most; value *= step) between.push(Number(value.toPrecision(2)));
  } else {
    for (let times = Math.ceil(least / step); times * step < most; times++)
      between.push(Number((times * step).toPrecision(6)));
  }
  return [...new Set([least, ...between, most])].sort((one, other) => one - other);
}

/** The place of the stop that is nearest to a value, on its scale. */
export function nearestStop(stops: readonly number[], value: number, { scale }: NumberField): number {
  const on = (number: number) => (scale === 'log' ? Math.log(number) : number);
  const away = stops.map((stop) => Math.abs(on(stop) - on(value)));
  return away.indexOf(Math.min(...away));
}
