/**
 * The ways to compute a matrix product. Knows their texts and tiles; families choose (family.ts).
 */
import type { Gpu } from '../../device.ts';
import type { BindingKind, Kernel } from '../../pipelines.ts';
import accessPairs from '../../shaders/matmul/matmulAccessPairs.wgsl?raw';
import accessScalar from '../../shaders/matmul/matmulAccessScalar.wgsl?raw';
import accessVec4 from '../../shaders/matmul/matmulAccessVec4.wgsl?raw';
import elementScalar from '../../shaders/elementwise/elementScalar.wgsl?raw';
import elementVec4 from '../../shaders/elementwise/elementVec4.wgsl?raw';
import blockFrame from '../../shaders/matmul/matmulBlock.wgsl?raw';
import columnsCode from '../../shaders/matmul/matmulColumns.wgsl?raw';
import pairsCode from '../../shaders/matmul/matmulColumnPairs.wgsl?raw';
import floatsScalar from '../../shaders/matmul/matmulFloatsScalar.wgsl?raw';
import floatsVec4 from '../../shaders/matmul/matmulFloatsVec4.wgsl?raw';
import halvesScalar from '../../shaders/matmul/matmulHalvesScalar.wgsl?raw';
import halvesVec4 from '../../shaders/matmul/matmulHalvesVec4.wgsl?raw';
import geluCode from '../../shaders/elementwise/gelu.wgsl?raw';
import panelFrame from '../../shaders/matmul/matmulPanel.wgsl?raw';
import quadFrame from '../../shaders/matmul/matmulQuad.wgsl?raw';
import registerFrame from '../../shaders/matmul/matmulRegister.wgsl?raw';
import rowsCode from '../../shaders/matmul/matmulRows.wgsl?raw';
import shapeCode from '../../shaders/matmul/matmulShape.wgsl?raw';
import tiledCode from '../../shaders/matmul/matmulTiled.wgsl?raw';
import { kernelFamily, type KernelFamily } from '../family.ts';
import { blockText, type Block } from './matmulBlock.ts';
import { EPILOGUES, type Epilogue, type MatmulEpilogue } from './matmulEpilogues.ts';
import { normText, type RowNorm } from './matmulNorm.ts';
import { PANEL_COLUMNS, PANEL_DEPTH, panelText, suitsPanel } from './matmulPanel.ts';
import { registerTile } from './matmulTile.ts';

/** What a kernel text is written for. */
export interface MatmulBuild {
  readonly transA: boolean;
  readonly transB: boolean;
  /** b holds halves. */
  readonly halves: boolean;
  /** The sum is multiplied with a factor. */
  readonly scaled: boolean;
  /** Where unfinished sums wait, when K is walked in several passes. */
  readonly waiting: 'out' | 'preActivation' | null;
  /** Whether a whole sum is written as what `finished` makes of it. */
  readonly finished?: boolean;
  /** Whether what is written is made of pairs of columns. */
  readonly pairs?: boolean;
  /** What the rows of a are made into before they are multiplied; only blocks can. */
  readonly norm?: RowNorm;
}

/** One way to multiply: a kernel text and how its grid covers the output. */
export interface MatmulVariant {
  readonly name: string;
  /** WGSL of the product. */
  readonly body: (build: MatmulBuild) => string;
  /** Outputs of one workgroup when it owns a block of its own, or of one invocation. */
  readonly rows: number;
  readonly columns: number;
  /** Invocations of a workgroup that own a tile each; 1 when the whole workgroup owns one. */
  readonly tilesPerGroup: number;
  readonly constants: Readonly<Record<string, number>>;
  /** The same sums in the same order with other tiles: for few rows, and for large products. */
  readonly few?: MatmulVariant;
  readonly large?: MatmulVariant;
  /** The same sums again, for products of many rows: see matmulPanel.ts. */
  readonly panel?: MatmulVariant;
  /** Blocks of one order of summation, largest first: the first that makes enough of them is taken. */
  readonly sizes?: readonly MatmulVariant[];
  /** For products that may share out K among invocations whatever their size: another order of summation. */
  readonly sliced?: MatmulVariant;
  /** The same for products with a residual behind them, which have no norm in front: another order again. */
  readonly deep?: MatmulVariant;
  /** For all products of a small weight: K is shared out among invocations, in an order of its own. */
  readonly small?: MatmulVariant;
  /** The same sums by invocations that own both columns of a pair: see matmulColumnPairs.wgsl. */
  readonly pairs?: MatmulVariant;
  /** Whether it needs the subgroups feature. */
  readonly subgroups?: boolean;
  /** Tiles below which a long sum over K is worth splitting. */
  readonly enoughTiles: number;
}

