/** What a matrix product does with each sum before it is written. Knows texts and what they bind; knows no product. */
import type { BindingKind } from '../../pipelines.ts';
import biasCode from '../../shaders/matmul/matmulBias.wgsl?raw';
import epilogueActivated from '../../shaders/matmul/matmulEpilogueActivated.wgsl?raw';
import epilogueAccumulate from '../../shaders/matmul/matmulEpilogueAccumulate.wgsl?raw';
import epilogueGeluAdd from '../../shaders/matmul/matmulEpilogueGeluAdd.wgsl?raw';
import epilogueGelu from '../../shaders/matmul/matmulEpilogueGelu.wgsl?raw';
import epilogueGeluGrad from '../../shaders/matmul/matmulEpilogueGeluGrad.wgsl?raw';
import epilogueGeluGradAdd from '../../shaders/matmul/matmulEpilogueGeluGradAdd.wgsl?raw';
import epiloguePlain from '../../shaders/matmul/matmulEpilogue.wgsl?raw';
import epilogueResidual from '../../shaders/matmul/matmulEpilogueResidual.wgsl?raw';
import epilogueRope from '../../shaders/matmul/matmulEpilogueRope.wgsl?raw';
import epilogueSwiglu from '../../shaders/matmul/matmulEpilogueSwiglu.wgsl?raw';
import epilogueSwigluGrad from '../../shaders/matmul/matmulEpilogueSwigluGrad.wgsl?raw';
import epilogueSwigluKept from '../../shaders/matmul/matmulEpilogueSwigluKept.wgsl?raw';
import noBiasCode from '../../shaders/matmul/matmulNoBias.wgsl?raw';
import siluCode from '../../shaders/elementwise/silu.wgsl?raw';

/**
 * A kernel each, not switches: software adapters run both sides of every branch, and an epilogue that loads what it does
 * not need cost as much as the product itself where K is 64.
 */
export const EPILOGUES = {
  plain: { code: biasCode + epiloguePlain, bindings: ['read'], waiting: 'out' },
  accumulate: { code: biasCode + epilogueAccumulate, bindings: ['read'] },
  residual: { code: biasCode + epilogueResidual, bindings: ['read', 'read'], waiting: 'out', finished: true },
  gelu: { code: biasCode + epilogueGelu, bindings: ['read', 'readWrite'], waiting: 'preActivation' },
  geluAdd: { code: biasCode + epilogueGeluAdd, bindings: ['read', 'readWrite'] },
  geluGrad: { code: noBiasCode + epilogueGeluGrad, bindings: ['read'], waiting: 'out', finished: true },
  geluGradAdd: { code: noBiasCode + epilogueGeluGradAdd, bindings: ['read'] },
  swigluGrad: { code: noBiasCode + siluCode + epilogueSwigluGrad, bindings: ['read'] },
  activated: { code: biasCode + epilogueActivated, bindings: ['read'] },
  swiglu: { code: biasCode + siluCode + epilogueSwiglu, bindings: ['read'], pairs: true },
  swigluKept: {
    code: biasCode + siluCode + epilogueSwigluKept,
    bindings: ['read', 'readWrite'],
    pairs: true,
  },
  rope: { code: biasCode + epilogueRope, bindings: ['read', 'read', 'read'], pairs: true },
} as const satisfies Record<string, Epilogue>;

/** By name. */
export type MatmulEpilogue = keyof typeof EPILOGUES;

/** One of them. */
export interface Epilogue {
  readonly code: string;
  readonly bindings: readonly BindingKind[];
  /** The binding where an unfinished sum can wait: it holds what `finish` was given, or nothing yet. */
  readonly waiting?: 'out' | 'preActivation';
  /** It has a function `finished` for what is written in place of the sum. */
  readonly finished?: boolean;
  /** What it writes is made of pairs of columns: see matmulColumnPairs.wgsl. */
  readonly pairs?: boolean;
}
