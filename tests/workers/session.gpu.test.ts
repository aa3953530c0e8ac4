/** A session as the page uses it: what it opens, answers and tells, and what it does when something fails. */
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../src/files/errors.ts';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { GpuLostError, GpuUnavailableError } from '../../src/gpu/errors.ts';
import { mostDifferent } from '../../src/tastes/difference.ts';
import { testGpu } from '../gpu/harness.ts';
import { tinyFolder, TINY_PROMPTS } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { LOADING } from '../../src/workers/protocol.ts';
import { openSession, prepareSession } from './openSession.ts';

const RANKINGS = rankingsBy('a', 6);

describe('open', () => {
  it('tells what it opened and how far the download is', async () => {
    const { info, told } = await openSession();
    expect(info).toMatchObject({
      model: 'blurbs-tiny',
      iteration: 0,
      history: [],
      agreement: null,
      warning: null,
      softwareAdapter: (await testGpu()).adapter.software,
      prompts: { train: TINY_PROMPTS },
    });
    expect(info.adapter).not.toBe('');
    expect(info.parameters).toBeGreaterThan(1000);
    await told.settled();
    const progress = told.of('progress').filter(({ task }) => task === 'download');
    expect(progress.length).toBeGreaterThanOrEqual(4);
    expect(progress.at(-1)).toMatchObject({ done: progress.at(-1)!.total });
    expect(told.of('failure')).toEqual([]);
  });

  it.each([
    ['without its weights', { 'model.safetensors': null }, /no model\.safetensors/],
    ['with weights cut short', { 'model.safetensors': 0.5 }, /model\.safetensors/],
    ['with a broken config', { 'config.json': 0.5 }, /config\.json is not JSON/],
  ])('rejects a model folder %s, and lets the device go', async (_, damage, message) => {
    const files = tinyFolder();
    for (const [name, share] of Object.entries(damage)) {
      if (share === null) files.delete(name);
      else files.set(name, files.get(name)!.slice(0, files.get(name)!.length * share));
    }
    const { open, device, told } = prepareSession({ files, ownDevice: true });
    const opening = open();
    await expect(opening).rejects.toThrow(CheckpointError);
    await expect(opening).rejects.toThrow(message);
    expect((await (await device()).lost).reason).toBe('destroyed');
    await told.settled();
    expect(told.of('failure')).toEqual([]);
  });

  it('rejects where there is no WebGPU, and where there is no adapter', async () => {
    const none = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
    for (const gpu of [undefined, none]) {
      const { open } = prepareSession({ environment: { gpu } });
      await expect(open()).rejects.toThrow(GpuUnavailableError);
    }
  });

  it('answers nothing before it is open', async () => {
    const { session } = prepareSession();
    await expect(session.play()).rejects.toThrow(/not open/);
    await expect(session.generate({ requestId: 'x', prompt: 'ab', count: 1 })).rejects.toThrow(/not open/);
    // There is nothing to cancel, which is no mistake.
    await session.cancel('fit');
  });

  it('goes on in memory where storage is refused', async () => {
    const { info, session, told } = await openSession({
      environment: { openStorage: () => Promise.reject(new Error('Private windows keep nothing.')) },
    });
    expect(info.warning).toBe('Private windows keep nothing.');
    await session.addPreferences(RANKINGS);
    await session.step('iteration');
    // Told to be so, and that it will not last.
    const saved = await told.next('saved', ({ iteration }) => iteration === 1);
    expect(saved.lasting).toBe(false);
  });
});

