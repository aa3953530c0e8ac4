/**
 * Low-rank adapters (Hu et al. 2021) by name and shape, as PEFT has them: which linear layers get one, and what it
 * starts as. Knows no GPU and no training.
 */
import { modelShapes } from '../files/config/modelConfig.ts';
import type { ModelConfig } from './config.ts';

/** The linear layers of a block that get adapters. */
export type AdapterTargets = 'attention' | 'mlp' | 'all';

export interface AdapterSettings {
  readonly rank: number;
  /** An adapter's product is scaled by alpha ÷ rank. */
  readonly alpha: number;
  readonly targets: AdapterTargets;
}

/** A linear layer that has an adapter. */
export interface AdaptedModule {
  /** Its weight's, without `.weight`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the weight lies as [inputs, outputs], as GPT-2's Conv1D has it. */
  readonly inputsFirst: boolean;
}

/** The layers of `targets` in every block, in the model's order. */
export function adaptedModules(config: ModelConfig, targets: AdapterTargets): AdaptedModule[] {
  const inputsFirst = config.family === 'gpt2';
  return [...modelShapes(config)].flatMap(([parameter, shape]) => {
    const found = /^(?:h|layers)\.\d+\.(attn|self_attn|mlp)\.\w+(?=\.weight$)/.exec(parameter);
    if (!found || shape.length !== 2) return [];
    const [name, group] = found;
    if (targets !== 'all' && targets !== (group === 'mlp' ? 'mlp' : 'attention')) return [];
    const [inputs, outputs] = inputsFirst ? shape : shape.toReversed();
    return [{ name, inputs, outputs, inputsFirst }];
  });
}

/** Parameters of the adapters: A [rank, inputs] and B [outputs, rank] of each layer. */
export function adapterShapes(
  config: ModelConfig,
  { rank, targets }: AdapterSettings,
): (readonly [string, readonly number[]])[] {
  return adaptedModules(config, targets).flatMap(({ name, inputs, outputs }) => [
    [`${name}.lora_A`, [rank, inputs]] as const,
    [`${name}.lora_B`, [outputs, rank]] as const,
  ]);
}

/**
 * What adapters start as: B zero, so that they change nothing, and A by Kaiming's uniform rule with a = √5, which is
 * U(-1/√inputs, 1/√inputs).
 * @param uniform draws from [0, 1)
 * @returns A by name; B keeps its zeros
 */
export function* initialAdapters(
  config: ModelConfig,
  { rank, targets }: AdapterSettings,
  uniform: () => number,
): Generator<readonly [string, Float32Array]> {
  for (const { name, inputs } of adaptedModules(config, targets)) {
    const bound = 1 / Math.sqrt(inputs);
    yield [`${name}.lora_A`, Float32Array.from({ length: rank * inputs }, () => (2 * uniform() - 1) * bound)];
  }
}
