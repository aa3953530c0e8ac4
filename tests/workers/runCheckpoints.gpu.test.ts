/** What is kept of a run, and what another session makes of it. */
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { MATMUL_VARIANTS } from '../../src/gpu/kernels/matmul/matmulVariants.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession } from './openSession.ts';

const RANKINGS = rankingsBy('a', 6);

/** Storage that a test can fill up. */
class Disk extends MemoryStorage {
  full = false;

  override write(name: string, bytes: Uint8Array): Promise<void> {
    if (this.full) return Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    return super.write(name, bytes);
  }

  /** Cuts every checkpoint short, as a crash during a write may. */
  tear(): void {
    for (const [name, bytes] of this.files) {
      if (name.endsWith('.safetensors')) this.files.set(name, bytes.subarray(0, bytes.byteLength / 2));
    }
  }
}

describe('checkpoints', () => {
  it('bring a run back in another session, and its history with it', async () => {
    const storage = new MemoryStorage();
    const first = await openSession({ storage, request: { preferences: RANKINGS } });
    await first.session.step('iteration');
    await first.session.step('iteration');
    const { answers } = RANKINGS[0];
    const scores = await first.session.scoreAnswers('ab', answers);
    await first.session.step('iteration');
    const rows = () => first.told.of('metrics').map(({ row }) => row);
    await first.told.next('metrics', ({ row }) => row.iteration === 3);

    const second = await openSession({ storage, request: { preferences: RANKINGS } });
    expect(second.info).toMatchObject({ iteration: 3, warning: null });
    expect(JSON.stringify(second.info.history)).toBe(JSON.stringify(rows()));
    expect(second.info.agreement?.trained.rankings).toBe(5);
    expect(second.info.baseUtility?.shorter.sd).toBeGreaterThan(0);
    expect(await second.session.scoreAnswers('ab', answers)).toEqual(scores);
    // Both go on alike.
    await first.session.step('iteration');
    await second.session.step('iteration');
    const mine = await first.told.next('metrics', ({ row }) => row.iteration === 4);
    const theirs = await second.told.next('metrics', ({ row }) => row.iteration === 4);
    expect(theirs).toEqual(mine);
  });

  it('bring the products back that the run was computed with, whatever was chosen since', async () => {
    const [storage, choices] = [new MemoryStorage(), new MemoryStorage()];
    const options = {
      storage,
      request: { preferences: RANKINGS },
      environment: { openChoices: () => Promise.resolve(choices) },
    };
    const first = await openSession(options);
    await first.session.step('iteration');
    const { variant } = first.info.kernels;
    const text = new TextDecoder().decode((await choices.read('kernels.json'))!);
    // The key of a choice ends with all that it was made among, which is another thing on a GPU.
    const [key] = Object.keys(JSON.parse(text) as object);
    const other = key.split('/').findLast((name) => name in MATMUL_VARIANTS && name !== variant)!;
    await choices.write(
      'kernels.json',
      new TextEncoder().encode(text.replace(`:"${variant}"`, `:"${other}"`)),
    );
    const second = await openSession(options);
    expect(second.info).toMatchObject({ iteration: 1, kernels: { variant, how: 'run' } });
    // Another model has no run to keep to.
    const third = await openSession({ ...options, storage: new MemoryStorage() });
    expect(third.info.kernels).toMatchObject({ variant: other, how: 'remembered' });
  });

  it('keep "no pairs to agree on" apart from numbers', async () => {
    const storage = new MemoryStorage();
    const settings = { ...TINY_SETTINGS, heldOutShare: 0 };
    const request = { preferences: RANKINGS, settings };
    const { session } = await openSession({ storage, request });
    await session.step('stage');
    const { info } = await openSession({ storage, request });
    expect(info.agreement?.heldOut.accuracy).toBeNaN();
    expect(info.agreement?.heldOut.kendallTau).toBeNaN();
    expect(info.agreement?.trained.accuracy).toBeGreaterThan(0);
  });

  it('that are torn are told, and the run starts anew', async () => {
    const storage = new Disk();
    const { session } = await openSession({ storage, request: { preferences: RANKINGS } });
    await session.step('iteration');
    storage.tear();
    const { info, ...second } = await openSession({ storage, request: { preferences: RANKINGS } });
    expect(info.iteration).toBe(0);
    expect(info.warning).toMatch(/cannot be used.*starts anew/);
    await second.session.step('iteration');
    await second.told.next('saved');
  });

  it('of two tabs with one run are those of whoever saved first; the other is told once, and trains on', async () => {
    const storage = new MemoryStorage();
    const first = await openSession({ storage, request: { preferences: RANKINGS } });
    await first.session.step('iteration');
    const second = await openSession({ storage, request: { preferences: RANKINGS } });
    for (let i = 0; i < 2; i++) await second.session.step('iteration');
    for (let i = 0; i < 3; i++) await first.session.step('iteration');
    await first.told.next('metrics', ({ row }) => row.iteration === 4);
    await first.told.settled();
    const [{ failure }, ...more] = first.told.of('failure');
    expect(more).toEqual([]);
    expect(failure).toMatchObject({ kind: 'storage' });
    expect(failure.message).toMatch(/Another tab .* saved it at iteration 3\..*kept.*Reload/);
    // Reset deletes what is one's own.
    await first.session.reset(TINY_SETTINGS);
    const third = await openSession({ storage, request: { preferences: RANKINGS } });
    expect(third.info).toMatchObject({ iteration: 3, warning: null });
  });

  it('are left alone when not asked to resume', async () => {
    const storage = new MemoryStorage();
    const { session } = await openSession({ storage, request: { preferences: RANKINGS } });
    await session.step('iteration');
    const { info } = await openSession({ storage, request: { resume: false } });
    expect(info).toMatchObject({ iteration: 0, history: [], warning: null });
  });

  it('that do not fit on the disk are told once, and training goes on', async () => {
    const storage = new Disk();
    let clock = 0;
    const { session, told } = await openSession({
      storage,
      request: { preferences: RANKINGS },
      environment: { now: () => (clock += 60_000) },
    });
    storage.full = true;
    await session.play();
    const { failure } = await told.next('failure');
    expect(failure).toMatchObject({ kind: 'storage' });
    expect(failure.message).toMatch(/no room/);
    await told.next('metrics', ({ row }) => row.iteration === 2);
    expect(told.of('running')).toEqual([{ type: 'running', running: true }]);
    expect(told.of('failure')).toHaveLength(1);
    storage.full = false;
    await told.next('saved');
    await session.pause();
  });
});
