/**
 * Weights for models that are only timed: a hundred million normal numbers would take a machine without a GPU of its
 * own longer to draw than the GPU takes for all it does with them. Knows shapes; knows no GPU.
 */
import { modelShapes } from '../../src/files/config/modelConfig.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { uniformStream } from '../workload.ts';

/** Numbers drawn; a prime, so that neighbours in a matrix do not repeat. */
const DRAWN = 999_983;
const DEVIATION = 0.02;

/** Every parameter by name: norms at 1, biases at 0, the rest normal, from one table that is read over and over. */
export function madeUpWeights(config: ModelConfig): Map<string, Float32Array> {
  const uniform = uniformStream(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const table = Float32Array.from({ length: DRAWN }, () => DEVIATION * normal());
  let at = 0;
  return new Map(
    [...modelShapes(config)].map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (shape.length === 1) return [name, name.endsWith('bias') ? data : data.fill(1)];
      for (let filled = 0; filled < data.length;) {
        const piece = table.subarray(at, Math.min(DRAWN, at + data.length - filled));
        data.set(piece, filled);
        filled += piece.length;
        at = (at + piece.length) % DRAWN;
      }
      return [name, data];
    }),
  );
}

/** Parameters of a model. */
export function parameterCount(config: ModelConfig): number {
  return [...modelShapes(config)].reduce((sum, [, shape]) => sum + elementCount(shape), 0);
}
