/**
 * Exports the models of `npm run test:interop` and computes with the engine what transformers is to find in
 * them: logits of the language models, scores of the reward models. Runs in Node on Dawn, from the checkout's root;
 * `check.py` reads what it leaves. Knows the layout of that folder, which check.py repeats.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportAdapter } from '../../src/files/export/exportAdapter.ts';
import { exportLanguageModel, exportRewardModel } from '../../src/files/export/exportFolder.ts';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { loadFamily } from '../../src/model/family.ts';
import { heldSource } from '../../src/model/source.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { inFolder, type OutputFile } from '../../src/files/bytes/outputFile.ts';
import { shardedSafetensors, type TensorSource } from '../../src/files/safetensors/shardedWrite.ts';
import type { StoredType } from '../../src/files/safetensors/storedFloats.ts';
import { zipFiles } from '../../src/files/export/zip.ts';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { AdaptedWeights } from '../../src/model/adapted.ts';
import { adapterShapes } from '../../src/model/adapters.ts';
import { createBase } from '../../src/model/base.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { mergedReaders, ownReaders } from '../../src/model/merged.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { stream } from '../../src/rl/random.ts';
import { RewardModel } from '../../src/rl/rewards/rewardModel.ts';
import { LogitsPlan } from './logits.ts';
import { subjects, type Subject } from './models.ts';
import { writeChunks, writeFiles } from './output.ts';

const TYPES: readonly StoredType[] = ['F32', 'F16', 'BF16'];
const NORMALISATION = { mean: -0.8, std: 0.35 };
/** Shards per model, about. */
const SHARDS = 4;

/** @param args the folder to fill */
export async function main([out]: readonly string[]): Promise<number> {
  const gpu = await openGpu(openDawn());
  const all = await subjects('.');
  for (const subject of all) {
    const { name } = subject;
    await exportPolicies(gpu, subject, join(out, name));
    await exportRewards(gpu, subject, join(out, name));
    await exportAdapters(gpu, subject, join(out, name));
    console.log(`exported ${name}`);
  }
  const texts = all.map(({ name, texts: written, sequences }) => ({ name, texts: written, ids: sequences }));
  await writeFile(join(out, 'subjects.json'), JSON.stringify(texts));
  return 0;
}

/** `<type>/{single,shards}/` and the engine's logits of what is stored there, `<type>/logits.safetensors`. */
async function exportPolicies(gpu: Gpu, { model, sequences, name }: Subject, out: string): Promise<void> {
  const parameters = new Parameters(gpu, new ParameterLayout(model.config), name);
  const plan = await LogitsPlan.record(parameters, sequences);
  for (const type of TYPES) {
    const folder = join(out, type);
    const bytes = parameters.layout.parameters * (type === 'F32' ? 4 : 2);
    const maxShardBytes = Math.ceil(bytes / SHARDS);
    const shards = exportLanguageModel(model, { type, maxShardBytes });
    await writeFiles(join(folder, 'single'), exportLanguageModel(model, { type }));
    await writeFiles(join(folder, 'shards'), shards);
    if (type === 'F16') await writeZip(join(folder, 'shards.zip'), inFolder('policy', shards));
    // The engine computes with the stored numbers, rounded as they are.
    const stored = await heldSource(await openModelSource(diskFiles(folder, 'shards')));
    parameters.load(stored.tensors);
    const logits = await plan.run();
    await writeTensors(folder, 'logits', [{ name: 'logits', shape: plan.shape, data: logits }]);
  }
  plan.destroy();
}

/** `reward/<type>/` and the page's scores of every sequence, `reward/scores.safetensors`. */
async function exportRewards(gpu: Gpu, { model, sequences, name }: Subject, out: string): Promise<void> {
  await loadFamily(model.config.family);
  const base = new Parameters(gpu, new ParameterLayout(model.config), name);
  base.load(model.tensors);
  const reward = new RewardModel(base);
  const draw = stream(2, name);
  await reward.reset(() => draw.gaussian());
  reward.mean = NORMALISATION.mean;
  reward.std = NORMALISATION.std;
  const scores = Float32Array.from(await reward.score(sequences));
  await writeTensors(join(out, 'reward'), 'scores', [
    { name: 'scores', shape: [scores.length], data: scores },
  ]);
  const tensors = await reward.parameters.read();
  for (const type of TYPES) {
    const files = await exportRewardModel({ ...model, tensors }, NORMALISATION, {
      type,
      maxShardBytes: type === 'F16' ? 20_000 : Infinity,
    });
    await writeFiles(join(out, 'reward', type), files);
  }
}

/**
 * `adapter/`, `merged/` and the engine's logits with the adapter beside a shared base, `adapter/logits.safetensors`. The
 * adapter is a random one, so that no half of it is zero.
 */
async function exportAdapters(gpu: Gpu, { model, sequences, name }: Subject, out: string): Promise<void> {
  const { config } = model;
  const settings = { rank: 3, alpha: 5, targets: 'all' } as const;
  await loadFamily(config.family);
  const base = createBase(gpu, config, 'f32');
  for (const [key, values] of model.tensors) base.write(key, 0, values);
  const parameters = new Parameters(gpu, new ParameterLayout(config, [], settings), name);
  const draw = stream(6, name);
  for (const [key, shape] of adapterShapes(config, settings)) {
    const [rows, columns] = shape;
    parameters.write(
      key,
      0,
      Float32Array.from({ length: rows * columns }, () => 0.1 * draw.gaussian()),
    );
  }
  const adapted = new AdaptedWeights(base, parameters);
  const tensors = ownReaders(parameters);
  const files = exportAdapter({ config, ...settings, tensors }, { base: join(out, 'F32', 'single') });
  await writeFiles(join(out, 'adapter'), files);
  const merged = exportLanguageModel({ ...model, tensors: mergedReaders(adapted) });
  await writeFiles(join(out, 'merged'), merged);
  const plan = await LogitsPlan.record(adapted, sequences);
  await writeTensors(join(out, 'adapter'), 'logits', [
    { name: 'logits', shape: plan.shape, data: await plan.run() },
  ]);
  plan.destroy();
}

async function writeTensors(folder: string, stem: string, tensors: readonly TensorSource[]): Promise<void> {
  await writeFiles(folder, shardedSafetensors(tensors, { stem }));
}

async function writeZip(path: string, files: readonly OutputFile[]): Promise<void> {
  await writeChunks(path, zipFiles(files));
}
