/** The experiment as the command runs it, on a small model with a few prompts: every part of a result is there, and is judged. */
import { expect, it } from 'vitest';
import { wholeFiles } from '../../../../src/files/folder/wholeFiles.ts';
import { IMPLICIT } from '../../../../src/lab/implicit/experiment/experiment.ts';
import { ARMS } from '../../../../src/lab/implicit/experiment/result.ts';
import type { LabPlace } from '../../../../src/lab/experiment.ts';
import { loadFamily } from '../../../../src/model/family.ts';
import { heldSource } from '../../../../src/model/source.ts';
import { openModelSource } from '../../../../src/model/streamedSource.ts';
import { Models } from '../../../../src/rl/training/models.ts';
import { readFixture } from '../../../fixtures/load.ts';
import { testGpu } from '../../../gpu/harness.ts';

const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
const BEGINNINGS = ['Once upon a time', 'One day', 'The dog', 'Lily', 'Tom and his mum', 'In the park'];
const PROMPTS = BEGINNINGS.flatMap((text) => [text, `${text} there`, `${text} said`]);

it('teaches, hacks and cures on any model, and says what came of it', { timeout: 300_000 }, async () => {
  const gpu = await testGpu();
  const files = wholeFiles((file) => readFixture(`stories260k/${file}`), FILES);
  const source = await heldSource(await openModelSource(files));
  await loadFamily(source.config.family);
  const place: LabPlace = {
    gpu,
    model: null,
    pairs: [],
    log: () => undefined,
    openModel: () => Promise.reject(new Error('A run is opened.')),
    openSequences: () => Promise.reject(new Error('Nothing is trained from scratch.')),
    openRun: (_, settings) =>
      Promise.resolve({ models: new Models(gpu, source, settings), prompts: PROMPTS }),
    readFile: () => Promise.reject(new Error('No file is read.')),
  };
  const result = await IMPLICIT.run(place, 3, true);
  expect(result).toMatchObject({ seed: 3, taste: 'length' });
  expect(result.rankings.map(({ count }) => count)).toEqual([4, 8]);
  expect(result.events[0].count).toBe(12);
  for (const { accuracy } of [...result.rankings, ...result.events, result.within]) {
    expect(accuracy).toBeGreaterThanOrEqual(0);
    expect(accuracy).toBeLessThanOrEqual(1);
  }
  for (const arm of ARMS) {
    expect(result.policies[arm].map(({ n }) => n)).toEqual([1, 2, 4]);
    expect(result.policies[arm].every(({ words }) => words > 0)).toBe(true);
  }
  expect(result.spread).toBeGreaterThan(0);
  expect(IMPLICIT.line(result)).toContain('length: rankings 4: ');
  expect(IMPLICIT.judge([result]).figures).toContain('events for a ranking at equal accuracy');
});
