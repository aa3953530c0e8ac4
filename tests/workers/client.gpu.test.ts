/** The real worker behind comlink: calls, events and failures reach the page's side. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  beginTrainerWorker,
  connectApi,
  connectTrainerWorker,
  endBegunWorker,
  type TrainerConnection,
} from '../../src/workers/client.ts';
import { toFailure } from '../../src/workers/failures.ts';
import type { OpenRequest, TrainerEvent } from '../../src/workers/protocol.ts';
import { TINY_SETTINGS } from '../rl/tinyRun.ts';
import { prepareSession } from './openSession.ts';

const REQUEST: OpenRequest = {
  model: 'blurbs-tiny',
  modelRoot: '/no/such/folder/',
  settings: TINY_SETTINGS,
  preferences: [],
  resume: false,
};

let connection: TrainerConnection | undefined;
afterEach(() => {
  connection?.close();
  connection = undefined;
});

describe('the trainer in its worker', () => {
  it('says that a model is missing in a way the page can tell from other failures', async () => {
    connection = connectTrainerWorker(() => undefined);
    const error: unknown = await connection.open(REQUEST).catch((thrown: unknown) => thrown);
    expect(toFailure(error, 0)).toMatchObject({
      kind: 'model',
      message: expect.stringContaining('config.json') as string,
    });
    const refused: unknown = await connection.api.play().catch((thrown: unknown) => thrown);
    expect((refused as Error).message).toMatch(/not open/);
  });
});

describe('a worker that is begun before anybody connects', () => {
  const names: string[] = [];
  const Spawn = globalThis.Worker;
  class Counted extends Spawn {
    ended = false;
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      names.push(options?.name ?? '');
      workers.push(this);
    }
    override terminate(): void {
      this.ended = true;
      super.terminate();
    }
  }
  const workers: Counted[] = [];

  beforeEach(() => {
    names.length = workers.length = 0;
    globalThis.Worker = Counted;
  });
  afterEach(() => {
    globalThis.Worker = Spawn;
  });

  it('is the first connection’s, and no other’s', async () => {
    beginTrainerWorker();
    beginTrainerWorker();
    connection = connectTrainerWorker(() => undefined);
    expect(names).toEqual(['trainer']);
    await expect(connection.open(REQUEST)).rejects.toThrow('config.json');
    connectTrainerWorker(() => undefined).close();
    expect(names).toEqual(['trainer', 'trainer']);
  });

  it('ends where nothing will connect', () => {
    beginTrainerWorker();
    endBegunWorker();
    expect(workers.map(({ ended }) => ended)).toEqual([true]);
  });

  it('tells what it died of, also when that was before', async () => {
    beginTrainerWorker();
    workers[0].dispatchEvent(new ErrorEvent('error', { message: 'no such script' }));
    const events: TrainerEvent[] = [];
    connection = connectTrainerWorker((event) => events.push(event));
    await expect
      .poll(() => events)
      .toMatchObject([{ type: 'failure', failure: { message: 'no such script' } }]);
  });
});

describe('a connection', () => {
  it('hands events on until it is closed', async () => {
    const { session } = prepareSession();
    const events: TrainerEvent[] = [];
    connection = connectApi(session, (event) => events.push(event));
    await connection.open({ ...REQUEST, modelRoot: 'models/' });
    await expect.poll(() => events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(0);
    await session.generate({ requestId: 'early', prompt: 'ab', count: 1 });
    await expect.poll(() => events.some((event) => event.type === 'answer' && event.complete)).toBe(true);
    const { length } = events;
    connection.close();
    await session.generate({ requestId: 'late', prompt: 'ab', count: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toHaveLength(length);
  });
});