function register(
  rows: number,
  columns: number,
  workgroup: number,
  enoughTiles: number,
  anySize = false,
): MatmulVariant {
  return {
    name: `register${rows}x${columns}`,
    body: (build) => registerTile(registerFrame, { rows, columns, anySize, ...build }),
    rows,
    columns,
    enoughTiles,
    tilesPerGroup: workgroup,
    constants: { WORKGROUP: workgroup },
  };
}

function quad(rows: number, columns: number): MatmulVariant {
  return {
    name: `quad${rows}x${columns}`,
    body: (build) => registerTile(quadFrame, { rows, columns, quad: true, ...build }),
    rows,
    columns: 4 * columns,
    tilesPerGroup: 1,
    constants: {},
    subgroups: true,
    enoughTiles: 4,
  };
}

const PANEL: MatmulVariant = {
  name: `panel${PANEL_COLUMNS}`,
  body: (build) => panelText(panelFrame, build),
  // Any number of rows: matmul.ts says how many a workgroup takes.
  rows: 1,
  columns: PANEL_COLUMNS,
  tilesPerGroup: 1,
  constants: {},
  subgroups: true,
  enoughTiles: 4,
};

function tiled(edge: number): MatmulVariant {
  return {
    name: `tiled${edge}`,
    body: () => `const EDGE = ${edge}u;\n${tiledCode}`,
    rows: edge,
    columns: edge,
    tilesPerGroup: 1,
    constants: {},
    enoughTiles: 128,
  };
}

/** A block of outputs a workgroup, and a tile of it an invocation: see matmulBlock.wgsl. */
function block(name: string, size: Block, enoughTiles = 256): MatmulVariant {
  return {
    name,
    body: ({ scaled, norm, pairs, ...lies }) =>
      [
        norm ? normText(size, norm) : rowsCode,
        pairs ? pairsCode : columnsCode,
        blockText(blockFrame, size, scaled, lies, pairs),
      ].join('\n'),
    rows: size.rows,
    columns: size.columns,
    tilesPerGroup: 1,
    constants: {},
    enoughTiles,
  };
}

const SQUARE = (edge: number, tile: number, depth: number): Block => {
  return { rows: edge, columns: edge, tileRows: tile, tileColumns: tile, depth, slices: 1 };
};
/** With invocations that own both columns of a pair: a tile of eight columns has them. */
function paired(variant: MatmulVariant, size: Block): MatmulVariant {
  return { ...variant, pairs: block(`${variant.name}pairs`, size, variant.enoughTiles) };
}

const BLOCK_32 = paired(block('block32', SQUARE(32, 4, 32), 128), { ...SQUARE(32, 4, 32), tileColumns: 8 });
const BLOCK_64 = block('block64', SQUARE(64, 4, 16));
const BLOCK_64_WIDE = paired(block('block64wide', SQUARE(64, 8, 16)), SQUARE(64, 8, 16));
const BLOCK_128_64 = block('block128x64', { ...SQUARE(128, 8, 16), columns: 64 });
const BLOCK_128 = paired(block('block128', SQUARE(128, 8, 16)), SQUARE(128, 8, 16));
/** A token at a time: few rows, so that only K can keep invocations busy. */
const SLICED_SIZE: Block = { rows: 32, columns: 16, tileRows: 8, tileColumns: 4, depth: 64, slices: 8 };
const SLICED = paired(block('sliced32x16', SLICED_SIZE), { ...SLICED_SIZE, tileRows: 4, tileColumns: 8 });

