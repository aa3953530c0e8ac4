/** The essay's two examples, as their authors have them: Narayanan et al. 2021, section 5.1. Pure. */
import type { TrainingPlan } from './formulas.ts';

export type ExampleId = 'gpt3' | 'trillion';

/**
 * A card and its rent have no one price: these stand here to be changed. They are those of the post "How to train large deep
 * learning models as a startup", which reckons with the same 1,024 cards and 34 days. Electricity is a round figure.
 */
const PRICES = { price: 9900, rent: 2.933908, electricity: 0.1 };

/** 1,024 A100 for GPT-3; 3,072 for a trillion weights. An A100 draws 400 W. */
export const EXAMPLES: Readonly<Record<ExampleId, TrainingPlan>> = {
  gpt3: {
    parameters: 175e9,
    tokens: 300e9,
    devices: 1024,
    throughput: 140e12,
    recompute: true,
    kilowatts: 0.4,
    ...PRICES,
    wholeDays: true,
  },
  trillion: {
    parameters: 1e12,
    tokens: 450e9,
    devices: 3072,
    throughput: 163e12,
    recompute: true,
    kilowatts: 0.4,
    ...PRICES,
    wholeDays: true,
  },
};

/** What the essay prints. */
export const ESSAY = { gpt3Days: 33.9, trillionDays: 83.2, gpt3KilowattHours: 334_234 } as const;
