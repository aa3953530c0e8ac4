/**
 * The way back: loads the models that check.py trained and saved with transformers, and compares the engine's
 * logits with PyTorch's. Runs in Node on Dawn. Knows the layout of the folder that export.ts and check.py share.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModelFolder } from '../../src/checkpoint/modelFolder.ts';
import { parseSafetensors } from '../../src/checkpoint/safetensors.ts';
import { openGpu } from '../../src/gpu/device.ts';
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

/** @param args the folder to read */
export async function main([folder]: readonly string[]): Promise<number> {
  const gpu = await openGpu(openDawn());
  const entries = JSON.parse(await readFile(join(folder, 'subjects.json'), 'utf8')) as SubjectEntry[];
  let failures = 0;
  for (const { name, ids } of entries) {
    const tuned = join(folder, name, 'tuned');
    const { config, tensors } = await loadModelFolder((file) => readFile(join(tuned, file)));
    const parameters = new Parameters(gpu, new ParameterLayout(config), name);
    parameters.load(tensors);
    const plan = await LogitsPlan.record(parameters, ids);
    const logits = await plan.run();
    const stored = await readFile(join(tuned, 'logits.safetensors'));
    const expected = parseSafetensors(new Uint8Array(stored)).readF32('logits');
    const error = logits.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    const holds = logits.length === expected.length && error <= TOLERANCE;
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${name} trained by transformers (${error.toExponential(1)})`);
    if (!holds) failures++;
  }
  console.log(`${failures} failed on the way back`);
  return failures === 0 ? 0 : 1;
}
