import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS, allFields } from '../../../../src/rl/algorithms/settings.ts';
import { rangeOf, type NumberField } from '../../../../src/rl/fields.ts';
import { nearestStop, stopsOf } from '../../../../src/ui/settings/state/stops.ts';

const fields = allFields();
const KNOBS = ['klTarget', 'klCoefficient', 'clipRange', 'learningRate', 'rolloutBatch'] as const;

it.each(KNOBS)('%s: a slider reaches both ends and its default, and passes few values', (name) => {
  const field = fields[name] as NumberField;
  const stops = stopsOf(field);
  expect([stops[0], stops.at(-1)]).toEqual(rangeOf(field));
  expect(stops.length).toBeLessThanOrEqual(250);
  expect(stops).toEqual(stops.toSorted((one, other) => one - other));
  const usual = DEFAULT_SETTINGS[name];
  const near = stops[nearestStop(stops, usual, field)];
  // On a logarithmic scale a step is a quarter as much again.
  expect(Math.abs(near / usual - 1)).toBeLessThanOrEqual(field.scale === 'log' ? 0.13 : 1e-9);
});

it('the nearest stop to what was typed is nearest on the scale', () => {
  const rate = fields.learningRate as NumberField;
  const stops = [1e-4, 1e-2];
  expect(nearestStop(stops, 8e-4, rate)).toBe(0);
  expect(nearestStop(stops, 2e-3, rate)).toBe(1);
  expect(nearestStop([0, 10], 6, fields.klTarget as NumberField)).toBe(1);
});
