/**
 * What the files of runs are made of: numbers that may be none, iterations, settings. Knows JSON; must not know which file
 * they stand in.
 */
import * as v from 'valibot';
import { isSettingValue } from '../algorithms/settingSense.ts';
import { ONCE_USUAL, type Settings } from '../algorithms/settings.ts';

// JSON has no NaN; a diverged run must still look like one, so such numbers are kept as words.
export const FiniteOrNamed = v.union([
  v.number(),
  v.pipe(v.picklist(['NaN', 'Infinity', '-Infinity']), v.transform(Number)),
]);
export const Iteration = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Settings of a run that differ from the defaults, as a file has them; what it does not say was usual when it was written. */
export const SettingsDiff = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check(
    (diff) => Object.entries(diff).every(([name, value]) => isSettingValue(name, value)),
    'There is a setting of an unknown name, type or size.',
  ),
  v.transform((diff): Partial<Settings> => ({ ...ONCE_USUAL, ...diff })),
);
