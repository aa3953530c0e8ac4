/** What people see inside an iteration is what the engine computed with, and looking changes nothing. */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { advantageTerms } from '../../../src/rl/runs/answerTerms.ts';
import { AnswersInspector } from '../../../src/rl/runs/answersInspector.ts';
import { Comparator } from '../../../src/rl/runs/compare.ts';
import { Inspector } from '../../../src/rl/runs/inspector.ts';
import type { Inspection } from '../../../src/rl/runs/inspection.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { termsOf, totalOf } from '../../../src/rl/runs/tokenTerms.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { loadAlgorithm } from '../../../src/rl/algorithms/index.ts';
import { defaultSettings, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

function start(changes: Partial<Settings> = {}) {
  const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, { ...TINY_SETTINGS, ...changes });
  run.setPreferences(rankingsBy('a', 6));
  return { run, inspector: new Inspector(run) };
}

/** The second iteration: the policy is no longer the reference, and values are no longer zero. */
async function second(changes: Partial<Settings> = {}) {
  const { run, inspector } = start(changes);
  await run.iterate();
  const looks: (Inspection | null)[] = [];
  for (let stage = 0; stage < 3; stage++) {
    await run.stage();
    looks.push(await inspector.inspect());
  }
  return { run, inspector, looks: looks as Inspection[] };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

it('tells texts after Sample, credit after Score, ratios after Update, all of one iteration', async () => {
  const { run, looks } = await second({ whitenRewards: true });
  const [sampled, scored, updated] = looks;
  expect(looks.map(({ iteration }) => iteration)).toEqual([2, 2, 2]);
  expect(sampled.answers.map(({ score, columns, logpAfter }) => [score, columns, logpAfter])).toEqual(
    sampled.answers.map(() => [null, null, null]),
  );
  expect([sampled.credit, scored.updated, updated.updated]).toEqual([null, false, true]);
  expect(sampled.total).toBe(TINY_SETTINGS.rolloutBatch);
  expect(scored.answers.map(({ text }) => text)).toEqual(sampled.answers.map(({ text }) => text));
  expect(updated.answers.map(({ columns }) => columns)).toEqual(scored.answers.map(({ columns }) => columns));

  for (const answer of updated.answers) {
    expect(answer.columns!.logp).toHaveLength(answer.tokens.length);
    // Term by term, in double precision: the kernels' advantages.
    termsOf(answer, updated.credit!).forEach(({ advantage, toldAdvantage, ratio }) => {
      expect(advantage).toBeCloseTo(toldAdvantage, 3);
      expect(ratio).toBeGreaterThan(0);
    });
    expect(answer.earned).toBeCloseTo(
      answer.score! - (answer.finished ? 0 : run.settings.missingEosPenalty),
      5,
    );
  }
  const totals = updated.answers.map((answer) => totalOf(answer, updated.credit!)!);
  const told = run.history.at(-1)!.values;
  expect(sum(totals.map(({ total }) => total)) / totals.length).toBeCloseTo(
    told['objective/rlhf_reward']!,
    3,
  );
  expect(sum(totals.map(({ kl }) => kl)) / totals.length).toBeCloseTo(told['objective/kl']!, 3);
  const ratios = updated.answers.flatMap((answer) =>
    termsOf(answer, updated.credit!).map(({ ratio }) => ratio),
  );
  expect(ratios.some((ratio) => Math.abs(ratio! - 1) > 1e-4)).toBe(true);
});

it('what tokens add sums to each answer’s score, until the reward model has learned since', async () => {
  const { run, inspector, looks } = await second();
  for (const { answers } of looks.slice(1))
    for (const { attribution, score, tokens } of answers) {
      expect(attribution!.parts).toHaveLength(tokens.length);
      expect(attribution!.start + sum(attribution!.parts)).toBeCloseTo(score!, 3);
    }
  expect(looks[0].answers.map(({ attribution }) => attribution)).toEqual(looks[0].answers.map(() => null));
  run.setPreferences(rankingsBy('b', 8, 20));
  await run.fit();
  const later = await inspector.inspect();
  expect(later!.answers.some(({ attribution }) => attribution === null)).toBe(true);
});

it('leaves the run as it would be without anybody looking, to the bit', async () => {
  const { run } = await second();
  const { run: other } = start();
  await other.iterate();
  await other.iterate();
  expect(run.history).toEqual(other.history);
  expect(await weightsOf(run)).toEqual(await weightsOf(other));
});

it('reads answers that nothing was learned from: before a reward model, blind, and as the score is', async () => {
  const { run } = start();
  const comparator = new Comparator(run.models, run.rewards, run.turns);
  const answers = new AnswersInspector(run, comparator);
  expect(await answers.read({ compared: 'hello' })).toBeNull();
  await comparator.compare('hello', run.settings, 0);
  const first = (await answers.read({ compared: 'hello' }))!;
  expect([first.iteration, first.unscored, first.answers.length]).toEqual([0, 'unfitted', 2]);
  for (const { read, tokens, score, attribution } of first.answers) {
    expect([score, attribution]).toEqual([null, null]);
    expect(read!.logp).toHaveLength(tokens.length);
    // The policy is the reference yet.
    expect(read!.logp).toEqual(read!.logpRef);
  }
  await run.iterate();
  const compared = await comparator.compare('hello', run.settings, 1);
  const known = (await answers.read({ compared: 'hello' }))!;
  for (const [at, { tokens, score }] of [compared.base, compared.current].entries()) {
    const { read, attribution, ...answer } = known.answers[at];
    expect(answer.score).toBeCloseTo(score!, 3);
    expect(attribution!.start + sum(attribution!.parts)).toBeCloseTo(score!, 3);
    tokens.forEach(({ logp, logpRef }, token) => {
      expect(read!.logp[token]).toBeCloseTo(logp, 4);
      expect(read!.logpRef[token]).toBeCloseTo(logpRef, 4);
    });
  }
  const { prompt, answers: ranked } = rankingsBy('a', 6)[0];
  const blind = (await answers.read({ prompt, answers: ranked, blind: true }))!;
  expect(blind).toMatchObject({ iteration: 1, unscored: 'blind' });
  expect(blind.answers.map(({ score, attribution }) => [score, attribution])).toEqual(
    ranked.map(() => [null, null]),
  );
  const long = { ...ranked[0], tokens: Array.from({ length: 500 }, () => ranked[0].tokens[0]), text: 'x' };
  long.text = run.models.responseText(long.tokens);
  await expect(answers.read({ prompt, answers: [long], blind: true })).rejects.toThrow(/there is room for/);
});

it('has nothing before an iteration and of one that was given up', async () => {
  const { run, inspector } = start();
  expect(await inspector.inspect()).toBeNull();
  await run.iterate();
  expect((await inspector.inspect())?.iteration).toBe(1);
  await run.reset(run.settings);
  expect(await inspector.inspect()).toBeNull();
});

it('of a method that learns from answers as wholes it tells advantage, pull and, after the update, ratio of each token', async () => {
  const grpo = await loadAlgorithm('grpo');
  const usual = defaultSettings(false, 'grpo', ALL_METHODS);
  const { maxNewTokens, rolloutBatch } = TINY_SETTINGS;
  const settings = {
    ...usual,
    maxNewTokens,
    rolloutBatch,
    groupSize: 4,
    rewardEpochs: 1,
    learningRate: 1e-3,
  };
  const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, settings, undefined, grpo);
  run.setPreferences(rankingsBy('a', 6));
  await run.iterate();
  const { answers, credit, total, whole } = (await new Inspector(run).inspect())!;
  expect(credit).toBeNull();
  expect(whole).toMatchObject({ settings: { algorithm: 'grpo' }, loss: { term: 'token', beta: 0.04 } });
  expect(whole!.earned).toHaveLength(total);
  expect(answers.map(({ earned }) => earned)).toEqual(whole!.earned);
  // Recomputed from what all answers earned: the engine's own.
  answers.forEach(({ pulled }, row) => {
    const told = pulled!.advantages[0];
    expect(advantageTerms(whole!, row, { told, gaps: [], at: 0 })!.advantage).toBeCloseTo(told, 9);
  });
  // Each alike, and no KL before the first step: the pulls of an answer's tokens add up to its advantage.
  for (const { pulled, tokens, logpAfter } of answers) {
    const { logp, logpRef, advantages, pulls } = pulled!;
    expect([logp, logpRef, pulls, logpAfter!].map(({ length }) => length)).toEqual(
      Array(4).fill(tokens.length),
    );
    expect(logpRef).toEqual(logp);
    expect(sum(pulls)).toBeCloseTo(advantages[0], 9);
  }
  expect(sum(answers.map(({ pulled }) => pulled!.advantages[0])) / total).toBeCloseTo(0, 9);
  expect(answers.some(({ pulled, logpAfter }) => logpAfter![0] !== pulled!.logp[0])).toBe(true);
});
