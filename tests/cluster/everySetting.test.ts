/** A setting that a bundle forgot would train something else elsewhere, and nobody would be told. */
import { describe, expect, it } from 'vitest';
import type { RunFacts } from '../../src/cluster/convert.ts';
import type { OutputFile } from '../../src/files/bytes/outputFile.ts';
import { readOutput } from '../../src/files/bytes/outputFile.ts';
import { openrlhfFiles } from '../../src/cluster/openrlhf.ts';
import { trlFiles, trlUnmatched } from '../../src/cluster/trl.ts';
import { verlFiles } from '../../src/cluster/verl.ts';
import { METHODS } from '../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS, fieldsOf, methodOf, type Settings } from '../../src/rl/algorithms/settings.ts';
import type { Field } from '../../src/rl/fields.ts';
import { LOSS_FIELDS } from '../../src/rl/lossFields.ts';
import { facts } from './facts.ts';

const ENGINES: Readonly<Record<string, (given: RunFacts) => OutputFile[]>> = {
  TRL: trlFiles,
  OpenRLHF: openrlhfFiles,
  verl: verlFiles,
};

/** Settings that another engine has no use for, and why. */
const ELSEWHERE = {
  // Who ranked, and how: the rankings themselves are in the bundle.
  rankings: ['rater', 'targetWords', 'keyword', 'pattern', 'asking', 'heldOutShare'],
  // Of what a person is shown; training samples from the whole distribution, which every list says.
  shown: ['topK', 'topP'],
  // How the page finds room and keeps what it has: batches are the engine's own, and the longest text is told from the model.
  room: ['weightStorage', 'recompute', 'microBatch', 'contextLength', 'saveEvery', 'shardMegabytes'],
  // Of one loss of the page's: every list names the loss, and that pairs take its place.
  loss: Object.keys(LOSS_FIELDS),
  // In reward/: a bag that was learned is a file there, whatever the setting says by now.
  files: ['rewardBag', 'rewardModels'],
} as const;
const NOT_THERE: readonly string[] = Object.values(ELSEWHERE).flat();
/** verl brings no trainer of reward models; what becomes of a score its reward function reads in run.json (interop tests it). */
const NOT_IN_VERL: readonly string[] = [
  'rewardLearningRate',
  'rewardEpochs',
  'rewardBatch',
  'rewardWeightDecay',
  'rewardLoss',
  'answers',
  'missingEosPenalty',
  'scoreClip',
];

async function textOf(files: readonly OutputFile[]): Promise<string> {
  const parts = await Promise.all(files.map(async (file) => [file.name, await readOutput(file)] as const));
  return parts.map(([name, bytes]) => `${name}\n${new TextDecoder().decode(bytes)}`).join('\n');
}

/** Another value that the setting may have. */
function another(field: Field): unknown {
  if (field.kind === 'flag') return !field.default;
  if (field.kind === 'choice') return field.values.find((value) => value !== field.default);
  if (field.kind === 'text') return `${field.default}x`;
  const [least, most] = field.range ?? field.limits ?? [0, 1];
  const next = field.default === most ? least : most;
  return field.whole ? Math.round(next) : next;
}

/** What else must be set for it to mean something. */
const WITH: Readonly<Record<string, Partial<Settings>>> = {
  importanceCap: { samplerWeights: 'f16' },
  klHorizon: { adaptiveKl: true },
  targetTokens: { rewardSource: 'tokens' },
};

describe.each(Object.entries(ENGINES))('every setting of PPO in what %s is told', (engine, files) => {
  const method = methodOf(DEFAULT_SETTINGS, METHODS);
  const named = Object.entries(fieldsOf(method)).filter(
    ([name]) => name !== 'algorithm' && !NOT_THERE.includes(name),
  );
  const asked = named.filter(([name]) => engine !== 'verl' || !NOT_IN_VERL.includes(name));
  it.each(asked)('%s', async (name, field) => {
    const { onlyWith } = field;
    const base: Partial<Settings> = {
      ...(onlyWith && { [onlyWith.setting]: onlyWith.is }),
      ...WITH[name],
    };
    const before = facts(base);
    const after = facts({ ...base, [name]: another(field) });
    // β is the controller's; what it began with is no matter to a run that goes on.
    const given =
      name === 'klCoefficient' ? { ...after, klCoefficient: after.settings.klCoefficient } : after;
    expect((await textOf(files(given))) === (await textOf(files(before))), `${name} of ${engine}`).toBe(
      false,
    );
  });
});

describe('a run of DPO or KTO', () => {
  it("goes on with the page's own β, batch and weights", async () => {
    const own = { preferenceBeta: 0.37, preferenceBatch: 12 };
    const yaml = async (settings: Partial<Settings>, name: string) =>
      textOf(trlFiles(facts(settings)).filter((file) => file.name === `trl/${name}.yaml`));
    const dpo = await yaml({ ...own, algorithm: 'dpo' }, 'dpo');
    expect(dpo).toContain('beta: 0.37\n');
    expect(dpo).toContain('per_device_train_batch_size: 12\n');
    const kto = await yaml({ ...own, algorithm: 'kto', ktoDesirable: 1.5 }, 'kto');
    expect(kto).toContain('beta: 0.37\n');
    expect(kto).toContain('desirable_weight: 1.5\n');
    // Of PPO: β times the spread of the scores.
    expect(await yaml(own, 'dpo')).toContain('beta: 0.06\n');
  });
});

it('names no reward model where a rule gave the reward', () => {
  expect(trlUnmatched(facts({ rewardSource: 'tokens', targetTokens: 90 })).join()).toContain('|tokens − 90|');
});