describe('opening', () => {
  /** A session whose download waits for `release`, and whose device is its own. */
  function slowSession() {
    const files = tinyFolder();
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const prepared = prepareSession({
      ownDevice: true,
      environment: {
        readFile: async (url, signal) => {
          const name = url.replace('models/blurbs-tiny/', '');
          if (name === 'model.safetensors') {
            await new Promise<void>((resolve, reject) => {
              signal?.addEventListener('abort', () => reject(signal.reason as Error));
              void released.then(resolve);
            });
          }
          return new Response(files.get(name) as Uint8Array<ArrayBuffer>);
        },
      },
    });
    return { ...prepared, release };
  }

  it('stops in the download when cancelled, lets the device go, and can be begun again', async () => {
    const { session, told, device, open, release } = slowSession();
    const opening = open();
    const refused = opening.catch((error: unknown) => error);
    await told.next('progress', ({ task }) => task === 'download');
    await session.cancel(LOADING);
    expect(await refused).toHaveProperty('name', 'AbortError');
    expect((await (await device()).lost).reason).toBe('destroyed');
    expect(told.of('failure')).toEqual([]);
    release();
    expect(await open()).toMatchObject({ model: 'blurbs-tiny', iteration: 0 });
    expect(await session.generate({ requestId: 'x', prompt: 'ab', count: 1 })).toHaveLength(1);
  });

  it('stops while pipelines compile, which has progress', async () => {
    const { session, told, device, open } = prepareSession({ ownDevice: true });
    const opening = open();
    const refused = opening.catch((error: unknown) => error);
    const { done, total } = await told.next('progress', ({ task }) => task === 'compile');
    expect(total).toBeGreaterThan(done);
    await session.cancel(LOADING);
    expect(await refused).toHaveProperty('name', 'AbortError');
    expect((await (await device()).lost).reason).toBe('destroyed');
    await expect(session.play()).rejects.toThrow(/not open/);
  });

  it('stops before a device is there', async () => {
    const { session, device, open } = prepareSession({ ownDevice: true });
    const opening = open();
    const refused = opening.catch((error: unknown) => error);
    await session.cancel(LOADING);
    expect(await refused).toHaveProperty('name', 'AbortError');
    // Comes late, and is given back.
    await expect.poll(device, { timeout: 60_000 }).toBeDefined();
    expect((await (await device()).lost).reason).toBe('destroyed');
  });

  it('loses nothing of a saved run when cancelled', async () => {
    const storage = new MemoryStorage();
    const first = await openSession({ storage, request: { preferences: RANKINGS } });
    await first.session.step('iteration');
    const { session, told, open } = prepareSession({
      storage,
      request: { preferences: RANKINGS },
      ownDevice: true,
    });
    const opening = open();
    const refused = opening.catch((error: unknown) => error);
    await told.next('progress', ({ task }) => task === 'compile');
    await session.cancel(LOADING);
    expect(await refused).toHaveProperty('name', 'AbortError');
    expect((await open()).iteration).toBe(1);
  });

  it('chooses kernels once for an adapter, and ends each progress it begins', async () => {
    const choices = new MemoryStorage();
    const environment = { openChoices: () => Promise.resolve(choices) };
    const first = await openSession({ environment });
    expect(first.info.kernels.how).toBe('measured');
    expect(first.info.kernels.milliseconds[first.info.kernels.variant]).toBeGreaterThan(0);
    const second = await openSession({ environment });
    expect(second.info.kernels).toMatchObject({
      variant: first.info.kernels.variant,
      how: 'remembered',
      milliseconds: {},
    });
    await first.told.settled();
    const last = new Map(first.told.of('progress').map((event) => [event.task, event]));
    expect([...last.keys()]).toContain('compile');
    for (const { done, total } of last.values()) expect(done).toBe(total);
  });

  it('goes on where kernel choices cannot be kept', async () => {
    const openChoices = () => Promise.reject(new Error('No storage.'));
    const { info } = await openSession({ environment: { openChoices } });
    expect(info).toMatchObject({ warning: null, kernels: { how: 'measured' } });
  });
});

