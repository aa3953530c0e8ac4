/**
 * Cuts a product whose operands are larger than one binding may be into products that fit. Rows and columns of
 * the result are cut freely: each of its numbers is still one sum. K is cut only where an operand lies along it;
 * the parts are then added one after the other. Nothing here depends on more than the sizes, so a product is cut
 * alike every time. Knows how operands lie; knows no kernel.
 */
import type { Gpu } from '../device.ts';
import type { Tensor } from '../tensor.ts';
import type { MatmulOptions } from './matmul.ts';
import { cut, mostRows, slice } from './windows.ts';

/**
 * The products that make up `options`, in order; itself alone when everything fits.
 * @throws RangeError when 64 lines of an operand do not fit, or an epilogue that needs the whole sum meets a cut K
 */
export function matmulWindows(gpu: Pick<Gpu, 'maxBinding'>, options: MatmulOptions): MatmulOptions[] {
  const { a, b, out, m, n, k, transA = false, transB = false } = options;
  const lda = options.lda ?? (transA ? m : k);
  const ldb = options.ldb ?? (transB ? k : n);
  const ldc = options.ldc ?? n;
  const fit = (lines: number, width: number) => mostRows(gpu, lines, width);
  const stepM = Math.min(fit(m, ldc), transA ? m : fit(m, lda));
  const stepN = transB ? fit(n, ldb) : n;
  const stepK = Math.min(transA ? fit(k, lda) : k, transB ? k : fit(k, ldb));
  if (stepM === m && stepN === n && stepK === k) return [options];
  if (stepK < k && (options.gelu || options.geluGrad)) {
    throw new RangeError(`matmul: ${b.label} is too large for this GPU behind a GELU.`);
  }
  return cut(m, stepM).flatMap((rows) =>
    cut(n, stepN).flatMap((columns) =>
      cut(k, stepK).map((terms): MatmulOptions => {
        const [mm, nn, kk] = [rows.count, columns.count, terms.count];
        /** `count` lines, `width` numbers of each, from line `first` and number `at` on. */
        const block = (x: Tensor, ld: number, first: number, at: number, count: number, width: number) =>
          slice(x, first * ld + at, (count - 1) * ld + width);
        const plane = (x: Tensor | undefined) => x && block(x, ldc, rows.first, columns.first, mm, nn);
        const begins = terms.first === 0;
        return {
          a: transA
            ? block(a, lda, terms.first, rows.first, kk, mm)
            : block(a, lda, rows.first, terms.first, mm, kk),
          b: transB
            ? block(b, ldb, columns.first, terms.first, nn, kk)
            : block(b, ldb, terms.first, columns.first, kk, nn),
          out: block(out, ldc, rows.first, columns.first, mm, nn),
          m: mm,
          n: nn,
          k: kk,
          transA,
          transB,
          lda,
          ldb,
          ldc,
          bias: begins && options.bias ? slice(options.bias, columns.first, nn) : undefined,
          residual: begins ? plane(options.residual) : undefined,
          gelu: plane(options.gelu),
          geluGrad: plane(options.geluGrad),
          accumulate: begins ? options.accumulate : true,
          // The parts of a cut sum must not be put off: each is added to what the one before left.
          sums: stepK < k ? undefined : options.sums,
        };
      }),
    ),
  );
}
