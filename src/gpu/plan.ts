/**
 * A step recorded once and replayed: an ordered list of dispatches whose pipelines and bind groups exist
 * already, so that replaying creates nothing. `Recorder` builds it (and hands out scratch memory by
 * liveness), `Plan` replays it. Knows no kernel by name and no model.
 */
import type { Gpu, Owner, TensorOptions } from './device.ts';
import type { Constants, Kernel } from './pipelines.ts';
import { byteLength, elementCount, paddedBytes, type ElementType, type Tensor } from './tensor.ts';
import { UniformBlock } from './uniforms.ts';

/** Workgroups along x, y, z. */
export type Grid = readonly [number, number?, number?];

/** A tensor whose memory is allotted when the recording ends, because only then is its size known. */
export interface LateTensor {
  readonly label: string;
  /** Called once, by `finish`. */
  readonly late: () => Tensor;
}

export type Bindable = Tensor | LateTensor | UniformBlock;

export interface DispatchOptions {
  readonly constants: Constants;
  readonly bindings: readonly Bindable[];
  readonly grid: Grid;
  /** Floating-point operations, for the profiler. */
  readonly flops?: number;
}

/** What the profiler needs to know of one recorded dispatch. */
export interface DispatchInfo {
  readonly kernel: string;
  readonly flops: number;
  /** Bytes of all it binds: what it moves when it touches each element once. */
  readonly bytes: number;
}

interface PendingDispatch {
  readonly kernel: string;
  readonly flops: number;
  readonly bindings: readonly Bindable[];
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: Promise<GPUComputePipeline>;
  readonly grid: Grid;
}

interface ReadyDispatch extends DispatchInfo {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: Grid;
}

/** Whose a step's memory is, unless it is said otherwise; scratch always, as all steps share it. */
export const ACTIVATIONS: Owner = 'activations';

const MAX_WORKGROUPS = 65535;

/**
 * Grid for `invocations` one-dimensional invocations in workgroups of `size`, folded into y when x is full.
 * The kernel recovers its index as `id.x + id.y * (groups.x * size)` and must test it against the count.
 */
export function linearGrid(invocations: number, size: number): Grid {
  const groups = Math.max(1, Math.ceil(invocations / size));
  if (groups <= MAX_WORKGROUPS) return [groups];
  const rows = Math.ceil(groups / MAX_WORKGROUPS);
  return [Math.ceil(groups / rows), rows];
}

export class Recorder {
  readonly #dispatches: PendingDispatch[] = [];
  readonly #free: Tensor[] = [];
  readonly #scratch: GPUBuffer[] = [];
  readonly #own: GPUBuffer[] = [];

  #owner: Owner;

  /** @param owner whose the tensors are that live as long as the plan */
  constructor(
    readonly gpu: Gpu,
    readonly label: string,
    owner: Owner = ACTIVATIONS,
  ) {
    this.#owner = owner;
  }

  /** Records `work`, whose tensors that live as long as the plan are another's. */
  ownedBy(owner: Owner, work: () => void): void {
    const before = this.#owner;
    this.#owner = owner;
    work();
    this.#owner = before;
  }

