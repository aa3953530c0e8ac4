/**
 * Second passes of reductions, put off and done together. A kernel that splits its sum over workgroups (a
 * weight gradient along K, column sums by row blocks) writes its parts as planes; one dispatch later adds the
 * planes of everything that is waiting, each in its own fixed order: no atomics, the same bits every time.
 * Knows memory and sums; knows no kernel that makes the parts and no layer.
 *
 *     const sums = new PartialSums(rec);                 // one for a whole backward pass
 *     matmul(rec, { ..., transA: true, out: dW, sums }); // writes planes if it splits, dW itself if not
 *     columnSum(rec, { ..., out: db, sums });
 *     layerNormBackward(rec, { ..., sums });
 *     sums.flush();                                      // one dispatch; dW, db and the rest are there now
 *
 * Planes live in memory of their own, reused after each flush: a model of any depth needs those of one layer, and
 * of as many more as are small together (endLayer). Nothing may read an `out` before the flush.
 */
import { linearGrid, type LateTensor, type Recorder } from '../../plan.ts';
import { byteLength, elementCount, type Tensor } from '../../tensor.ts';
import code from '../../shaders/sums/sumPlanes.wgsl?raw';
import { elementKernel, requireElements } from '../elements.ts';

const SUM = elementKernel('sumPlanes', ['read', 'read', 'read', 'readWrite'], code);

const WORKGROUP = 64;
/** u32 of one Sum in sumPlanes.wgsl. */
const RECORD = 7;
const NONE = 0xffffffff;
/** Reservations begin at multiples of this many numbers: WebGPU's binding alignment. */
const ALIGNMENT = 64;

/** Bytes of planes from which the end of a layer is the time to add them: below, layers share the dispatch. */
const ENOUGH_BYTES = 8 * 2 ** 20;

/** Memory for the parts of some sums, to be bound by the dispatch that writes them. */
export interface Planes extends LateTensor {
  /** First number in the memory of all planes. */
  readonly first: number;
  readonly count: number;
}

/** out[i] = Σ over p < planes of part[first + p · stride + i], for i below the number of elements of `out`. */
export interface PlaneSum {
  readonly parts: Planes;
  /** Of plane 0 within `parts`; 0 when left out. */
  readonly first?: number;
  /** Numbers from one plane to the next. */
  readonly stride: number;
  readonly planes: number;
  readonly out: Tensor;
  /** Adds to `out` instead of overwriting it. */
  readonly accumulate?: boolean;
}

export class PartialSums {
  #used = 0;
  #most = 0;
  #waiting: PlaneSum[] = [];
  #memory: Tensor | null = null;

  /** @param memory for all planes between two flushes; when left out it is allocated as large as needed. */
  constructor(
    private readonly rec: Recorder,
    private readonly memory?: Tensor,
  ) {}