/**
 * The same with few outputs a workgroup, so that there are many, and long stretches of K: each stretch waits for memory and
 * barriers about as long, however long it is. It takes all workgroup memory, so that no norm can be computed in front of it.
 */
const DEEP = block('deep16', { rows: 16, columns: 16, tileRows: 4, tileColumns: 4, depth: 128, slices: 8 });
/** For small weights, trained. */
const SMALL_SIZE: Block = { rows: 32, columns: 32, tileRows: 8, tileColumns: 4, depth: 64, slices: 4 };
const SMALL_BLOCK = paired(block('sliced32', SMALL_SIZE, 128), { ...SMALL_SIZE, tileColumns: 8 });
const FOR_SMALL: MatmulVariant = { ...SMALL_BLOCK, sizes: [SMALL_BLOCK] };

/** For sizes that are no multiple of 4, whatever the variant: small, because its loads are long. */
export const ANY_SIZE = register(4, 4, 32, 1024, true);

export const MATMUL_VARIANTS = {
  /** Fewest instructions per output; a software adapter's best, where it has subgroups. */
  quad16: { ...quad(16, 16), few: quad(8, 8), large: quad(32, 16), panel: PANEL },
  /** Few loads per output; a software adapter's best without subgroups. */
  register16: register(16, 16, 4, 16),
  register8: register(8, 8, 32, 1024),
  /** Workgroup memory: a GPU's best, the larger edge for the larger products. */
  tiled64: tiled(64),
  tiled32: tiled(32),
  /**
   * The same with loads on their way while it multiplies, and larger tiles where there are enough of them: measured on an
   * NVIDIA H100, see bench/results.
   */
  block: { ...BLOCK_32, sizes: [BLOCK_128, BLOCK_64_WIDE, BLOCK_32], sliced: SLICED },
  /**
   * The same where a weight is large; where it is small, what a product waits for is a workgroup's way along K, so that it is
   * shared out. Measured on an NVIDIA H200.
   */
  blockSliced: {
    ...BLOCK_32,
    sizes: [BLOCK_128, BLOCK_64_WIDE, BLOCK_32],
    sliced: SLICED,
    deep: DEEP,
    small: FOR_SMALL,
  },
  block32: BLOCK_32,
  block64: BLOCK_64,
  block64wide: BLOCK_64_WIDE,
  block128x64: BLOCK_128_64,
  block128: BLOCK_128,
} as const satisfies Record<string, MatmulVariant>;

export type MatmulVariantName = keyof typeof MATMUL_VARIANTS;

/** The family; two variants may round differently. */
export const MATMUL: KernelFamily<MatmulVariantName> = kernelFamily(
  'matmul',
  Object.keys(MATMUL_VARIANTS) as MatmulVariantName[],
  (gpu) => (!gpu.adapter.software ? 'blockSliced' : isSupported(gpu, 'quad16') ? 'quad16' : 'register16'),
  isSupported,
);

/** Whether the device has what a variant needs. */
function isSupported(gpu: Gpu, name: MatmulVariantName): boolean {
  const variant: MatmulVariant = MATMUL_VARIANTS[name];
  return !variant.subgroups || gpu.device.features.has('subgroups');
}

/** Rows up to which a product is `few`. */
const FEW_ROWS = 16;
/** Multiply-adds from which a product is `large`: it repays its longer compilation after a hundred runs. */
const LARGE = 2 ** 27;

/** Multiply-adds up to which a product that runs seldom never repays the compilation of a faster kernel. */
const SMALL = 2 ** 24;

/** The member that compiles soonest, which decoding has compiled anyhow; null where the product is too large for it. */
export function soonestOf({ few }: MatmulVariant, m: number, n: number, k: number): MatmulVariant | null {
  return few && m * n * k <= SMALL ? few : null;
}

/** Numbers of a weight up to which it is small. */
const SMALL_WEIGHT = 2 ** 18;

