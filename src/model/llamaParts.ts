/** What all passes over a block of Llama and its relatives know of it. */
import { rotaryTable } from '../gpu/kernels/rope/rope.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Rows } from './block.ts';
import { readablePositions, type LlamaConfig, type ModelConfig } from './config.ts';
import type { Linear } from './linear.ts';

/** Name of the weights that heads of q, then of k, are normalised with. */
export const QK_NORM = 'self_attn.qk_norm.weight';

/** The block's linear layers. */
export function linearsOf({ dim, heads, kvHeads, headDim, ffn, qkvBias }: LlamaConfig, layer: number) {
  const prefix = `layers.${layer}`;
  const [width, kvWidth] = [heads * headDim, kvHeads * headDim];
  const linear = (
    name: string,
    inputs: number,
    outputs: number,
    parts: readonly (readonly [string, number])[] = [[name, outputs]],
  ): Linear => ({
    name: `${prefix}.${name}`,
    inputs,
    outputs,
    lies: 'outputs-first',
    bias: qkvBias && name === QKV,
    modules: parts.map(([part, count]) => ({ name: `${prefix}.${part}`, outputs: count })),
  });
  return {
    qkv: linear(QKV, dim, width + 2 * kvWidth, [
      ['self_attn.q_proj', width],
      ['self_attn.k_proj', kvWidth],
      ['self_attn.v_proj', kvWidth],
    ]),
    attentionOut: linear('self_attn.o_proj', width, dim),
    gateUp: linear('mlp.gate_up_proj', dim, 2 * ffn, [
      ['mlp.gate_proj', ffn],
      ['mlp.up_proj', ffn],
    ]),
    down: linear('mlp.down_proj', ffn, dim),
  };
}

const QKV = 'self_attn.qkv_proj';

/** Positions of rows, and the table of angles for them. */
export function rotation(rec: Recorder, config: LlamaConfig, { positions }: Pick<Rows, 'positions'>) {
  const { headDim, ropeTheta: theta, ropeScaling: scaling } = config;
  return {
    positions,
    table: rotaryTable(rec.gpu, { positions: readablePositions(config), headDim, theta, scaling }),
  };
}

/** The config that this family's blocks were made for; family.ts never calls them with another. */
export function llamaConfig(config: ModelConfig): LlamaConfig {
  if (config.family !== 'llama') throw new RangeError(`A ${config.family} has no Llama blocks.`);
  return config;
}
