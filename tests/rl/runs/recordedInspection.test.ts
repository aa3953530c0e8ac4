/** The inside of iterations in the files of runs: all of it comes back, and what cannot be drawn is refused. */
import { describe, expect, it } from 'vitest';
import { advantageTerms } from '../../../src/rl/runs/answerTerms.ts';
import type { Inspection } from '../../../src/rl/runs/inspection.ts';
import { readRunRecord, writeRunRecord } from '../../../src/rl/runs/recordFile.ts';
import { keptInspection } from '../../../src/rl/runs/recordedInspection.ts';
import { termsOf } from '../../../src/rl/runs/tokenTerms.ts';
import { thinned } from '../../../src/ui/share/state/thin.ts';
import { madeInspection } from './madeInspection.ts';
import { madeWhole } from './madeWhole.ts';
import { sentRun } from './sentRun.ts';

const RUN = sentRun(3);
const through = (inspections: readonly Inspection[]) =>
  readRunRecord(writeRunRecord({ ...RUN, inspections })).inspections;

/** The file of one inspection, changed on the way. */
function reread(inspection: Inspection, change: (json: Changeable) => void) {
  const json = JSON.parse(writeRunRecord({ ...RUN, inspections: [inspection] })) as {
    inspections: [Changeable];
  };
  change(json.inspections[0]);
  return () => readRunRecord(JSON.stringify(json));
}

type Changeable = {
  total: number;
  answers: { tokens: string[]; columns: Record<string, unknown>; logpAfter: number[] }[];
  credit: Record<string, unknown>;
  whole: { earned: number[]; settings: Record<string, unknown> };
};

describe('an inspection in the file of a run', () => {
  it.each([
    ['of tokens with credit', madeInspection(2)],
    ['before its update, with all that is off by default', madeInspection(1, { updated: false, more: true })],
    ['of answers as wholes', madeWhole('grpo')],
    ['of answers against each other', madeWhole('rloo', { rlooUnit: 'token' })],
    ['just sampled', { ...madeInspection(3), credit: null }],
  ])('%s comes back as it was kept, and again as that', (_, inspection) => {
    const kept = keptInspection(inspection);
    expect(through([kept])).toEqual([kept]);
    expect(keptInspection(kept)).toEqual(kept);
  });

  it('keeps seven digits, which agree in every formula, and no more answers than it is asked for', () => {
    const whole = madeInspection(2);
    const kept = keptInspection(whole, 2);
    expect([kept.answers.length, kept.total]).toEqual([2, whole.total]);
    kept.answers.forEach((answer, row) => {
      const before = termsOf(whole.answers[row], whole.credit!);
      termsOf(answer, kept.credit!).forEach((terms, at) => {
        expect(terms.advantage).toBeCloseTo(before[at].advantage, 5);
        expect(terms.ratio!).toBeCloseTo(before[at].ratio!, 5);
      });
    });
    expect(String(kept.answers[0].columns!.logp[0]).replace(/^-?0?\./, '').length).toBeLessThanOrEqual(8);
    const grpo = madeWhole('grpo', { seed: 4_294_967_295 });
    const told = { told: 0, gaps: [0], at: 0 };
    const terms = advantageTerms(grpo.whole!, 1, told)!;
    expect(advantageTerms(keptInspection(grpo).whole!, 1, told)!.advantage).toBeCloseTo(terms.advantage, 5);
    expect(keptInspection(grpo).whole!.settings).toEqual(grpo.whole!.settings);
  });

  it('keeps a run that went to no number', () => {
    const broken = madeInspection(1);
    const answers = broken.answers.map((answer) => ({
      ...answer,
      score: NaN,
      logpAfter: answer.logpAfter!.map(() => -Infinity),
    }));
    const kept = keptInspection({ ...broken, answers });
    expect(through([kept])).toEqual([kept]);
  });

  it('fills in settings that were not told, as every file of a run', () => {
    const whole = madeWhole('grpo');
    const read = reread(whole, ({ whole: { settings } }) => delete settings.rolloutBatch)();
    expect(read.inspections![0].whole!.settings.rolloutBatch).toBe(whole.whole!.settings.rolloutBatch);
  });

  it('is refused where a number would stand at the wrong token, or means nothing here', () => {
    const made = madeInspection(2);
    const refused = [
      reread(made, ({ answers }) => answers[1].tokens.push('!')),
      reread(made, ({ answers }) => answers[0].logpAfter.pop()),
      reread(made, ({ answers }) => (answers[0].columns.values = 'many')),
      reread(made, ({ answers }) => delete answers[0].columns.returns),
      reread(made, (json) => (json.total = 2)),
      reread(made, ({ credit }) => (credit.estimator = 'k9')),
      reread(madeWhole('grpo'), ({ whole }) => whole.earned.pop()),
      reread(madeWhole('grpo'), (json) => (json.total += 1)),
      reread(madeWhole('grpo'), ({ whole: { settings } }) => (settings.groupSize = 'all')),
    ];
    for (const read of refused) expect(read).toThrow(/^The recorded run is damaged at inspections\.0/);
  });

  it('goes with a file and not with a link', () => {
    const level = { rows: Infinity, digits: null, samples: 8, compares: true };
    expect(thinned({ ...RUN, inspections: [madeInspection(1)] }, 1, level)).not.toHaveProperty('inspections');
  });
});