/**
 * How all products of a weight are computed, the gradients by it and by its input alike: the number of rows decides about nothing.
 * @param weight its numbers
 */
export function ofWeight(variant: MatmulVariant, weight: number): MatmulVariant {
  return (weight <= SMALL_WEIGHT && variant.small) || variant;
}

/** The member of a variant's family for a product's size. All members give the same bits. */
export function forSize(variant: MatmulVariant, m: number, n: number, k: number): MatmulVariant {
  if (variant.sizes) {
    const enough = ({ rows, columns, enoughTiles }: MatmulVariant) =>
      Math.ceil(m / rows) * Math.ceil(n / columns) >= enoughTiles;
    return variant.sizes.find(enough) ?? variant.sizes[variant.sizes.length - 1];
  }
  if (m <= FEW_ROWS && variant.few) return variant.few;
  return (m * n * k >= LARGE && variant.large) || variant;
}

/**
 * The member for many rows, where the product is one for it and its epilogue can be: unfinished sums need a place to
 * wait when `terms` of K are more than a panel is deep. Null otherwise. It gives the same bits, too.
 */
export function panelOf(
  variant: MatmulVariant,
  size: { m: number; n: number; terms: number },
  epilogue: MatmulEpilogue,
): { variant: MatmulVariant; waiting: MatmulBuild['waiting'] } | null {
  const { m, n, terms } = size;
  if (!variant.panel || !suitsPanel(m, n, terms)) return null;
  if (terms <= PANEL_DEPTH) return { variant: variant.panel, waiting: null };
  const { waiting }: Epilogue = EPILOGUES[epilogue];
  return waiting ? { variant: variant.panel, waiting } : null;
}

const kernels = new Map<string, Kernel>();

export interface MatmulKernelOptions extends MatmulBuild {
  readonly epilogue: MatmulEpilogue;
  /** Built for whole vectors, or for any size. */
  readonly vectors: boolean;
}

/** The kernel of a variant. Bindings: shape, a, b, out, then the epilogue's, then a norm's gamma and beta. */
export function matmulKernel(variant: MatmulVariant, options: MatmulKernelOptions): Kernel {
  const { epilogue, transA, transB, halves, scaled, waiting, vectors, norm } = options;
  const name = [
    `matmul.${variant.name}`,
    `${transA ? 't' : 'n'}${transB ? 't' : 'n'}`,
    ...(epilogue === 'plain' ? [] : [epilogue]),
    ...(norm ? [norm] : []),
    ...(halves ? ['halves'] : []),
    ...(scaled ? ['scaled'] : []),
    ...(waiting ? ['passes'] : []),
    ...(vectors ? [] : ['scalar']),
  ].join('.');
  let kernel = kernels.get(name);
  if (!kernel) {
    const { code, bindings, finished = false, pairs = false }: Epilogue = EPILOGUES[epilogue];
    const inVectors = pairs ? accessPairs : accessVec4;
    const [element, access] = vectors ? [elementVec4, inVectors] : [elementScalar, accessScalar];
    const header = variant.subgroups ? 'enable subgroups;' : '';
    // The lanes of a quad read neighbouring rows of lines that cross K, a number each.
    const loaded = `alias LoadedA = ${variant.subgroups && transA ? 'f32' : 'vec4f'};`;
    const floatsOfB = vectors ? floatsVec4 : floatsScalar;
    const right = halves ? (vectors ? halvesVec4 : halvesScalar) : floatsOfB;
    const build = `const TRANS_A = ${transA};\nconst TRANS_B = ${transB};\nconst SCALED = ${scaled};`;
    const body = variant.body({ transA, transB, halves, scaled, waiting, finished, pairs, norm });
    const ofNorm: BindingKind[] = norm === 'layer' ? ['read', 'read'] : norm ? ['read'] : [];
    kernel = {
      name,
      code: [header, loaded, element, build, shapeCode, geluCode, access, right, code, body].join('\n'),
      bindings: ['uniform', 'read', 'read', 'readWrite', ...bindings, ...ofNorm],
    };
    kernels.set(name, kernel);
  }
  return kernel;
}