  /**
   * Scratch memory for this plan, contents undefined: other plans use it between two replays. Give it back with `release` after the last
   * dispatch that touches it: later scratch may then reuse the buffer, since dispatches run in order.
   */
  scratch(label: string, shape: readonly number[], type: ElementType = 'f32'): Tensor {
    const bytes = paddedBytes(elementCount(shape), type);
    let best = -1;
    this.#free.forEach((tensor, index) => {
      const size = tensor.buffer.size;
      if (size >= bytes && size <= bytes * 2 && (best < 0 || size < this.#free[best].buffer.size))
        best = index;
    });
    if (best >= 0) return { ...this.#free.splice(best, 1)[0], label, shape, type };
    let buffer = this.gpu.scratch.take(bytes);
    if (!buffer) {
      const room = this.gpu.scratch.sizeFor(bytes, this.gpu.maxBuffer);
      buffer = this.#create(label, shape, type, { owner: ACTIVATIONS, room }).buffer;
      this.gpu.scratch.adopt(buffer);
    }
    this.#scratch.push(buffer);
    return { label: `${this.label}/${label}`, buffer, offset: 0, shape, type };
  }

  /**
   * A new zero-filled tensor that lives as long as the plan and is destroyed with it: input that is rewritten
   * for each replay, or a result read after it. Unlike scratch it is never reused for anything else.
   */
  own(label: string, shape: readonly number[], type: ElementType = 'f32'): Tensor {
    const tensor = this.#create(label, shape, type, { owner: this.#owner });
    this.#own.push(tensor.buffer);
    return tensor;
  }

  /** A step that cannot be recorded leaves nothing behind. */
  #create(label: string, shape: readonly number[], type: ElementType, options: TensorOptions): Tensor {
    try {
      return this.gpu.createTensor(`${this.label}/${label}`, shape, type, options);
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  /** Gives all memory back; nothing may be recorded after it. */
  #abandon(): void {
    this.gpu.scratch.settle(this.#scratch);
    this.gpu.scratch.leave(this.#scratch.splice(0));
    for (const buffer of this.#own.splice(0)) buffer.destroy();
  }

  /** Returns scratch memory of this recorder for reuse by later dispatches. */
  release(...tensors: readonly Tensor[]): void {
    for (const tensor of tensors) {
      if (!this.#scratch.includes(tensor.buffer))
        throw new RangeError(`${tensor.label} is not scratch of ${this.label}.`);
      if (this.#free.some((free) => free.buffer === tensor.buffer))
        throw new RangeError(`${tensor.label} was released twice.`);
      this.#free.push(tensor);
    }
  }

  /**
   * Appends one dispatch. Bindings follow the kernel's declared order.
   * @throws RangeError when their number is wrong, or a tensor is more than one binding may hold
   */
  dispatch(kernel: Kernel, options: DispatchOptions): void {
    if (options.bindings.length !== kernel.bindings.length) {
      throw new RangeError(
        `${kernel.name} takes ${kernel.bindings.length} bindings, got ${options.bindings.length}.`,
      );
    }
    // Sooner than finish would: here the stack still says whose dispatch it is.
    for (const resource of options.bindings) if (!isLate(resource)) this.#range(kernel.name, resource);
    this.#dispatches.push({
      kernel: kernel.name,
      flops: options.flops ?? 0,
      bindings: options.bindings,
      layout: this.gpu.pipelines.groupLayout(kernel.bindings),
      pipeline: this.gpu.pipelines.get(kernel, options.constants),
      grid: options.grid,
    });
  }

  /** Allots late memory, makes the bind groups, waits for every pipeline and freezes the step. */
  async finish(): Promise<Plan> {
    const bound = this.#dispatches.map(({ kernel, flops, bindings, layout, grid }) => {
      const ranges = bindings.map((resource) =>
        this.#range(kernel, isLate(resource) ? resource.late() : resource),
      );
      const entries = ranges.map((resource, binding) => ({ binding, resource }));
      const group = this.gpu.device.createBindGroup({ label: kernel, layout, entries });
      return { kernel, flops, bytes: ranges.reduce((sum, { size }) => sum + size, 0), group, grid };
    });
    this.gpu.scratch.settle(this.#scratch);
    try {
      const pipelines = await Promise.all(this.#dispatches.map((dispatch) => dispatch.pipeline));
      const ready = bound.map((dispatch, index) => ({ ...dispatch, pipeline: pipelines[index] }));
      return new Plan(this.gpu, this.label, ready, this.#scratch, this.#own);
    } catch (error) {
      this.#abandon();
      throw error;
    }
  }

  #range(
    kernel: string,
    resource: Tensor | UniformBlock,
  ): { buffer: GPUBuffer; offset: number; size: number } {
    const { buffer } = resource;
    if (resource instanceof UniformBlock) return { buffer, offset: 0, size: resource.size };
    const size = byteLength(resource);
    if (size > this.gpu.maxBinding) {
      this.#abandon();
      throw new RangeError(
        `${kernel}: ${resource.label} [${resource.shape.join(', ')}] is ${size} bytes, more than the ${this.gpu.maxBinding} that this GPU binds at once. Choose a smaller batch, micro-batch or model.`,
      );
    }
    return { buffer, offset: resource.offset, size };
  }
}

/** A frozen step. `encode` creates no GPU object. */
export class Plan {
  constructor(
    private readonly gpu: Gpu,
    readonly label: string,
    private readonly dispatches: readonly ReadyDispatch[],
    private readonly scratch: readonly GPUBuffer[],
    private readonly own: readonly GPUBuffer[],
  ) {}

  get dispatchInfo(): readonly DispatchInfo[] {
    return this.dispatches;
  }

  /** Bytes of scratch memory this plan needs; other plans of the device may use it in between. */
  get scratchBytes(): number {
    return this.scratch.reduce((sum, buffer) => sum + buffer.size, 0);
  }

  /** Replays the step into an open compute pass; `from`/`to` select a range of dispatches. */
  encode(pass: GPUComputePassEncoder, from = 0, to = this.dispatches.length): void {
    let pipeline: GPUComputePipeline | null = null;
    for (let index = from; index < to; index++) {
      const dispatch = this.dispatches[index];
      if (dispatch.pipeline !== pipeline) pass.setPipeline((pipeline = dispatch.pipeline));
      pass.setBindGroup(0, dispatch.group);
      pass.dispatchWorkgroups(dispatch.grid[0], dispatch.grid[1], dispatch.grid[2]);
    }
  }

  /**
   * Frees this plan's scratch memory and the tensors it owns. What has been submitted still runs; the plan must
   * not be replayed afterwards.
   */
  destroy(): void {
    this.gpu.scratch.leave(this.scratch);
    for (const buffer of this.own) buffer.destroy();
  }
}

function isLate(resource: Bindable): resource is LateTensor {
  return 'late' in resource;
}
