/**
 * A ranked, trained, resumed and exported run of the real model: answers as a person would see them are ranked, the
 * reward model learns, PPO makes an iteration on adapters, the run goes on from its checkpoint, and the policy, its
 * adapter and a bundle for a cluster are written as the page writes them. Runs in Node on Dawn, from the checkout's
 * root. Knows the layout of the folder that exports.py and training.py read: `policy/`, `adapter/`, `bundle/`,
 * `logits.safetensors` and `scores.json`.
 */
import { join, resolve } from 'node:path';
import { openDiskStorage } from '../../../src/files/bytes/diskStorage.ts';
import { jsonFile } from '../../../src/files/bytes/outputFile.ts';
import { shardedSafetensors } from '../../../src/files/safetensors/shardedWrite.ts';
import { openGpu, type Gpu } from '../../../src/gpu/device.ts';
import { openDawn } from '../../../src/headless/adapter.ts';
import type { StreamedSource } from '../../../src/model/streamedSource.ts';
import { SAMPLING_STREAMS, type Models } from '../../../src/rl/training/models.ts';
import type { PreferenceEvent } from '../../../src/preferences/event.ts';
import { createJudgement } from '../../../src/preferences/log.ts';
import { reading } from '../../../src/rl/runs/events.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { exportBundle, exportModel, type ExportHooks } from '../../../src/workers/exporting.ts';
import { RunCheckpoints } from '../../../src/workers/runCheckpoints.ts';
import { LogitsPlan } from '../logits.ts';
import { writeFiles } from '../output.ts';
import { Checks, furthest } from './checks.ts';
import { diskFolder } from './diskFolder.ts';
import { loadModels, openSource, SETTINGS } from './model.ts';

/** Short, as the model's own system prompt is not: every token counts on a software adapter. */
const SYSTEM = 'Be brief.';
/** The last is held out. */
const PROMPTS = [
  'Name a fruit.',
  'Say hello in Spanish.',
  'Which animal says "moo"?',
  'Write one line.\nA word for \\happy\\.',
  'What is 2 + 2?',
];
/** Bytes of weights in one exported file. */
const SHARD_BYTES = 200e6;
const HOOKS: ExportHooks = { signal: new AbortController().signal, onProgress: () => undefined };

interface Session {
  readonly gpu: Gpu;
  readonly source: StreamedSource;
  readonly models: Models;
  readonly run: RlhfRun;
  readonly checkpoints: RunCheckpoints;
}

/** @param args the folder that make.py wrote, then the folder to fill */
export async function main([folder, out]: readonly string[]): Promise<number> {
  const checks = new Checks();
  const first = await open(checks, folder, out);
  const preferences = await rank(checks, first);
  first.run.setPreferences(preferences);
  const row = await first.run.iterate();
  checks.tell('trained');
  const metrics = row?.values ?? {};
  const finite = Object.values(metrics).every(Number.isFinite);
  checks.check(
    'one ranked LoRA iteration',
    row?.iteration === 1 && finite && metrics['nudge/grad_norm']! > 0,
    `KL ${metrics['objective/kl']}, first ratio ${metrics['nudge/first_ratio']}`,
  );
  await first.checkpoints.save();
  const before = await standing(first);
  first.gpu.destroy();
  checks.tell('saved');

  const second = await open(checks, folder, out);
  second.run.setPreferences(preferences);
  const warning = await second.checkpoints.restore();
  checks.check('the run is found again', warning === null && second.run.iteration === 1, warning ?? '');
  const after = await standing(second);
  checks.check(
    'every trained number is there to the bit',
    before.numbers > 0 && after.sum === before.sum,
    `${before.numbers} numbers`,
  );
  checks.check('it writes what it wrote', after.answer === before.answer, after.answer);
  checks.tell('resumed');

  await writeExports(checks, second, preferences, { folder: resolve(folder), out });
  second.gpu.destroy();
  console.log(`${checks.failures} failed in learning.ts`);
  return checks.failures === 0 ? 0 : 1;
}

async function open(checks: Checks, folder: string, out: string): Promise<Session> {
  const source = await openSource(folder, PROMPTS, SYSTEM);
  const gpu = await openGpu(openDawn());
  const models = await loadModels(gpu, source, SETTINGS);
  const tell = reading({ stage: ({ stage }) => stage !== 'idle' && checks.tell(stage) });
  const run = new RlhfRun(models, source.prompts.train, SETTINGS, tell);
  const storage = await openDiskStorage(join(out, 'checkpoints'));
  const checkpoints = new RunCheckpoints(storage, 'smollm2', models, run, SETTINGS, source.template);
  return { gpu, source, models, run, checkpoints };
}

