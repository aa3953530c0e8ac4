/** Costs against what papers print. */
import { describe, expect, it } from 'vitest';
import { ESSAY, EXAMPLES } from '../../../src/lab/cost/essay.ts';
import {
  chinchillaTokens,
  gptParameters,
  megatronOperations,
  operationsPerWeight,
  petaflopDays,
  trainingCost,
} from '../../../src/lab/cost/formulas.ts';

const expectNear = (value: number, printed: number, share: number) =>
  expect(Math.abs(value / printed - 1)).toBeLessThanOrEqual(share);

describe("the essay's figures, with its own inputs", () => {
  const [gpt3, trillion] = [EXAMPLES.gpt3, EXAMPLES.trillion].map(trainingCost);

  it('33.9 and 83.2 days', () => {
    expect(gpt3.days.toFixed(1)).toBe(String(ESSAY.gpt3Days));
    expect(trillion.days.toFixed(1)).toBe(String(ESSAY.trillionDays));
    expect([ESSAY.gpt3Days, ESSAY.trillionDays]).toEqual([33.9, 83.2]);
  });

  it('334,234 kWh of 1,024 cards of 0.4 kW over 34 whole days', () => {
    expect(gpt3.paidDays).toBe(34);
    expect(Math.round(gpt3.kilowattHours)).toBe(334_234);
    const exact = trainingCost({ ...EXAMPLES.gpt3, wholeDays: false });
    expect(exact.kilowattHours).toBeCloseTo(1024 * 0.4 * 24 * exact.days, 6);
    expect(exact.kilowattHours).toBeLessThan(gpt3.kilowattHours);
  });

  it('cards, rent and electricity by the prices given', () => {
    expect(gpt3.bought).toBe(1024 * EXAMPLES.gpt3.price);
    expect(gpt3.rented).toBe(1024 * 34 * 24 * EXAMPLES.gpt3.rent);
    // As that post has it: the rent of 1,024 cards for 34 days.
    expect(gpt3.rented).toBeCloseTo(2_451_526.58, 2);
    expect(gpt3.power).toBeCloseTo(gpt3.kilowattHours * EXAMPLES.gpt3.electricity, 6);
  });
});

describe('6·N·D', () => {
  const operations = (parameters: number, tokens: number) =>
    trainingCost({ ...EXAMPLES.gpt3, parameters, tokens, recompute: false }).operations;

  // Brown et al. 2020, table D.1: weights, tokens, operations, petaflop/s-days.
  it.each([
    [125e6, 300e9, 2.25e20, 2.6],
    [12.85e9, 300e9, 2.31e22, 268],
    [174.6e9, 300e9, 3.14e23, 3640],
  ])('gives what GPT-3’s authors print for %d weights', (parameters, tokens, printed, days) => {
    expectNear(operations(parameters, tokens), printed, 0.01);
    expectNear(petaflopDays(operations(parameters, tokens)), days, 0.01);
  });

  // Hoffmann et al. 2022, table 3: compute-optimal tokens and operations.
  it.each([
    [400e6, 8.0e9, 1.92e19],
    [1e9, 20.2e9, 1.21e20],
    [10e9, 205.1e9, 1.23e22],
    [175e9, 3.7e12, 3.85e24],
    [1e12, 21.2e12, 1.27e26],
  ])('and Chinchilla’s for %d', (parameters, tokens, printed) => {
    expectNear(operations(parameters, tokens), printed, 0.015);
    expectNear(chinchillaTokens(parameters), tokens, 0.06);
  });

  it('LLaMA-65B: days by its tokens a second, energy by its hours', () => {
    // Touvron et al. 2023: 380 tokens a second and A100, 2,048 of them, 1.4e12 tokens: about 21 days.
    const throughput = 380 * operationsPerWeight(false) * 65.2e9;
    const cost = trainingCost({
      ...EXAMPLES.gpt3,
      parameters: 65.2e9,
      tokens: 1.4e12,
      devices: 2048,
      throughput,
      recompute: false,
      wholeDays: false,
    });
    expectNear(cost.days, 21, 0.02);
    // Table 15: 1,022,362 hours of 400 W at a PUE of 1.1 are 449 MWh.
    expectNear(cost.deviceHours, 1_022_362, 0.01);
    expectNear(cost.kilowattHours * 1.1, 449_000, 0.01);
  });
});

describe('Megatron’s own', () => {
  // Narayanan et al. 2021, table 1.
  it.each([
    [1.7e9, { layers: 24, width: 2304 }],
    [18.4e9, { layers: 40, width: 6144 }],
    [174.6e9, { layers: 96, width: 12_288 }],
    [1008e9, { layers: 128, width: 25_600 }],
  ])('parameters by their shape: %d', (printed, shape) => {
    expectNear(gptParameters({ ...shape, sequence: 2048, vocabulary: 51_200 }), printed, 0.03);
  });

  it('operations with recomputation are 8 a weight and token, and some for attention and logits', () => {
    const shape = { layers: 96, width: 12_288, sequence: 2048, vocabulary: 51_200 };
    const each = megatronOperations(shape) / gptParameters(shape);
    expect(each).toBeGreaterThan(operationsPerWeight(true));
    expect(each).toBeLessThan(8.3);
    // Table 1 and section 5.1: 140 teraflop/s each of 1,024, 300e9 tokens: 34 days.
    expectNear((megatronOperations(shape) * 300e9) / (1024 * 140e12) / 86_400, 34, 0.03);
  });
});
