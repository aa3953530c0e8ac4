/**
 * Runs that the version before saved, with all weights trained and with LoRA: they open, say what they said, and go on
 * to the numbers that they went on to then.
 */
import type { Agreement } from '../../src/preferences/agreement.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { openOpfsModels } from '../../src/files/store/opfsModels.ts';
import { openOpfsStorage } from '../../src/files/bytes/opfsStorage.ts';
import { sha256 } from '../../src/files/saves/manifest.ts';
import { privateRoot } from '../../src/files/siteStorage.ts';
import type { MetricsRow } from '../../src/rl/algorithms/metrics.ts';
import type { BaseUtility } from '../../src/rl/training/baseUtility.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { storedFiles, storedJson } from '../fixtures/stored.ts';
import { rankingsBy } from '../rl/tinyRun.ts';
import { openSession } from './openSession.ts';

interface Left {
  readonly adapter: string;
  readonly kernels: string;
  readonly settings: Settings;
  readonly scores: readonly number[];
  readonly history: readonly MetricsRow[];
  readonly next: MetricsRow;
  readonly baseUtility: BaseUtility;
  readonly agreement: { readonly heldOut: Agreement; readonly trained: Agreement };
}

const METHODS = ['full', 'lora'] as const;
/** The list of checkpoints as a later version may write it. */
const newerList = await (async () => {
  const manifest = JSON.stringify({ version: 2, sequence: 9, runs: [] });
  const hash = await sha256(new TextEncoder().encode(manifest));
  return new TextEncoder().encode(JSON.stringify({ hash, manifest }));
})();
const PREFERENCES = rankingsBy('a', 6);

async function open(
  method: (typeof METHODS)[number],
  change: (files: Map<string, Uint8Array>) => void = () => {},
) {
  const left = (await storedJson<Record<string, Left>>('runs/expected.json'))[method];
  const saved = await storedFiles(`runs/${method}`);
  change(saved);
  const storage = new MemoryStorage();
  for (const [name, bytes] of saved) await storage.write(name, bytes);
  const request = { preferences: PREFERENCES, settings: left.settings };
  return { left, storage, ...(await openSession({ storage, request, files: await storedFiles('model') })) };
}

describe.each(METHODS)('a saved run, %s', (method) => {
  it('opens with its history, scores as it did and goes on as it did', async () => {
    const { left, session, info, told } = await open(method);
    expect(info).toMatchObject({
      iteration: 2,
      warning: null,
      kernels: { variant: left.kernels },
      baseUtility: left.baseUtility,
      agreement: { trained: left.agreement.trained },
    });
    expect(info.history).toMatchObject(left.history);
    expect(await session.scoreAnswers('ab', PREFERENCES[0].answers)).toEqual(left.scores);
    await session.compare('box');
    await session.step('iteration');
    const { row } = await told.next('metrics', ({ row: { iteration } }) => iteration === 3);
    // To the bit, on the adapter that it was saved on.
    expect(info.adapter).toBe(left.adapter);
    expect(row).toMatchObject(left.next);
  });

  it('of a version to come is neither opened nor displaced', async () => {
    const { info, session, told, storage } = await open(method, (files) => {
      for (const slot of ['manifest-a.json', 'manifest-b.json']) files.delete(slot);
      files.set('manifest-a.json', newerList);
    });
    expect(info.iteration).toBe(0);
    expect(info.warning).toMatch(/newer version/);
    await session.step('iteration');
    await told.next('failure');
    expect(await storage.read('manifest-a.json')).toEqual(newerList);
  });

  it('falls back on the checkpoint before where the newest is torn', async () => {
    const { info } = await open(method, (files) => {
      const newest = [...files.keys()].find((name) => /^2-.*-00001-of-.*\.safetensors$/.test(name))!;
      files.set(newest, files.get(newest)!.slice(0, 100));
    });
    expect(info.iteration).toBe(1);
    expect(info.warning).toMatch(/damaged|bytes/);
  });
});

describe('the folders of this origin', () => {
  const made: string[] = [];
  afterEach(async () => {
    const root = await privateRoot();
    for (const name of made.splice(0)) await root.removeEntry(name, { recursive: true });
  });

  it('are the ones that runs, models and choices were kept in', async () => {
    const root = await privateRoot();
    for (const name of ['checkpoints', 'models']) {
      made.push(name);
      const folder = await root.getDirectoryHandle(name, { create: true });
      if (name === 'models') await folder.getDirectoryHandle('tiny-84a838037fc0', { create: true });
      else await folder.getFileHandle('manifest-a.json', { create: true });
    }
    expect((await (await openOpfsStorage()).list()).map(({ name }) => name)).toContain('manifest-a.json');
    expect(await (await openOpfsModels()).folders()).toContain('tiny-84a838037fc0');
  });
});