/** A person's rankings of two answers to each prompt, one way and the other in turn: the taste does not matter. */
async function rank(checks: Checks, { source, models }: Session): Promise<PreferenceEvent[]> {
  const events: PreferenceEvent[] = [];
  for (const [index, prompt] of source.prompts.train.entries()) {
    const stream = SAMPLING_STREAMS.answers + index * SETTINGS.answers;
    const made = await models.answers(
      'current',
      models.encodePrompt(prompt),
      SETTINGS.answers,
      SETTINGS,
      stream,
    );
    const answers = made.map((one) => models.toAnswer(one, 0, prompt));
    const tiers = index % 2 === 0 ? [[0], [1]] : [[1], [0]];
    const chat = models.chats.get(prompt);
    const draft = { type: 'ranking', prompt, chat, answers, tiers, leadTime: 1500, rater: 'person' } as const;
    events.push(createJudgement(draft, { id: `ranking${index}`, at: index }));
    checks.tell(JSON.stringify(answers.map(({ text }) => text)));
  }
  const templated = events.every((event) => 'chat' in event && event.chat !== undefined);
  checks.check('rankings know their template', templated, `${events.length} of them`);
  return events;
}

/** What a run is, in short: a hash of every trained number and its moments, and a drawn answer with its probabilities. */
async function standing({ source, models }: Session) {
  let numbers = 0;
  const bytes: Uint8Array<ArrayBuffer>[] = [];
  for (const parameters of models.savedParameters().values()) {
    for (const values of (await parameters.read()).values()) {
      numbers += values.length;
      bytes.push(new Uint8Array(Float32Array.from(values).buffer));
    }
  }
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(bytes).arrayBuffer());
  const ids = models.encodePrompt(source.texts[0]);
  const [{ tokens, logp }] = await models.answers('current', ids, 1, SETTINGS, 5);
  return {
    numbers,
    sum: Buffer.from(digest).toString('hex'),
    answer: `${tokens.join(' ')}: ${logp.join(' ')}`,
  };
}

async function writeExports(
  checks: Checks,
  { source, models, run }: Session,
  preferences: readonly PreferenceEvent[],
  { folder, out }: { readonly folder: string; readonly out: string },
): Promise<void> {
  const exported = { source, models, run, model: 'smollm2', modelLabel: 'SmolLM2', base: { id: folder } };
  const common = { dtype: 'F32', shardBytes: SHARD_BYTES } as const;
  const to = (name: string) => ({ kind: 'folder', directory: diskFolder(join(out, name)) }) as const;
  for (const what of ['policy', 'adapter'] as const) {
    const { files } = await exportModel(exported, { what, ...common, target: to(what) }, HOOKS);
    checks.check(`the ${what} is written`, files > 2, `${files} files`);
  }
  const { files } = await exportBundle(exported, preferences, { ...common, target: to('bundle') }, HOOKS);
  checks.check('the bundle is written', files > 20, `${files} files`);
  checks.tell('exported');

  const sequences = rankedTexts(models, preferences);
  const shown = sequences.slice(0, 3).map(({ ids }) => ids);
  const logits = await logitsOf(models.policy, shown);
  const before = await logitsOf(models.reference, shown);
  checks.check('training moved the policy', furthest(logits.values, before.values) > 1e-3);
  const tensors = [{ name: 'logits', shape: logits.shape, data: logits.values }];
  await writeFiles(out, shardedSafetensors(tensors, { stem: 'logits' }));
  const scores = await exported.run.rewards.score(
    sequences.map(({ ids, asked }) => ({ prompt: ids.slice(0, asked), response: ids.slice(asked) })),
  );
  const rows = sequences.map((sequence, index) => ({ ...sequence, score: scores[index] }));
  await writeFiles(out, [jsonFile('scores.json', { shown: shown.length, rows })]);
}

/** Every ranked answer behind its prompt: as text, and as the model read and wrote it. */
function rankedTexts(models: Models, preferences: readonly PreferenceEvent[]) {
  return preferences.flatMap((event) =>
    event.type === 'ranking'
      ? event.answers.map(({ tokens, text, exact = text, finished }) => {
          const prompt = models.encodePrompt(event.prompt);
          const ids = [...prompt, ...tokens];
          return { prompt: event.prompt, text: exact, finished, ids, asked: prompt.length };
        })
      : [],
  );
}

async function logitsOf(
  weights: Models['policy'] | Models['reference'],
  ids: readonly (readonly number[])[],
) {
  const plan = await LogitsPlan.record(weights, ids);
  const values = await plan.run();
  plan.destroy();
  return { values, shape: plan.shape };
}
