import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunRecord, writeRunRecord } from '../../../src/rl/runs/recordFile.ts';
import { settingsOf, type RunRecord } from '../../../src/rl/runs/record.ts';
import { RecordedRunError } from '../../../src/rl/runs/recordedRun.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';

const SHIPPED = readFileSync(resolve(import.meta.dirname, '../../../public/recorded/run.json'), 'utf8');

const RECORD: RunRecord = {
  id: 'a-run',
  name: 'brisk-otter',
  created: 1_700_000_000_000,
  algorithm: DEFAULT_SETTINGS.algorithm,
  seed: 7,
  model: 'blurbs-tiny',
  address: 'blurbs-tiny',
  adapter: 'an adapter made up for this test',
  settings: { seed: 7, rewardBag: false, learningRate: 1e-4 },
  labeler: 'shorter',
  baseUtility: null,
  prompts: { train: ['name: The Eagle\n'], heldOut: [] },
  rankings: [],
  history: [
    { iteration: 1, values: { 'objective/kl': 0.1 + 0.2, 'loss/value_avg': NaN } },
    { iteration: 2, values: { 'objective/kl': 1e-17, 'loss/value_avg': Infinity } },
  ],
  agreement: [],
  samples: [],
  comparisons: [],
};

function errorOf(text: string): RecordedRunError {
  try {
    readRunRecord(text);
  } catch (error) {
    if (error instanceof RecordedRunError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

describe('a record as a file', () => {
  it('comes back as it was written, to the bit', () => {
    expect(readRunRecord(writeRunRecord(RECORD))).toEqual(RECORD);
  });

  it('reads the recording that ships, with a name, its method and its seed', () => {
    const record = readRunRecord(SHIPPED);
    expect(record.name).toMatch(/^[a-z]+-[a-z]+$/);
    expect(record.algorithm).toBe(DEFAULT_SETTINGS.algorithm);
    expect(record.seed).toBe(settingsOf(record).seed);
    expect(record.history.length).toBeGreaterThan(10);
    // The same file is the same run.
    expect(readRunRecord(SHIPPED).id).toBe(record.id);
    expect(readRunRecord(`${SHIPPED} `).id).not.toBe(record.id);
  });

  it('refuses other versions, damage and other files, each in words', () => {
    const file = JSON.parse(writeRunRecord(RECORD)) as object;
    expect(errorOf(JSON.stringify({ ...file, version: 2 }))).toMatchObject({ code: 'version' });
    expect(errorOf(JSON.stringify({ ...file, id: '../x' }))).toMatchObject({ code: 'schema', path: 'id' });
    expect(errorOf(JSON.stringify({ ...file, name: '' }))).toMatchObject({ code: 'schema', path: 'name' });
    expect(errorOf(JSON.stringify({ ...file, history: [{ iteration: -1, values: {} }] }))).toMatchObject({
      code: 'schema',
      path: 'history.0.iteration',
    });
    expect(errorOf('{"format":"nudge-run"}')).toMatchObject({ code: 'schema' });
    expect(errorOf('{"some":"json"}')).toMatchObject({ code: 'format' });
    expect(errorOf(writeRunRecord(RECORD).slice(0, -20))).toMatchObject({ code: 'json' });
  });
});
