/** The real library in a real worker, over the network, beside the numbers of transformers in Python. */
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import expected from '../fixtures/tiny-classifier/expected.json';
import { openClassifierWorker } from '../../src/workers/classifierClient.ts';
import type { OpenClassifier } from '../../src/workers/classifier.ts';

const host = inject('classifierHub');

beforeAll(async () => void (await caches.delete('nudge-classifiers')));

let open: OpenClassifier | null = null;
afterEach(() => open?.close());

async function load(name: string): Promise<OpenClassifier> {
  return (open = await openClassifierWorker({ id: `lab/${name}`, host }, {}));
}

function worst(found: readonly (readonly number[])[], truth: readonly (readonly number[])[]): number {
  return Math.max(...truth.flatMap((row, i) => row.map((value, j) => Math.abs(value - found[i][j]))));
}

describe('a classifier in its worker', () => {
  it("gives transformers' logits, whatever else is in the batch", async () => {
    const { labels, normalisation, file, logits } = await load('sentiment');
    expect({ labels, normalisation, file }).toEqual({
      labels: expected.labels,
      normalisation: 'softmax',
      file: 'onnx/model.onnx',
    });
    const { texts, logits: truth } = expected;
    expect(worst(await logits(texts), truth)).toBeLessThan(1e-4);
    expect(worst(await logits([texts[1]]), [truth[1]])).toBeLessThan(1e-4);
    const many = Array.from({ length: 5 }, () => texts).flat();
    const found = await logits(many);
    expect(found).toHaveLength(45);
    for (let copy = 0; copy < 5; copy++) {
      const rows = found.slice(copy * texts.length, (copy + 1) * texts.length);
      expect(worst(rows, truth)).toBeLessThan(1e-4);
    }
    expect(await logits([])).toEqual([]);
  });

  it('tells how many bytes have come, and takes weights from the top folder too', async () => {
    const told: [number, number][] = [];
    open = await openClassifierWorker(
      { id: 'lab/flat', host },
      { onProgress: (done, total) => told.push([done, total]) },
    );
    expect(open.file).toBe('model.onnx');
    expect(worst(await open.logits(expected.texts), expected.logits)).toBeLessThan(1e-4);
    await expect.poll(() => told.at(-1)![0]).toBe(told.at(-1)![1]);
    expect(told.at(-1)![1]).toBeGreaterThan(100_000);
    expect(told.every(([done, total]) => done <= total)).toBe(true);
  });

  it('is fetched anew after files that were no good', async () => {
    await expect(load('mended')).rejects.toThrow(/cannot be run/);
    const { logits } = await load('mended');
    expect(worst(await logits(expected.texts), expected.logits)).toBeLessThan(1e-4);
  });

  it('ends with its worker', async () => {
    const { logits, close } = await load('sentiment');
    const asked = logits(expected.texts);
    close();
    await expect(asked).rejects.toMatchObject({ name: 'ClassifierError' });
  });

  it('can be given up while it loads', async () => {
    const controller = new AbortController();
    const loading = openClassifierWorker({ id: 'lab/silent', host }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what is no classifier is refused in words', () => {
  it.each([
    ['lab/nothing', /lab\/nothing is not on this hub/],
    ['secret/model', /401 \(no such model, or one that needs permission\)/],
    ['nonsense', /"nonsense" is not the id of a model \(owner\/name\)/],
    ['lab/causal', /lab\/causal is a GPT2LMHeadModel, not a text classifier/],
    ['lab/unknown', /lab\/unknown has weights .* that cannot be run .*nonesuch/],
    ['lab/no-onnx', /lab\/no-onnx has no ONNX weights/],
    ['lab/no-tokenizer', /lab\/no-tokenizer has no tokenizer/],
    ['lab/cut-off', /lab\/cut-off has weights \(onnx\/model\.onnx\) that cannot be run/],
    ['lab/dropped', /lab\/dropped did not come whole \(onnx\/model\.onnx\)/],
    ['lab/three', /lab\/three gives 2 numbers for 3 labels/],
    ['lab/no-json', /lab\/no-json has a config\.json that is not JSON/],
  ])('%s', async (id, message) => {
    const refused = await openClassifierWorker({ id, host }, {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'ClassifierError', message: expect.stringMatching(message) });
    expect((refused as Error).message).toContain('The rater is as it was.');
  });

  it('also where nobody answers', async () => {
    const nobody = { id: 'lab/sentiment', host: 'http://127.0.0.1:1' };
    await expect(openClassifierWorker(nobody, {})).rejects.toThrow(/could not be loaded.*connection/);
  });
});
