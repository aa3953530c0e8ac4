/** The lab's model against what generates, reads and computes hidden states elsewhere, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { Recorder } from '../../../src/gpu/plan.ts';
import { run } from '../../../src/gpu/queue.ts';
import { direction } from '../../../src/lab/model/embedder.ts';
import { LabModel } from '../../../src/lab/model/labModel.ts';
import { similarity } from '../../../src/lab/model/languageModel.ts';
import { loadBase } from '../../../src/lab/model/loadBase.ts';
import { createPackedTokens, writePacked } from '../../../src/model/packing.ts';
import { heldSource } from '../../../src/model/source.ts';
import { openModelSource } from '../../../src/model/streamedSource.ts';
import { wholeFiles } from '../../../src/files/folder/wholeFiles.ts';
import { trunkForward } from '../../../src/model/trunk.ts';
import { readFixture, readFixtureText } from '../../fixtures/load.ts';
import { expectClose, testGpu } from '../../gpu/harness.ts';
import { TINY_CONFIG, tinySource } from '../../model/tinyModel.ts';

const STORIES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

async function tiny() {
  const gpu = await testGpu();
  const source = tinySource();
  const base = await loadBase(gpu, source);
  const model = new LabModel(base, { ...source, label: 'tiny', promptEnd: '\n', prompts: ['ab'] });
  return { gpu, base, source, model };
}

const WRITE = { maxTokens: 10, seed: 7 };

describe('writing', () => {
  it("writes stories260K's documented text greedily, from its start token on", async () => {
    const { story } = JSON.parse(await readFixtureText('stories260k/cases.json')) as { story: string };
    const source = await heldSource(
      await openModelSource(wholeFiles((file) => readFixture(`stories260k/${file}`), STORIES)),
    );
    const base = await loadBase(await testGpu(), source);
    const model = new LabModel(base, { ...source, label: 'stories', promptEnd: '', prompts: [] });
    const [written] = await model.generate([''], { maxTokens: 60, temperature: 0, seed: 1 });
    const text = written.text.trimStart();
    expect(text.length).toBeGreaterThan(60);
    expect(story.slice(0, text.length)).toBe(text.slice(0, story.length));
    // What it wrote is what it finds most probable: the text's own tokens are read behind the prefix's.
    const place = text.indexOf(' ', 20);
    const [own, other] = await model.logProbability([
      { prefix: text.slice(0, place), continuation: text.slice(place, place + 12) },
      { prefix: text.slice(0, place), continuation: ' xylophones' },
    ]);
    expect(own.mean).toBeGreaterThan(other.mean);
  });

  it('repeats itself with the same seed, and writes something else with another', async () => {
    const { model } = await tiny();
    const prompts = ['ab\n', 'the cat\n'];
    const first = await model.generate(prompts, { ...WRITE, samples: 3 });
    expect(first).toHaveLength(6);
    expect(await model.generate(prompts, { ...WRITE, samples: 3 })).toEqual(first);
    expect(await model.generate(prompts, { ...WRITE, samples: 3, seed: 8 })).not.toEqual(first);
    expect(new Set(first.slice(0, 3).map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  it('cuts an answer where a stop text begins, and takes no more tokens than it must', async () => {
    const { model } = await tiny();
    const options = { ...WRITE, maxTokens: 20, samples: 8 };
    const whole = await model.generate(['q\n'], options);
    const letter = whole.map(({ text }) => text[2]).find((found) => found !== undefined)!;
    const cut = await model.generate(['q\n'], { ...options, stop: [letter, ''] });
    cut.forEach(({ text, finished }, row) => {
      const place = whole[row].text.indexOf(letter);
      expect(text).toBe(place < 0 ? whole[row].text : whole[row].text.slice(0, place));
      if (place >= 0) expect(finished).toBe(true);
    });
    expect(cut.some(({ text }, row) => text !== whole[row].text)).toBe(true);
  });

  it('says which prompt leaves no room, and which number is none', async () => {
    const { model } = await tiny();
    await expect(model.generate(['ab', 'a'.repeat(30)], WRITE)).rejects.toThrow(
      /Prompt 2 has 30 tokens, and an answer may take 10 more: tiny reads 32 at most/,
    );
    await expect(model.generate(['ab'], { ...WRITE, maxTokens: 0 })).rejects.toThrow(/maxTokens.*not 0/);
    expect(await model.generate([], WRITE)).toEqual([]);
  });

  it('stops when told to', async () => {
    const { model } = await tiny();
    const stopped = new AbortController();
    stopped.abort();
    await expect(model.generate(['ab'], WRITE, { signal: stopped.signal })).rejects.toThrow(/abort/i);
    expect(await model.generate(['ab'], WRITE)).toHaveLength(1);
  });
});

describe('reading', () => {
  it('gives all next tokens together a probability of one', async () => {
    const { model } = await tiny();
    const letters = Array.from(' abcdefghijklmnopqrstuvwxyz\n');
    const single = await model.logProbability(
      letters.map((letter) => ({ prefix: 'the ca', continuation: letter })),
    );
    const total = single.reduce((sum, { sum: logp }) => sum + Math.exp(logp), 0);
    // What is missing is the end token's share, which no text has.
    expect(total).toBeLessThan(1);
    expect(total).toBeGreaterThan(0.7);
    const [ahead] = await model.logProbability([{ prefix: 'the c', continuation: 'at' }]);
    const [first] = await model.logProbability([{ prefix: 'the c', continuation: 'a' }]);
    const second = single[letters.indexOf('t')];
    expect(ahead.sum).toBeCloseTo(first.sum + second.sum, 4);
    expect(ahead).toMatchObject({ tokens: 2, mean: ahead.sum / 2 });
  });

  it('reads the same alone, among others of other lengths, and in several calls at once', async () => {
    const { model } = await tiny();
    const texts = Array.from({ length: 90 }, (_, i) => ({
      prefix: 'abc'.slice(0, 1 + (i % 3)),
      continuation: 'hello you'.slice(0, 1 + (i % 9)),
    }));
    const [all, some] = await Promise.all([
      model.logProbability(texts),
      model.logProbability(texts.slice(40, 50)),
    ]);
    expect(all).toHaveLength(90);
    expectClose(
      some.map(({ sum }) => sum),
      all.slice(40, 50).map(({ sum }) => sum),
      1e-5,
    );
  });

  it('refuses an empty continuation by its number', async () => {
    const { model } = await tiny();
    const texts = [
      { prefix: 'a', continuation: 'b' },
      { prefix: 'a', continuation: '' },
    ];
    await expect(model.logProbability(texts)).rejects.toThrow(/Continuation 2 is empty/);
  });
});

describe('embedding', () => {
  it('is the mean of the last hidden states, of length one', async () => {
    const { gpu, base, source, model } = await tiny();
    const texts = ['the cat', 'q', 'hello you'];
    const vectors = await model.embed(texts);
    const rec = new Recorder(gpu, 'hidden');
    const packed = createPackedTokens(rec, 16, 1, TINY_CONFIG);
    const { hidden } = trunkForward(rec, base, packed, { keep: false });
    const plan = await rec.finish();
    for (const [index, text] of texts.entries()) {
      const ids = source.tokenizer.encode(text);
      writePacked(gpu, packed, 1, [ids], TINY_CONFIG);
      const [states] = await run(gpu, [plan], [hidden]);
      expectClose(
        vectors[index],
        direction(states.slice(0, ids.length * TINY_CONFIG.dim), TINY_CONFIG.dim),
        1e-5,
      );
      expect(similarity(vectors[index], vectors[index])).toBeCloseTo(1, 5);
    }
    plan.destroy();
  });

  it('takes an empty text, and one that is longer than the model reads', async () => {
    const { model } = await tiny();
    const [empty, long, start] = await model.embed(['', 'abcdefgh'.repeat(9), 'abcdefgh'.repeat(4)]);
    expect(similarity(empty, empty)).toBeCloseTo(1, 5);
    expect(similarity(long, start)).toBeCloseTo(1, 5);
  });
});
