/**
 * Two products in one dispatch, of which neither reads what the other writes: a layer's gradients by its weight and by its
 * input, say. On a GPU each alone often leaves workgroups idle, and costs a gap. The bits are those of two dispatches. Knows no
 * layer.
 */
import mainCode from '../../shaders/matmul/matmulBoth.wgsl?raw';
import { linearGrid, type Bindable, type Recorder } from '../../plan.ts';
import type { Kernel } from '../../pipelines.ts';
import { TRAINING } from '../training/trainingVariants.ts';
import {
  fitsWhole,
  matmul,
  recordWhole,
  requireOperands,
  shapeBlock,
  wholeProduct,
  type Epilogue,
  type MatmulOptions,
  type WholeProduct,
} from './matmul.ts';
import { matmulKernel, type MatmulVariant } from './matmulVariants.ts';

/**
 * Records both, in one dispatch where the device's products come in blocks and both are whole vectors.
 * @throws RangeError as matmul does
 */
export function matmulBoth(rec: Recorder, one: MatmulOptions, other: MatmulOptions): void {
  for (const options of [one, other]) requireOperands(options);
  const fits = [one, other].every((options) => fitsWhole(rec.gpu, options));
  const [first, second] = [one, other].map((options) => wholeProduct(rec.gpu, options));
  const block = fits && TRAINING.chosen(rec.gpu) === 'fused' ? commonBlock(first, second) : null;
  if (!block) {
    matmul(rec, one);
    matmul(rec, other);
    return;
  }
  recordWhole(rec, one, first, (target, epilogue) =>
    recordWhole(rec, other, second, (otherTarget, otherEpilogue) => {
      const sides = [
        { options: one, product: first, target, epilogue },
        { options: other, product: second, target: otherTarget, epilogue: otherEpilogue },
      ] as const;
      rec.dispatch(kernelOf(block, sides), {
        constants: block.constants,
        bindings: sides.flatMap(({ options: { a, b }, product, target: written, epilogue: { bindings } }) => [
          shapeBlock(rec.gpu, { ...product.shape, rows: block.rows }),
          a,
          b,
          written,
          ...bindings,
        ]),
        grid: linearGrid(tilesOf(block, first) + tilesOf(block, second), 1),
        flops: first.flops + second.flops,
      });
    }),
  );
}

/** Workgroups of a product. */
function tilesOf({ rows, columns }: MatmulVariant, { shape: { m, n }, slices }: WholeProduct): number {
  return Math.ceil(m / rows) * Math.ceil(n / columns) * slices;
}

/** The largest block that makes enough of both together; null where they cannot be one dispatch. */
function commonBlock(first: WholeProduct, second: WholeProduct): MatmulVariant | null {
  const { sizes } = first.family;
  // Only the second may leave planes: its slices are told from the grid.
  if (!sizes || second.family !== first.family || first.slices > 1 || first.soonest || second.soonest)
    return null;
  const enough = (block: MatmulVariant) =>
    tilesOf(block, first) + tilesOf(block, second) >= block.enoughTiles;
  return sizes.find(enough) ?? sizes[sizes.length - 1];
}

interface Side {
  readonly options: MatmulOptions;
  readonly product: WholeProduct;
  readonly target: Bindable;
  readonly epilogue: Epilogue;
}

const kernels = new Map<string, Kernel>();

function kernelOf(block: MatmulVariant, sides: readonly [Side, Side]): Kernel {
  const [one, other] = sides.map(({ product: { build }, epilogue: { name } }) =>
    matmulKernel(block, { ...build, epilogue: name, waiting: null }),
  );
  const name = `${one.name} and ${other.name}`;
  let kernel = kernels.get(name);
  if (!kernel) {
    const code = [asFunction(one.code), asSecond(asFunction(other.code), one.bindings.length), mainCode];
    kernel = { name, code: code.join('\n'), bindings: [...one.bindings, ...other.bindings] };
    kernels.set(name, kernel);
  }
  return kernel;
}

const MAIN = /@compute\s+@workgroup_size\(INVOCATIONS\)\s+fn main\([^{]*\{/;

/**
 * @throws RangeError when the text has no main of a block
 */
function asFunction(code: string): string {
  if (!MAIN.test(code)) throw new RangeError('A product without a main of blocks cannot be one of two.');
  return code.replace(MAIN, 'fn product(local: u32, group: vec3u, groups: vec3u) {');
}

/** What both products stage, declared by the first. */
const STAGED = /^\s*var<workgroup> (?:stageA|stageB):.*$/gm;
const DECLARED = /^\s*(?:@group.*)?(?:fn|const|alias|struct|var(?:<[^>]*>)?) (\w+)/gm;

/** The text under names of its own, its bindings behind those of the first. */
function asSecond(code: string, bindings: number): string {
  const own = code.replace(STAGED, '');
  // Names of functions' variables are found too: any name may change as long as all of it does.
  const names = [...new Set([...own.matchAll(DECLARED)].map(([, name]) => name))];
  return own
    .replace(/@binding\((\d+)\)/g, (_, index: string) => `@binding(${Number(index) + bindings})`)
    .replace(new RegExp(`(?<![.\\w])(?:${names.join('|')})\\b`, 'g'), '$&2');
}
