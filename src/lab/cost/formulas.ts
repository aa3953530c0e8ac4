/**
 * What training costs: parameters, tokens, devices, throughput, price and power to days, money and energy. Pure. Sources
 * stand beside each formula; tests compare with the numbers that their papers print.
 */

export const SECONDS_A_DAY = 86_400;

/** What a training run is, and what it runs on. */
export interface TrainingPlan {
  /** N, or P: weights that a token passes through. */
  readonly parameters: number;
  /** D, or T: tokens trained on. */
  readonly tokens: number;
  readonly devices: number;
  /** Floating-point operations a second that a device really does; 140e12 of an A100's 312e12, say. */
  readonly throughput: number;
  /** Whether activations are computed again in the backward pass, to save memory. */
  readonly recompute: boolean;
  /** Kilowatts a device draws. */
  readonly kilowatts: number;
  /** Of one device. */
  readonly price: number;
  /** Of one device for an hour. */
  readonly rent: number;
  /** Of a kilowatt-hour. */
  readonly electricity: number;
  /** Whole days are paid for: the essay's energy is that of 34 days, not of 33.9. */
  readonly wholeDays: boolean;
}

export interface TrainingCost {
  readonly operations: number;
  readonly days: number;
  /** Days that are paid for. */
  readonly paidDays: number;
  readonly deviceHours: number;
  readonly kilowattHours: number;
  readonly bought: number;
  readonly rented: number;
  readonly power: number;
}

/**
 * Operations a weight and token: forward 2, backward 4 (Kaplan et al. 2020, C = 6·N·D), and forward once more where
 * activations are computed again (Narayanan et al. 2021, 8·T·P).
 */
export function operationsPerWeight(recompute: boolean): number {
  return recompute ? 8 : 6;
}

/** Training time by Narayanan et al. 2021, "Efficient large-scale language model training on GPU clusters": 8·T·P ÷ (n·X). */
export function trainingCost(plan: TrainingPlan): TrainingCost {
  const { parameters, tokens, devices, throughput } = plan;
  const operations = operationsPerWeight(plan.recompute) * parameters * tokens;
  const days = operations / (devices * throughput) / SECONDS_A_DAY;
  const paidDays = plan.wholeDays ? Math.ceil(days) : days;
  const deviceHours = devices * paidDays * 24;
  const kilowattHours = deviceHours * plan.kilowatts;
  return {
    operations,
    days,
    paidDays,
    deviceHours,
    kilowattHours,
    bought: devices * plan.price,
    rented: deviceHours * plan.rent,
    power: kilowattHours * plan.electricity,
  };
}

/** A GPT: layers, width, tokens of a sequence, tokens of the vocabulary. */
export interface GptShape {
  readonly layers: number;
  readonly width: number;
  readonly sequence: number;
  readonly vocabulary: number;
}

/** P = 12·l·h²·(1 + 13 ÷ 12h + (V + s) ÷ 12lh); Narayanan et al. 2021, equation 2. */
export function gptParameters({ layers: l, width: h, sequence: s, vocabulary: V }: GptShape): number {
  return 12 * l * h * h * (1 + 13 / (12 * h) + (V + s) / (12 * l * h));
}

/**
 * Operations of a token with activations computed again: 96·l·h²·(1 + s ÷ 6h + V ÷ 16lh); Narayanan et al. 2021, equation 3.
 * Exact where 8·P is a rule of thumb: it counts attention, and the logits once.
 */
export function megatronOperations({ layers: l, width: h, sequence: s, vocabulary: V }: GptShape): number {
  return 96 * l * h * h * (1 + s / (6 * h) + V / (16 * l * h));
}

/** Tokens that a model of so many weights is trained on with least operations: about 20 a weight; Hoffmann et al. 2022. */
export function chinchillaTokens(parameters: number): number {
  return 20 * parameters;
}

/** Petaflop/s-days, the unit of Brown et al. 2020. */
export function petaflopDays(operations: number): number {
  return operations / (1e15 * SECONDS_A_DAY);
}
