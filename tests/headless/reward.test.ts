/** A reward model's folder as a headless run takes it, on a device that only counts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { exportRewardModel } from '../../src/files/export/exportFolder.ts';
import { toStream } from '../../src/files/bytes/outputFile.ts';
import { openDryGpu } from '../../src/gpu/dryDevice.ts';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { openModel } from '../../src/headless/openModel.ts';
import { OptionsError, parseOptions } from '../../src/headless/options.ts';
import { takeReward } from '../../src/headless/reward.ts';
import { RlhfRun } from '../../src/rl/runs/run.ts';
import { TINY_CONFIG, tinyFolder, tinyTensors } from '../model/tinyModel.ts';

let root: string;

beforeAll(async () => {
  // WebGPU's constants, which a browser has.
  Object.assign(globalThis, globals);
  root = mkdtempSync(join(tmpdir(), 'nudge-reward-'));
  const put = (folder: string, files: Iterable<readonly [string, Uint8Array]>) => {
    mkdirSync(join(root, folder));
    for (const [name, bytes] of files) writeFileSync(join(root, folder, name), bytes);
  };
  put('tiny', tinyFolder());
  const tensors = tinyTensors(2).set('score.weight', new Float32Array(TINY_CONFIG.dim).fill(0.5));
  const tokenizer = new Map([...tinyFolder()].filter(([name]) => name.startsWith('tokenizer')));
  const normalisation = { mean: 0.25, std: 2 };
  // In shards, as large ones are.
  const options = { maxShardBytes: 4_000, base: 'lab/tiny' };
  const reward = await exportRewardModel({ config: TINY_CONFIG, tensors, tokenizer }, normalisation, options);
  const files: [string, Uint8Array][] = [];
  for (const { name, chunks } of reward) {
    files.push([name, new Uint8Array(await new Response(toStream(chunks())).arrayBuffer())]);
  }
  put('taste', files);
  const other = { ...TINY_CONFIG, epsilon: 1e-6 };
  const misfit = await exportRewardModel({ config: other, tensors, tokenizer }, normalisation, options);
  const [config] = misfit.filter(({ name }) => name === 'config.json');
  const bytes = new Uint8Array(await new Response(toStream(config.chunks())).arrayBuffer());
  put('other', new Map(files).set('config.json', bytes));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function taken(reward: string) {
  const options = parseOptions([
    '--model-root',
    root,
    '--model',
    'tiny',
    '--reward',
    reward,
    '--rankings',
    '0',
  ])!;
  const { gpu } = openDryGpu();
  const opened = await openModel({
    gpu,
    options,
    prompts: [],
    found: { files: diskFiles(root, 'tiny'), embedded: false, adapter: null },
  });
  const run = new RlhfRun(opened.models, opened.prompts.train, options.settings);
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  await takeReward(run, opened, { options, reward: diskFiles(root, reward), log });
  return { run, lines };
}

it('is the reward model of the run, which needs no ranking then', async () => {
  const { run, lines } = await taken('taste');
  expect(run.rewards.taken).toMatchObject({ name: 'taste', mean: 0, std: 1 });
  expect(run.rewards.fitted).toBe(true);
  expect([run.needsFit, run.canLearn]).toEqual([false, false]);
  expect(lines).toEqual(['taste is the reward model: its scores count as they are until there are rankings']);
});

it('is refused where it belongs to another model, with which', async () => {
  const refused = taken('other');
  await expect(refused).rejects.toThrow(OptionsError);
  await expect(refused).rejects.toThrow(/its epsilon is 0\.000001.*Open "lab\/tiny"/s);
  await expect(taken('nowhere')).rejects.toThrow(/no model folder/);
});

it('asks for rankings where there is none', () => {
  expect(() => parseOptions(['--model-root', root, '--model', 'tiny', '--rankings', '0'])).toThrow(
    OptionsError,
  );
});
