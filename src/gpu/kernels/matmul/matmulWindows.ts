/**
 * Cuts a product whose operands are larger than one binding may be into products that fit, and off a long side that
 * is no whole number of vectors its end, so that all but the end is computed in vectors. Rows and columns of
 * the result are cut freely: each of its numbers is still one sum. K is cut only where an operand lies along it;
 * the parts are then added one after the other. Nothing here depends on more than the sizes, so a product is cut
 * alike every time. Knows how operands lie; knows no kernel.
 */
import type { Gpu } from '../../device.ts';
import { BINDING_ALIGNMENT, elementBytes, type Tensor } from '../../tensor.ts';
import type { MatmulOptions } from './matmul.ts';
import { cut, mostRows, slice } from '../windows.ts';

/** f32 numbers that a binding may begin at a multiple of. */
const STEP = BINDING_ALIGNMENT / 4;

/**
 * The products that make up `options`, in order; itself alone when everything fits.
 * @throws RangeError when 64 lines of an operand do not fit, or an epilogue that needs the whole sum meets a cut K
 */
export function matmulWindows(gpu: Pick<Gpu, 'maxBinding'>, options: MatmulOptions): MatmulOptions[] {
  const { a, b, out, m, n, k, transA = false, transB = false } = options;
  const lda = options.lda ?? (transA ? m : k);
  const ldb = options.ldb ?? (transB ? k : n);
  const ldc = options.ldc ?? n;
  const { aStart = 0, outStart = 0 } = options;
  // What is left of a start within its alignment may reach into one more line.
  const fit = (lines: number, width: number, start: number) =>
    mostRows({ maxBinding: gpu.maxBinding - (start === 0 ? 0 : BINDING_ALIGNMENT) }, lines, width);
  const fitB = (lines: number) => mostRows(gpu, lines, ldb, b.type);
  const vectors = vectorSteps(options, [lda, ldb, ldc, aStart, outStart]);
  const stepM = Math.min(fit(m, ldc, outStart), transA ? m : fit(m, lda, aStart), vectors.m);
  const stepN = Math.min(transB ? fitB(n) : n, vectors.n);
  const stepK = Math.min(transA ? fit(k, lda, aStart) : k, transB ? k : fitB(k), vectors.k);
  if (stepM === m && stepN === n && stepK === k) return [options];
  if (stepK < k && (options.gelu || options.geluGrad)) {
    throw new RangeError(`matmul: ${b.label} is too large for this GPU behind a GELU.`);
  }
  return cut(m, stepM).flatMap((rows) =>
    cut(n, stepN).flatMap((columns) =>
      cut(k, stepK).map((terms): MatmulOptions => {
        const [mm, nn, kk] = [rows.count, columns.count, terms.count];
        /** `count` lines, `width` numbers of each, from line `first` and number `at` on; lines begin at `start`. */
        const block = (
          x: Tensor,
          [ld, first, at, count, width]: readonly [number, number, number, number, number],
          start = 0,
        ) => {
          const rest = start % STEP;
          return slice(x, first * ld + at + start - rest, (count - 1) * ld + width + rest);
        };
        const ofOut = [ldc, rows.first, columns.first, mm, nn] as const;
        const plane = (x: Tensor | undefined) => x && block(x, ofOut, outStart);
        const begins = terms.first === 0;
        return {
          a: block(
            a,
            transA ? [lda, terms.first, rows.first, kk, mm] : [lda, rows.first, terms.first, mm, kk],
            aStart,
          ),
          b: block(
            b,
            transB ? [ldb, columns.first, terms.first, nn, kk] : [ldb, terms.first, columns.first, kk, nn],
          ),
          out: block(out, ofOut, outStart),
          m: mm,
          n: nn,
          k: kk,
          transA,
          transB,
          lda,
          ldb,
          ldc,
          aStart: aStart % STEP,
          outStart: outStart % STEP,
          scale: options.scale,
          bias: begins && options.bias ? slice(options.bias, columns.first, nn) : undefined,
          residual: begins ? plane(options.residual) : undefined,
          gelu: plane(options.gelu),
          geluAdd: options.geluAdd,
          geluGrad: plane(options.geluGrad),
          accumulate: begins ? options.accumulate : true,
          // The parts of a cut sum must not be put off: each is added to what the one before left.
          sums: stepK < k ? undefined : options.sums,
        };
      }),
    ),
  );
}

/** A side from which an end is worth a dispatch of its own: GPT-2's 50,257 tokens, say. */
const LONG = 512;

/** Where to cut each side so that the first part can be computed in vectors; at its end where that gains nothing. */
function vectorSteps(
  { b, m, n, k, transA = false, transB = false, gelu, geluGrad }: MatmulOptions,
  strides: readonly number[],
): Record<'m' | 'n' | 'k', number> {
  const step = BINDING_ALIGNMENT / elementBytes(b.type);
  const whole = (side: number) => (side % 4 === 0 || side < LONG ? side : Math.floor(side / step) * step);
  // What a kernel's vectors lie along: see matmul.ts.
  const cuts = { m: transA ? whole(m) : m, n: whole(n), k: transA && !transB ? k : whole(k) };
  const along = [cuts.n, ...(transA ? [cuts.m] : []), ...(transA && !transB ? [] : [cuts.k])];
  const possible = [...strides, ...along].every((extent) => extent % 4 === 0);
  return possible && (cuts.k === k || !(gelu || geluGrad)) ? cuts : { m, n, k };
}