  /**
   * Reserves `count` numbers for parts, contents undefined, until the next flush.
   * @throws RangeError when that is more than one binding may hold.
   */
  reserve(label: string, count: number): Planes {
    const first = this.#used;
    this.#used += Math.ceil(count / ALIGNMENT) * ALIGNMENT;
    this.#most = Math.max(this.#most, this.#used);
    return { label, first, count, late: () => this.#window(label, first, count) };
  }

  /**
   * Has the next flush write `sum.out`.
   * @throws RangeError when the planes do not fit their memory.
   */
  add(sum: PlaneSum): void {
    const { parts, first = 0, stride, planes, out } = sum;
    if (planes < 1 || first + (planes - 1) * stride + elementCount(out.shape) > parts.count) {
      throw new RangeError(`${planes} planes of ${out.label} do not fit ${parts.label}.`);
    }
    this.#waiting.push(sum);
  }

  /** Says that a layer is over: flushes if so much is waiting that another layer's planes had better use the same memory. */
  endLayer(): void {
    if (this.#used * 4 >= ENOUGH_BYTES) this.flush();
  }

  /** Records the dispatch that does all waiting sums (more than one only past the limit of a binding). */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#used = 0;
    for (const group of groupByBinding(waiting, this.rec.gpu.maxBinding)) this.#dispatch(group);
  }

  #dispatch(sums: readonly PlaneSum[]): void {
    const { out, begin, end, from, to } = extent(sums);
    const whole = sums.every((sum) =>
      [sum.first ?? 0, sum.stride, elementCount(sum.out.shape)].every((number) => number % 4 === 0),
    );
    const width = whole ? 4 : 1;
    const groups = sums.map((sum) => Math.ceil(elementCount(sum.out.shape) / width / WORKGROUP));
    const total = groups.reduce((sum, count) => sum + count, 0);
    const grid = linearGrid(total * WORKGROUP, WORKGROUP);
    const sumOf = new Uint32Array(grid[0] * (grid[1] ?? 1)).fill(NONE);
    const records = new Uint32Array(sums.length * RECORD);
    let group = 0;
    sums.forEach((sum, index) => {
      const { parts, first = 0, stride, planes, accumulate } = sum;
      const source = (parts.first + first - from) / width;
      const destination = (sum.out.offset - begin) / 4 / width;
      const count = elementCount(sum.out.shape) / width;
      records.set(
        [group, source, stride / width, planes, count, destination, Number(accumulate ?? false)],
        index * RECORD,
      );
      sumOf.fill(index, group, (group += groups[index]));
    });
    const { rec } = this;
    const table = (label: string, data: Uint32Array) => {
      const tensor = rec.own(label, [data.length], 'u32');
      rec.gpu.write(tensor, data);
      return tensor;
    };
    rec.dispatch(whole ? SUM.vec4 : SUM.scalar, {
      constants: {},
      bindings: [
        table('sums', records),
        table('sumOf', sumOf),
        { label: 'planes', late: () => this.#window('planes', from, to - from) },
        { ...out, label: 'sums', offset: begin, shape: [(end - begin) / 4] },
      ],
      grid,
      flops: sums.reduce((flops, sum) => flops + sum.planes * elementCount(sum.out.shape), 0),
    });
  }

  /** Called when the recording ends: only then is it known how much memory is needed. */
  #window(label: string, first: number, count: number): Tensor {
    this.#memory ??= this.memory ?? this.rec.own('planes', [this.#most]);
    requireElements('partialSums', this.#memory, this.#most);
    const offset = this.#memory.offset + first * 4;
    return { ...this.#memory, label, offset, shape: [count] };
  }
}

/**
 * Records `record` with `sums`, or with sums of its own in `count` numbers of scratch, done at once: for kernels
 * whose caller need not know that they take two passes.
 */
export function withSums(
  rec: Recorder,
  sums: PartialSums | undefined,
  count: number,
  record: (sums: PartialSums) => void,
): void {
  if (sums) {
    record(sums);
    return;
  }
  const memory = rec.scratch('planes', [Math.ceil(count / ALIGNMENT) * ALIGNMENT]);
  const own = new PartialSums(rec, memory);
  record(own);
  own.flush();
  rec.release(memory);
}

/** One buffer of results, and the bytes and plane numbers that some sums reach over. */
function extent(sums: readonly PlaneSum[]) {
  return {
    out: sums[0].out,
    begin: Math.min(...sums.map(({ out }) => out.offset)),
    end: Math.max(...sums.map(({ out }) => out.offset + byteLength(out))),
    from: Math.min(...sums.map(({ parts }) => parts.first)),
    to: Math.max(...sums.map(({ parts }) => parts.first + parts.count)),
  };
}

/** Sums that one dispatch can reach: results in one buffer, results and planes each within one binding. */
function groupByBinding(sums: readonly PlaneSum[], maxBinding: number): PlaneSum[][] {
  const groups: PlaneSum[][] = [];
  for (const sum of sums) {
    const group = groups.find((others) => {
      const { out, begin, end, from, to } = extent([...others, sum]);
      return (
        others.every((other) => other.out.buffer === out.buffer) &&
        sum.out.buffer === out.buffer &&
        end - begin <= maxBinding &&
        (to - from) * 4 <= maxBinding
      );
    });
    if (group) group.push(sum);
    else groups.push([sum]);
  }
  return groups;
}
