import { expect, it } from 'vitest';
import { saidOf, type PageState } from '../../../src/ui/page/states.ts';
import { enStates } from '../../../src/ui/page/words/enStates.ts';
import { zhStates } from '../../../src/ui/page/words/zhStates.ts';

const RESTING: PageState = {
  status: 'ready',
  writing: false,
  answers: 4,
  running: false,
  stage: 'idle',
  iteration: 2,
  saved: 2,
  task: null,
};

/** What is said as the page goes from one of these to the next. */
function said(...changes: readonly Partial<PageState>[]): readonly string[] {
  let before = RESTING;
  return changes.flatMap((change) => {
    const now = { ...before, ...change };
    const texts = saidOf(before, now, enStates).map(({ text }) => text);
    before = now;
    return texts;
  });
}

it('loading, ready and answers to rank are said once each', () => {
  expect(said({ status: 'loading' }, { task: null }, { status: 'ready' })).toEqual([
    'The model is loading.',
    'The model is ready.',
  ]);
  expect(said({ writing: true }, { writing: false }, {})).toEqual(['4 answers to rank.']);
  expect(said({ writing: true }, { writing: false, answers: 0 })).toEqual([]);
});

it('a training tells its long stages, each iteration, its rest and what is saved', () => {
  expect(
    said(
      { running: true, stage: 'sample' },
      { task: 'Sampling answers' },
      { task: 'Sampling answers' },
      { task: null, stage: 'update' },
      { iteration: 3, stage: 'sample' },
      { running: false },
      { stage: 'idle' },
      { saved: 3 },
    ),
  ).toEqual([
    'Sampling answers.',
    'Iteration 3 is done.',
    'Training rests after iteration 3.',
    'Saved at iteration 3.',
  ]);
});

it('while it trains not every iteration need be said, its rest must', () => {
  const training = { ...RESTING, running: true, stage: 'sample' };
  const when = (before: PageState, now: PageState) => saidOf(before, now, enStates).map((each) => each.when);
  expect(when(training, { ...training, iteration: 3, saved: 3 })).toEqual(['some', 'some']);
  expect(when(training, RESTING)).toEqual(['now']);
});

it('what says itself is not said twice, nor a rest that a lost device has brought', () => {
  expect(said({ status: 'failed' })).toEqual([]);
  expect(
    said({ running: true, stage: 'sample' }, { status: 'failed', running: false, stage: 'idle' }),
  ).toEqual([]);
});

it('Chinese says all of it in Chinese', () => {
  const texts = [
    ...saidOf({ ...RESTING, status: 'probing' }, { ...RESTING, status: 'unsupported' }, zhStates),
    ...saidOf({ ...RESTING, writing: true, running: true, saved: 1 }, RESTING, zhStates),
  ];
  expect(texts).toHaveLength(4);
  for (const { text } of texts) expect(text).toMatch(/^[^a-zA-Z]*\p{Script=Han}[^a-zA-Z]*$/u);
});
