/** Models for the lab in Node: embedded ones, and any folder that the page takes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { openDryGpu } from '../../src/gpu/dryDevice.ts';
import { openLabModel } from '../../src/headless/openLabModel.ts';
import { OptionsError } from '../../src/headless/options.ts';
import { shardedModel } from '../files/folder/ownModel.ts';

let root: string;

beforeAll(async () => {
  // WebGPU's constants, which a browser has.
  Object.assign(globalThis, globals);
  root = mkdtempSync(join(tmpdir(), 'nudge-lab-'));
  mkdirSync(join(root, 'own'));
  for (const [name, bytes] of Object.entries(await shardedModel(3, 'F16')))
    writeFileSync(join(root, 'own', name), bytes);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

it('opens what comes with the page, with how its prompts end', async () => {
  const { facts } = await openLabModel(openDryGpu().gpu, 'blurbs-tiny');
  expect(facts).toMatchObject({ label: 'blurbs-tiny', promptEnd: '\n' });
  expect(facts.prompts.length).toBeGreaterThan(10);
});

it('opens a folder in shards of half precision, piece by piece', async () => {
  const { facts } = await openLabModel(openDryGpu().gpu, 'own', root);
  expect(facts).toMatchObject({ label: 'own', parameters: 260_032, promptEnd: '', chat: false });
});

it('says what is wrong with a folder', async () => {
  await expect(openLabModel(openDryGpu().gpu, 'none', root)).rejects.toThrow(OptionsError);
});
