/**
 * The product of an adapter's two matrices, added to the weight that it stands beside. Knows no file and no GPU.
 */
import type { AdaptedModule } from './adapters.ts';

interface Factors {
  /** [rank, inputs] */
  readonly a: Float32Array;
  /** [outputs, rank] */
  readonly b: Float32Array;
  readonly scale: number;
}

/**
 * weight += scale · B·A, summed in double precision.
 * @param values numbers of the weight from number `begin` on
 */
export function addProduct(
  values: Float32Array,
  begin: number,
  { inputs, outputs, inputsFirst }: Pick<AdaptedModule, 'inputs' | 'outputs' | 'inputsFirst'>,
  { a, b, scale }: Factors,
): void {
  const rank = a.length / inputs;
  const width = inputsFirst ? outputs : inputs;
  let line = Math.floor(begin / width);
  let column = begin % width;
  for (let i = 0; i < values.length; i++) {
    const [input, output] = inputsFirst ? [line, column] : [column, line];
    let sum = 0;
    for (let inner = 0; inner < rank; inner++) sum += b[output * rank + inner] * a[inner * inputs + input];
    values[i] += scale * sum;
    column += 1;
    if (column === width) [line, column] = [line + 1, 0];
  }
}
