/**
 * One token for every row as a recorded step: embed, the family's blocks against the cache, logits, sample, advance. Knows
 * token ids, not text.
 */
import { attentionDecode } from '../gpu/kernels/attention/attentionDecode.ts';
import { DECODE } from '../gpu/kernels/decode/decodeVariants.ts';
import { decodeEmbed } from '../gpu/kernels/embedding/decodeEmbed.ts';
import { matmul } from '../gpu/kernels/matmul/matmul.ts';
import { sample } from '../gpu/kernels/sampling/sample.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { UniformBlock } from '../gpu/uniforms.ts';
import type { DecodeRows } from './block.ts';
import { attentionShape, logitStride, sampledVocab } from './config.ts';
import type { DecodeTensors } from './decodeMemory.ts';
import { familyOf, headName } from './family.ts';
import type { Weights } from './weights.ts';

/**
 * @param ends u32 [n]: the tokens that end a row
 * @param step from sampleUniforms
 */
export function recordDecode(
  weights: Weights,
  tensors: DecodeTensors,
  ends: Tensor,
  step: UniformBlock,
): Promise<Plan> {
  const { rows: batch, capacity, cache, tokens, cursor, done, generated, logp } = tensors;
  const { config } = weights.layout;
  const { dim } = config;
  const family = familyOf(config);
  const rec = new Recorder(weights.gpu, 'decode');
  const rows: DecodeRows = {
    count: batch,
    cache,
    capacity,
    positions: cursor,
    keep: 'nothing',
    products: { order: 'sliced' },
    attend: (layer, qkv, out) => {
      const { k: kCache, v: vCache } = cache[layer];
      const shape = { batch, ...attentionShape(config), capacity };
      attentionDecode(rec, { qkv, kCache, vCache, cursor, out, ...shape });
    },
  };

  let x = rec.scratch('x', [batch, dim]);
  decodeEmbed(rec, {
    tokens,
    cursor,
    wte: weights.view(family.embedding),
    wpe: family.positionTable ? weights.view(family.positionTable) : undefined,
    out: x,
    batch,
    capacity,
    dim,
  });
  for (let layer = 0; layer < config.layers; layer++) {
    x =
      DECODE.chosen(weights.gpu) === 'fused'
        ? family.decode(rec, weights, layer, x, rows)
        : family.block(rec, weights, layer, x, rows).output;
  }
  const { output: hidden } = family.lastNorm(rec, weights, x, rows);
  const ld = logitStride(config);
  const logits = rec.scratch('logits', [batch, ld]);
  matmul(rec, {
    a: hidden,
    b: weights.view(headName(config)),
    out: logits,
    transB: true,
    m: batch,
    n: config.vocab,
    k: dim,
    ldc: ld,
    order: 'sliced',
    spareColumns: true,
  });
  sample(rec, {
    logits,
    ld,
    vocab: sampledVocab(config),
    tokens,
    cursor,
    done,
    generated,
    logp,
    batch,
    capacity,
    maxNew: capacity,
    ends,
    step,
  });
  return rec.finish();
}
