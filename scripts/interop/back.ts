/**
 * The way back: loads the models that Python trained and saved, with transformers (check.py) and with TRL from a bundle
 * (bundle.py), and compares the engine's logits with PyTorch's. Runs in Node on Dawn. Knows the layout of the folders
 * that the scripts share.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { heldSource } from '../../src/model/source.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { parseSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { LogitsPlan } from './logits.ts';

/** Largest difference of two logits. */
const TOLERANCE = 1e-3;

/** As export.ts writes subjects.json. */
interface SubjectEntry {
  readonly name: string;
  readonly ids: readonly (readonly number[])[];
}

/** A model that Python trained and left, with logits of its own. */
interface Returned {
  readonly name: string;
  readonly folder: string;
  readonly ids: readonly (readonly number[])[];
}

/** As bundle.py writes back.json: folders of models that TRL trained from a bundle, beside it. */
interface BundleEntry {
  readonly folders: readonly string[];
  readonly ids: readonly (readonly number[])[];
}

/** @param args the folder of the exports, then the folder of the bundles */
export async function main([exports, bundles]: readonly string[]): Promise<number> {
  const gpu = await openGpu(openDawn());
  const returned = [...(await tuned(exports)), ...(await trained(bundles))];
  let failures = 0;
  for (const one of returned) {
    try {
      const error = await worst(gpu, one);
      const holds = error <= TOLERANCE;
      console.log(`${holds ? 'ok  ' : 'FAIL'} ${one.name} loads back (${error.toExponential(1)})`);
      if (!holds) failures++;
    } catch (error) {
      console.log(`FAIL ${one.name} loads back (${error instanceof Error ? error.message : String(error)})`);
      failures++;
    }
  }
  console.log(`${failures} failed on the way back, of ${returned.length}`);
  return failures === 0 && returned.length > 0 ? 0 : 1;
}

/** Saved by transformers' save_pretrained, in shards. */
async function tuned(root: string): Promise<Returned[]> {
  const entries = JSON.parse(await readFile(join(root, 'subjects.json'), 'utf8')) as SubjectEntry[];
  return entries.map(({ name, ids }) => ({
    name: `${name} trained by transformers`,
    folder: join(root, name, 'tuned'),
    ids,
  }));
}

/** Saved by TRL's trainers. */
async function trained(root: string): Promise<Returned[]> {
  const names = (await readdir(root)).toSorted();
  const found = names.map(async (name): Promise<Returned[]> => {
    const { folders, ids } = JSON.parse(await readFile(join(root, name, 'back.json'), 'utf8')) as BundleEntry;
    return folders.map((folder) => ({
      name: `${name} of ${basename(folder)}`,
      folder: join(root, name, folder),
      ids,
    }));
  });
  return (await Promise.all(found)).flat();
}

/** The largest difference between the engine's logits and those that Python left. */
async function worst(gpu: Gpu, { name, folder, ids }: Returned): Promise<number> {
  const { config, tensors } = await heldSource(await openModelSource(diskFiles(folder, '.')));
  const parameters = new Parameters(gpu, new ParameterLayout(config), name);
  parameters.load(tensors);
  const plan = await LogitsPlan.record(parameters, ids);
  const logits = await plan.run();
  plan.destroy();
  const stored = await readFile(join(folder, 'logits.safetensors'));
  const expected = parseSafetensors(new Uint8Array(stored)).readF32('logits');
  if (logits.length !== expected.length)
    throw new RangeError(`${logits.length} logits, not ${expected.length}`);
  return logits.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
}