describe('answers', () => {
  it('stream while they are written, and come back whole', async () => {
    const { session, told } = await openSession();
    const answers = await session.generate({ requestId: 'one', prompt: 'hello', count: 4 });
    expect(answers).toHaveLength(4);
    await told.settled();
    const events = told.of('answer');
    expect(events.every(({ requestId }) => requestId === 'one')).toBe(true);
    answers.forEach((answer, index) => {
      const mine = events.filter((event) => event.index === index);
      expect(mine.at(-1)).toMatchObject({ answer, complete: true });
      expect(mine.slice(0, -1).every(({ complete }) => !complete)).toBe(true);
      const sizes = mine.map(({ answer: { tokens } }) => tokens.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      expect(answer.tokens.length).toBeLessThanOrEqual(TINY_SETTINGS.maxNewTokens);
      expect(answer.iteration).toBe(0);
    });
    // Ten tokens take two submits.
    expect(events.some(({ complete }) => !complete)).toBe(true);
    const again = await session.generate({ requestId: 'two', prompt: 'hello', count: 4 });
    expect(again).not.toEqual(answers);
  });

  it('are the most different of as many candidates as are asked for, and none of those streams', async () => {
    const all = await (await openSession()).session.generate({ requestId: 'all', prompt: 'hello', count: 8 });
    const { session, told } = await openSession();
    const request = { requestId: 'few', prompt: 'hello', count: 3, candidates: 8 };
    const chosen = await session.generate(request);
    await told.settled();
    expect(told.of('answer')).toEqual([]);
    const whole = all.filter(({ finished }) => finished);
    const among = whole.length >= 3 ? whole : all;
    const wanted = mostDifferent(
      among.map(({ text }) => text),
      3,
    );
    expect(chosen).toEqual(wanted.map((index) => among[index]));
  });

  it('stop when cancelled; what is written is kept', async () => {
    const settings = { ...TINY_SETTINGS, maxNewTokens: 24 };
    const { session, told } = await openSession({ request: { settings } });
    const generating = session.generate({ requestId: 'long', prompt: 'hello', count: 8 });
    await session.cancel('long');
    const answers = await generating;
    expect(Math.max(...answers.map(({ tokens }) => tokens.length))).toBe(8);
    await told.settled();
    expect(told.of('answer').some(({ complete }) => !complete)).toBe(true);
    await session.cancel('never heard of');
  });

  it('are refused when the prompt leaves no room, with the reason', async () => {
    const { session } = await openSession();
    const prompt = 'a'.repeat(40);
    await expect(session.generate({ requestId: 'x', prompt, count: 1 })).rejects.toThrow(/positions/);
    // The refusal is no lasting harm.
    expect(await session.generate({ requestId: 'y', prompt: 'ab', count: 1 })).toHaveLength(1);
  });

  it('have no score before the first fit, and one each after it', async () => {
    const { session, told } = await openSession();
    const { answers } = RANKINGS[0];
    expect(await session.scoreAnswers('ab', answers)).toBeNull();
    await session.addPreferences(RANKINGS);
    await told.next('agreement');
    const scores = await session.scoreAnswers('ab', answers);
    expect(scores).toHaveLength(4);
    expect(scores!.every(Number.isFinite)).toBe(true);
    expect(await session.scoreAnswers('ab', [])).toEqual([]);
  });
});

describe('a comparison', () => {
  it('shows base and current with their log-probabilities, equal before training', async () => {
    const { session } = await openSession();
    const { prompt, base, current, iteration } = await session.compare('hello');
    expect({ prompt, iteration }).toEqual({ prompt: 'hello', iteration: 0 });
    expect(current).toEqual(base);
    expect(base.score).toBeNull();
    expect(base.tokens.length).toBeGreaterThan(0);
    for (const { logp, logpRef } of base.tokens) expect(logpRef).toBe(logp);
  });
});

describe('failures', () => {
  it('of PPO stop the loop at the last good iteration; a better setting lets it go on', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    await session.step('iteration');
    await session.configure({ ...TINY_SETTINGS, learningRate: 1e30 });
    await session.play();
    const { failure } = await told.next('failure');
    expect(failure).toMatchObject({ kind: 'nan', iteration: 1 });
    await told.settled();
    expect(told.of('stage').at(-1)).toMatchObject({ stage: 'idle', iteration: 1 });
    expect(told.of('running').at(-1)).toMatchObject({ running: false });
    await session.configure(TINY_SETTINGS);
    await session.play();
    await told.next('metrics', ({ row }) => row.iteration === 2);
    await session.pause();
  });

  it('of the device are told once; calls after it say why', async () => {
    const storage = new MemoryStorage();
    const { session, told, device } = await openSession({
      storage,
      request: { preferences: RANKINGS },
      ownDevice: true,
    });
    await session.step('iteration');
    await session.play();
    device.destroy();
    const { failure } = await told.next('failure');
    expect(failure).toMatchObject({ kind: 'gpu-lost', iteration: 1 });
    expect(failure.message).toMatch(/last saved checkpoint/);
    await session.pause();
    await expect(session.generate({ requestId: 'x', prompt: 'ab', count: 1 })).rejects.toThrow(GpuLostError);
    await expect(session.compare('ab')).rejects.toThrow(GpuLostError);
    await told.settled();
    expect(told.of('failure')).toHaveLength(1);
    expect(told.of('running').at(-1)).toMatchObject({ running: false });
    // As after "restart from the last checkpoint".
    const { info } = await openSession({ storage, request: { preferences: RANKINGS } });
    expect(info.iteration).toBe(1);
  });
});
