/** What all passes over a GPT-2 block know of it. */
import type { ModelConfig } from './config.ts';
import type { Linear } from './linear.ts';

/** The block's linear layers. */
export function linearsOf({ dim }: ModelConfig, layer: number) {
  const linear = (name: string, inputs: number, outputs: number): Linear => ({
    name: `h.${layer}.${name}`,
    inputs,
    outputs,
    lies: 'inputs-first',
    bias: true,
  });
  return {
    qkv: linear('attn.c_attn', dim, 3 * dim),
    attentionOut: linear('attn.c_proj', dim, dim),
    mlpIn: linear('mlp.c_fc', dim, 4 * dim),
    mlpOut: linear('mlp.c_proj', 4 * dim, dim),
  };
}
