/** Generators that share their memory write what they would alone, also when it grows between them. */
import { describe, expect, it } from 'vitest';
import { openDryGpu } from '../../src/gpu/dryDevice.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { DecodeMemory } from '../../src/model/decodeMemory.ts';
import { Generator } from '../../src/model/generator.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { randomArray, testGpu } from '../gpu/harness.ts';
import { TINY_CONFIG } from './tinyModel.ts';

const CONFIG = { ...TINY_CONFIG, positions: 200 };
const SAMPLING = { temperature: 1, topK: 0, topP: 1, seed: 3, stream: 1, maxNewTokens: 12 };
const SHORT = [[3, 4, 5], [9]];
const LONG = [Array.from({ length: 70 }, (_, i) => 1 + (i % 26))];

async function createModel(seed: number): Promise<Parameters> {
  const parameters = new Parameters(await testGpu(), new ParameterLayout(CONFIG), `model${seed}`);
  parameters.layout.entries.forEach(({ name, shape }, index) =>
    parameters.write(name, 0, randomArray(elementCount(shape), seed * 100 + index, 0.3)),
  );
  return parameters;
}

describe('memory of several generators', () => {
  it('gives each the text that it writes alone, before and after it grew', async () => {
    const models = [await createModel(1), await createModel(2)];
    const alone = await Promise.all(
      models.map(async (model, i) => new Generator(model, 4 - i).generate(SHORT, 1, SAMPLING)),
    );
    const [long] = await new Generator(models[1], 4).generate(LONG, 1, SAMPLING);
    const memory = new DecodeMemory(await testGpu(), CONFIG, 4, 150, 0);
    const [first, second] = models.map((model, i) => new Generator(model, 4 - i, memory));
    // Asked for at once; they take turns.
    const together = await Promise.all([first, second].map((one) => one.generate(SHORT, 1, SAMPLING)));
    expect(together).toEqual(alone);
    expect(together[0]).not.toEqual(together[1]);
    expect(await second.generate(LONG, 1, SAMPLING)).toEqual([long]);
    expect(await first.generate(SHORT, 1, SAMPLING)).toEqual(alone[0]);
    expect(await second.generate(SHORT, 1, SAMPLING)).toEqual(alone[1]);
  });

  it('is as large as what is asked for, in steps, and no larger than its limit', async () => {
    const { gpu, ledger } = openDryGpu();
    const memory = new DecodeMemory(gpu, CONFIG, 4, 150, 0);
    const cache = () => ledger.byOwner.get('kvCache');
    const bytesOf = (capacity: number) => 2 * 4 * capacity * CONFIG.dim * 4;
    expect(ledger.bytes).toBe(0);
    const capacities: number[] = [];
    for (const tokens of [3, 64, 65, 20, 140]) {
      await memory.use(4, tokens, async ({ capacity }) => capacities.push(capacity));
      expect(cache()).toBe(bytesOf(capacities.at(-1)!));
    }
    expect(capacities).toEqual([64, 64, 128, 128, 150]);
    await expect(memory.use(4, 151, async () => undefined)).rejects.toThrow(/4 rows of 151 tokens/);
    await expect(memory.use(5, 1, async () => undefined)).rejects.toThrow(/5 rows/);
    await expect(memory.use(4, 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await memory.use(4, 1, async ({ capacity }) => capacity)).toBe(150);
    expect(() => new DecodeMemory(gpu, CONFIG, 4, 201)).toThrow(/200 positions/);
    const wide = new DecodeMemory(gpu, CONFIG, 32, 150, 0);
    const sizes: number[][] = [];
    for (const [rows, tokens] of [
      [4, 100],
      [8, 20],
      [4, 140],
      [16, 3],
    ]) {
      await wide.use(rows, tokens, async (tensors) => sizes.push([tensors.rows, tensors.capacity]));
    }
    expect(sizes).toEqual([
      [4, 128],
      [8, 128],
      [8, 150],
      [16, 150],
    ]);
    const whole = new DecodeMemory(gpu, CONFIG, 4);
    expect(await whole.use(1, 1, async ({ rows, capacity }) => [rows, capacity])).toEqual([4, 200]);
  });
});
