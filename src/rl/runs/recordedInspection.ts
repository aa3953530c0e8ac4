/**
 * The inside of an iteration in the file of a run: which of it is kept, and how it is read back. Knows what an inspection
 * is; must not know who looked, or how it is shown. A list that has not a number for each token is refused, so that nothing
 * is drawn at the wrong token.
 */
import * as v from 'valibot';
import { NORMALISERS, POLICY_TERMS } from '../../gpu/kernels/grpo/grpoChoices.ts';
import { KL_ESTIMATORS } from '../../gpu/kernels/kl/klEstimators.ts';
import { defaultSettings, type Settings } from '../algorithms/settings.ts';
import { CREDIT_COLUMNS, MOST_INSPECTED, type InspectedAnswer, type Inspection } from './inspection.ts';
import { FiniteOrNamed, Iteration, SettingsDiff } from './recordedParts.ts';

/** Significant digits that are kept: as many as an F32 holds. */
const DIGITS = 7;

/**
 * An inspection as a file keeps it: its first answers, their numbers with seven digits.
 * @param most answers that are kept
 */
export function keptInspection(inspection: Inspection, most = MOST_INSPECTED): Inspection {
  return rounded({ ...inspection, answers: inspection.answers.slice(0, most) });
}

function rounded<Value>(value: Value): Value {
  if (typeof value === 'number') {
    // A count or a seed is none of the engine's numbers.
    const exact = Number.isInteger(value) || !Number.isFinite(value);
    return (exact ? value : Number(value.toPrecision(DIGITS))) as Value;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => rounded(one)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rounded(one)])) as Value;
}

const Numbers = v.array(FiniteOrNamed);
const Flat = <Names extends string>(names: readonly Names[]) =>
  v.object(Object.fromEntries(names.map((name) => [name, Numbers])) as Record<Names, typeof Numbers>);

const Answer = v.pipe(
  v.object({
    prompt: v.string(),
    text: v.string(),
    finished: v.boolean(),
    tokens: v.array(v.string()),
    score: v.nullable(FiniteOrNamed),
    spread: v.nullable(FiniteOrNamed),
    earned: v.nullable(FiniteOrNamed),
    columns: v.nullable(Flat(CREDIT_COLUMNS)),
    pulled: v.optional(Flat(['logp', 'logpRef', 'advantages', 'pulls'])),
    sampled: v.optional(Numbers),
    logpAfter: v.nullable(Numbers),
    attribution: v.nullable(v.object({ start: FiniteOrNamed, parts: Numbers })),
  }),
  v.check(
    (answer) => listsOf(answer).every(({ length }) => length === answer.tokens.length),
    'A list has not a number for each token.',
  ),
);

/** All lists that have a number a token. */
function listsOf({
  columns,
  pulled,
  sampled,
  logpAfter,
  attribution,
}: InspectedAnswer): readonly (readonly number[])[] {
  const several = [columns, pulled].flatMap((lists) => Object.values(lists ?? {}));
  return [...several, ...[sampled, logpAfter, attribution?.parts].filter((list) => list != null)];
}

const Whitening = v.nullable(v.object({ mean: FiniteOrNamed, sd: FiniteOrNamed }));

const Credit = v.object({
  beta: FiniteOrNamed,
  estimator: v.picklist(KL_ESTIMATORS),
  gamma: FiniteOrNamed,
  lambda: FiniteOrNamed,
  clip: FiniteOrNamed,
  dualClip: FiniteOrNamed,
  importanceCap: FiniteOrNamed,
  whitenedRewards: Whitening,
  whitenedAdvantages: Whitening,
});

const Loss = v.object({
  term: v.picklist(POLICY_TERMS),
  low: FiniteOrNamed,
  high: FiniteOrNamed,
  cap: FiniteOrNamed,
  positive: FiniteOrNamed,
  negative: FiniteOrNamed,
  normaliser: v.picklist(NORMALISERS),
  most: FiniteOrNamed,
  beta: FiniteOrNamed,
  estimator: v.picklist(KL_ESTIMATORS),
  corrected: v.boolean(),
});

const Whole = v.pipe(
  v.object({
    earned: Numbers,
    kl: Numbers,
    lengths: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
    loss: Loss,
    settings: v.pipe(
      SettingsDiff,
      v.transform((told): Settings => ({ ...defaultSettings(false, told.algorithm), ...told })),
    ),
  }),
  v.check(
    ({ earned, kl, lengths }) => earned.length === lengths.length && kl.length === lengths.length,
    'A list has not a number for each answer.',
  ),
);

/** An inspection in a file. */
export const RecordedInspection: v.GenericSchema<unknown, Inspection> = v.pipe(
  v.object({
    iteration: Iteration,
    answers: v.pipe(v.array(Answer), v.maxLength(MOST_INSPECTED)),
    total: v.pipe(v.number(), v.integer(), v.minValue(0)),
    credit: v.nullable(Credit),
    whole: v.optional(Whole),
    updated: v.boolean(),
  }),
  v.check(
    ({ answers, total, whole }) => answers.length <= total && (whole?.lengths.length ?? total) === total,
    'There are not as many answers as it says.',
  ),
);
