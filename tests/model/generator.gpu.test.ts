/** Cached generation: PyTorch's greedy text, agreement with the full forward pass, independence of rows. */
import { describe, expect, it } from 'vitest';
import { sampledVocab } from '../../src/model/config.ts';
import { Generator, type Generation } from '../../src/model/generator.ts';
import { fromLeftPadded } from './leftPadded.ts';
import { ExperienceRecorder } from '../rl/ppoParts.ts';
import { shapeFor } from '../../src/model/sequences.ts';
import { readF32 } from '../../src/gpu/queue.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { MODEL_FIXTURES, loadModelFixture, type ModelFixtureName } from '../fixtures/load.ts';
import { expectClose } from '../gpu/harness.ts';
import { fixtureParameters, modelConfig } from './fixtureModel.ts';

const SAMPLING = { temperature: 1, topK: 0, topP: 1, seed: 3, stream: 1, maxNewTokens: 12 };

async function promptsOf(name: ModelFixtureName) {
  const fixture = await loadModelFixture(name);
  const ids = fixture.i32('generation/prompts');
  const [, width] = fixture.shape('generation/prompts');
  const prompts = Array.from(fixture.i32('generation/promptLengths'), (length, row) => [
    ...ids.subarray(row * width, row * width + length),
  ]);
  return { fixture, prompts };
}

describe.each(MODEL_FIXTURES)('generator: %s', (name) => {
  it("writes PyTorch's greedy continuation of prompts of unequal length", async () => {
    const { fixture, prompts } = await promptsOf(name);
    const generator = new Generator(await fixtureParameters(fixture, []), 4);
    const generations = await generator.generate(prompts, 1, { ...SAMPLING, greedy: true });
    expect(generations.flatMap(({ tokens }) => [...tokens])).toEqual([...fixture.i32('generation/tokens')]);
    expectClose(
      generations.flatMap(({ logp }) => [...logp]),
      fixture.f32('generation/logp'),
      1e-4,
    );
  });

  it("agrees with transformers' generation on the left-padded batch", async () => {
    const { fixture } = await promptsOf(name);
    const config = modelConfig(fixture.config);
    const [batch, width] = fixture.shape('generation/leftPadded/ids');
    const rows = (tensor: string) => {
      const values = fixture.i32(`generation/leftPadded/${tensor}`);
      return Array.from({ length: batch }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
    };
    const prompts = fromLeftPadded(rows('ids'), rows('mask'));
    const generator = new Generator(await fixtureParameters(fixture, []), batch);
    const generations = await generator.generate(prompts, 1, { ...SAMPLING, greedy: true });
    const logits = fixture.f32('generation/leftPadded/logits');
    const ours = generations.flatMap(({ logp }) => [...logp]);
    const theirs = generations.flatMap(({ tokens }, row) =>
      tokens.map((token, t) => {
        const first = (row * SAMPLING.maxNewTokens + t) * config.vocab;
        const scores = logits.subarray(first, first + sampledVocab(config));
        expect(scores.indexOf(Math.max(...scores))).toBe(token);
        const top = scores[token];
        return -Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
      }),
    );
    expectClose(ours, theirs, 1e-4);
  });

  it('agrees with the full forward pass on what it sampled', async () => {
    const { fixture, prompts } = await promptsOf(name);
    const parameters = await fixtureParameters(fixture, ['value']);
    const temperature = 0.7;
    const generations = await new Generator(parameters, 6).generate(prompts, 2, { ...SAMPLING, temperature });
    const sequences = generations.map(({ tokens }, row) => ({
      prompt: prompts[Math.floor(row / 2)],
      response: tokens,
    }));
    const shape = shapeFor(sequences, 12);
    const settings = { ...DEFAULT_SETTINGS, temperature };
    const scores = sequences.map(() => 0);
    const recorder = new ExperienceRecorder(parameters, parameters);
    const { experience } = await recorder.compute(sequences, shape, scores, settings, 0);
    const logp = await readF32(parameters.gpu, experience.logp);
    const full = generations.flatMap(({ tokens }, row) => [
      ...logp.subarray(row * 12, row * 12 + tokens.length),
    ]);
    expectClose(
      generations.flatMap((generation) => [...generation.logp]),
      full,
      1e-4,
    );
  });

  it('repeats a draw from the same seed and stream, whatever else is in the batch', async () => {
    const { fixture, prompts } = await promptsOf(name);
    const parameters = await fixtureParameters(fixture, []);
    const generator = new Generator(parameters, 4);
    const together = await generator.generate(prompts, 1, SAMPLING);
    const again = await generator.generate(prompts, 1, SAMPLING);
    const alone = await new Generator(parameters, 1).generate(prompts.slice(0, 1), 1, SAMPLING);
    const other = await generator.generate(prompts, 1, { ...SAMPLING, stream: 2 });
    expect(again).toEqual(together);
    expect(alone[0].tokens).toEqual(together[0].tokens);
    expect(other.map(({ tokens }) => tokens)).not.toEqual(together.map(({ tokens }) => tokens));
  });

  it('writes the same when it submits before it has read back, and stops when it is told to', async () => {
    const { fixture, prompts } = await promptsOf(name);
    const parameters = await fixtureParameters(fixture, []);
    const generator = (ahead: number) => new Generator(parameters, 4, undefined, ahead);
    // Three submits of eight tokens, and a last one that is shorter.
    const options = { ...SAMPLING, maxNewTokens: 19 };
    const waiting = await generator(0).generate(prompts, 1, options);
    for (const ahead of [1, 5]) {
      const read: number[] = [];
      const onProgress = (all: readonly Generation[]) => {
        read.push(Math.max(...all.map(({ tokens }) => tokens.length)));
      };
      expect(await generator(ahead).generate(prompts, 1, options, { onProgress })).toEqual(waiting);
      expect(read).toEqual(read.toSorted((a, b) => a - b));
      const abort = new AbortController();
      abort.abort();
      const first = await generator(ahead).generate(prompts, 1, options, { signal: abort.signal });
      expect(first).toEqual(
        waiting.map(({ tokens, logp, finished, complete }) => {
          const whole = complete && tokens.length <= 8;
          return {
            tokens: tokens.slice(0, 8),
            logp: logp.slice(0, 8),
            finished: whole && finished,
            complete: whole,
          };
        }),
      );
    }
  });

  it('refuses prompts that leave no room', async () => {
    const { fixture } = await promptsOf(name);
    const generator = new Generator(await fixtureParameters(fixture, []), 1);
    const long = Array.from({ length: modelConfig(fixture.config).positions }, () => 1);
    await expect(generator.generate([long], 1, SAMPLING)).rejects.toThrow(/positions/);
  });
});
