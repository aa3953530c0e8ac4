/** The lab's worker behind comlink: started when a model is asked for, stopped by a signal, ended for good. */
import { afterEach, expect, it } from 'vitest';
import type { LabConnection } from '../../src/workers/labProtocol.ts';
import { connectLab } from '../../src/workers/labClient.ts';
import { toFailure } from '../../src/workers/failures.ts';
import { tinyFolder } from '../model/tinyModel.ts';

let lab: LabConnection | undefined;
let spawned = 0;

afterEach(() => {
  lab?.close();
  lab = undefined;
  spawned = 0;
});

function connected(): LabConnection {
  lab = connectLab(() => {
    spawned += 1;
    return new Worker(new URL('../../src/workers/lab.worker.ts', import.meta.url), { type: 'module' });
  });
  return lab;
}

const EMBEDDED = { model: { kind: 'embedded', name: 'blurbs-tiny' }, modelRoot: '/models/' } as const;

/** A folder that somebody picked. */
function picked() {
  const files = [...tinyFolder()].map(([name, bytes]) => new File([bytes as BlobPart], name));
  return { model: { kind: 'files', files, label: 'tiny' }, modelRoot: '/models/' } as const;
}

it('starts nothing before a model is opened, and then writes, reads and embeds with it', async () => {
  const connection = connected();
  expect(spawned).toBe(0);
  const told: number[] = [];
  const model = await connection.open(EMBEDDED, { onProgress: (done) => told.push(done) });
  expect(model.facts).toMatchObject({ label: 'blurbs-tiny', promptEnd: '\n', software: true });
  expect(model.facts.prompts.length).toBeGreaterThan(10);
  expect(told.length).toBeGreaterThan(0);
  const prompt = model.facts.prompts[0] + model.facts.promptEnd;
  const [first, second] = await model.generate([prompt], { maxTokens: 16, seed: 3, samples: 2 });
  expect(first.text).not.toBe('');
  const [likely, odd] = await model.logProbability([
    { prefix: prompt, continuation: first.text || second.text },
    { prefix: prompt, continuation: 'zzzz qqqq xxxx' },
  ]);
  expect(likely.mean).toBeGreaterThan(odd.mean);
  const [vector] = await model.embed([prompt]);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
  expect(await connection.open(EMBEDDED)).toBe(model);
  expect(spawned).toBe(1);
});

it('opens any folder that the page takes, in place of what was open', async () => {
  const connection = connected();
  await connection.open(EMBEDDED);
  const model = await connection.open(picked());
  expect(model.facts).toMatchObject({ label: 'tiny', promptEnd: '', context: 32 });
  await expect(model.generate(['a'.repeat(40)], { maxTokens: 4, seed: 1 })).rejects.toThrow(
    /Prompt 1 has 40/,
  );
  expect(spawned).toBe(1);
});

it('says what is wrong with a model in a way the page can tell, and opens another after it', async () => {
  const connection = connected();
  const missing = { ...EMBEDDED, modelRoot: '/no/such/folder/' };
  const error: unknown = await connection.open(missing).catch((thrown: unknown) => thrown);
  expect(toFailure(error, 0)).toMatchObject({ kind: 'model' });
  expect((await connection.open(EMBEDDED)).facts.label).toBe('blurbs-tiny');
});

it('stops a call by its signal and goes on with the next', async () => {
  const model = await connected().open(EMBEDDED);
  const [prompt] = model.facts.prompts;
  const stop = new AbortController();
  const options = { maxTokens: 60, seed: 1, samples: 32 };
  const writing = model.generate([prompt + '\n'], options, {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
  expect(await model.generate([prompt + '\n'], { maxTokens: 4, seed: 1 })).toHaveLength(1);
});

it('ends a call when it is closed, and begins anew after it', async () => {
  const connection = connected();
  const model = await connection.open(EMBEDDED);
  const writing = model.generate(model.facts.prompts.slice(0, 8), { maxTokens: 60, seed: 1 });
  connection.close();
  await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
  expect((await connection.open(EMBEDDED)).facts.label).toBe('blurbs-tiny');
  expect(spawned).toBe(2);
});

it('is closed and its calls are stopped in any order, without an error of its own', async () => {
  const errors: unknown[] = [];
  const onError = (event: ErrorEvent) => void errors.push(event.error);
  window.addEventListener('error', onError);
  try {
    const connection = connected();
    const model = await connection.open(EMBEDDED);
    const stop = new AbortController();
    const options = { maxTokens: 60, seed: 1 };
    const writing = model.generate(model.facts.prompts.slice(0, 8), options, { signal: stop.signal });
    connection.close();
    // A panel that goes away stops what it had asked for, when the lab has gone already.
    stop.abort();
    await expect(writing).rejects.toMatchObject({ name: 'AbortError', message: 'The lab was closed.' });
    await expect(model.generate(['a'], options)).rejects.toMatchObject({ name: 'AbortError' });
    expect(errors).toEqual([]);
  } finally {
    window.removeEventListener('error', onError);
  }
});
