/**
 * Opens a WebGPU device and keeps what belongs to it: buffers, the pipeline cache, error reporting.
 * Knows nothing of kernels, models or learning. The caller passes the entry point in
 * (`navigator.gpu` in a browser or worker, Dawn's in Node), so this file runs in all three.
 */
import { GpuLostError, GpuOutOfMemoryError, GpuUnavailableError, GpuValidationError } from './errors.ts';
import { PipelineCache } from './pipelines.ts';
import { ScratchPool } from './scratchPool.ts';
import {
  byteLength,
  elementBytes,
  elementCount,
  paddedBytes,
  type ElementType,
  type Tensor,
} from './tensor.ts';
import { Waits } from './waits.ts';

/** Limits worth raising to the adapter's maximum; kernels stay correct at WebGPU's defaults. */
const RAISED_LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
] as const;

/** Asked for where the adapter has them. */
export const OPTIONAL_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];

export interface AdapterSummary {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True on CPU implementations of Vulkan, where barriers and workgroup memory are slow. */
  readonly software: boolean;
  /** Limits and features, by which adapters of one name differ; part of what a choice is remembered for. */
  readonly traits?: string;
}

/** As it is told and recorded; '' where the browser hides it. */
export function adapterName({ vendor, architecture, description }: AdapterSummary): string {
  return [vendor, architecture, description].filter(Boolean).join(' ');
}

/** Whether an adapter has any name at all: some browsers hide them, and then this one may be another than before. */
export function isNamed({ vendor, architecture, description }: AdapterSummary): boolean {
  return vendor !== '' || architecture !== '' || description !== '';
}

export interface OpenOptions {
  readonly powerPreference?: GPUPowerPreference;
  /** Open at WebGPU's default limits: what tests use to prove that kernels need no more. */
  readonly defaultLimits?: boolean;
}

/** What tensors are filled from: f32, u32, and the bits of halves for f16. */
export type TensorData = Float32Array | Uint32Array | Uint16Array;

/**
 * Who a buffer is counted for where memory is added up: a word of whoever allocates it. Declared where the buffer is made,
 * as a field of its own; a label is for people and errors.
 */
export type Owner = string;

/** What a buffer is described by here: WebGPU's words, and whose it is. A real device leaves the latter aside. */
export interface OwnedBuffer extends GPUBufferDescriptor {
  readonly owner?: Owner;
}

/** Buffers that the engine itself needs for any work: scalars of steps, and what results come back in. */
export const EXCHANGE: Owner = 'exchange';

export interface TensorOptions {
  readonly owner?: Owner;
  /** Bytes of the buffer where it is to hold larger tensors later. */
  readonly room?: number;
}

/** Bytes of memory that the device allows at once. */
export interface MemoryLimits {
  /** Of one binding: what exceeds it is worked on window by window, or refused. */
  readonly maxBinding: number;
  /** Of one buffer. */
  readonly maxBuffer: number;
}

/** An open device. One per worker; everything on the GPU is created through it. */
export class Gpu {
  readonly pipelines: PipelineCache;
  /** All waiting for this device goes through it. */
  readonly waits: Waits;
  /** What the plans of this device share. */
  readonly scratch = new ScratchPool();
  /** Resolves once, when the device is lost for any reason. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  readonly maxBinding: number;
  readonly maxBuffer: number;
  #lostInfo: GPUDeviceLostInfo | null = null;
  #uncaptured: GPUError | null = null;
  /** The device's words for memory it could not give; what was to lie there is missing from then on. */
  #outOfMemory: string | null = null;

  /** @param limits below the device's own: how tests work at the limits of small memory. */
  constructor(
    readonly device: GPUDevice,
    readonly adapter: AdapterSummary,
    limits: Partial<MemoryLimits> = {},
  ) {
    this.pipelines = new PipelineCache(device);
    this.waits = new Waits(device);
    this.maxBinding = limits.maxBinding ?? device.limits.maxStorageBufferBindingSize;
    this.maxBuffer = limits.maxBuffer ?? device.limits.maxBufferSize;
    this.lost = device.lost.then((info) => (this.#lostInfo = info));
    device.addEventListener('uncapturederror', ({ error }) => {
      if (isOutOfMemory(error)) this.#outOfMemory ??= error.message;
      else this.#uncaptured ??= error;
    });
  }

  /**
   * Does what allocates much, and asks the device whether it had the memory before anything is done with it.
   * @throws GpuOutOfMemoryError when it had not; GpuLostError; what `work` throws
   */
  async allocate<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.device.pushErrorScope('out-of-memory');
    let done = false;
    try {
      const result = await work();
      done = true;
      return result;
    } finally {
      // A lost device has no answer.
      const error = await this.device.popErrorScope().catch(() => null);
      if (error) this.#outOfMemory ??= error.message;
      // What `work` threw is of more use than what followed from it.
      if (done || this.#outOfMemory !== null || this.#lostInfo) this.check();
    }
  }

  /**
   * Throws what went wrong on the device since the last call, if anything did. A loss, and memory that it had not,
   * are for good: nothing that comes after can be trusted.
   * @throws GpuLostError, GpuOutOfMemoryError, GpuValidationError
   */
  check(): void {
    if (this.#lostInfo) {
      throw new GpuLostError(
        `The GPU was lost (${this.#lostInfo.reason}: ${this.#lostInfo.message}). Rankings and the last saved checkpoint are kept; reload, or restart from the last checkpoint, to go on from there.`,
      );
    }
    if (this.#outOfMemory !== null) {
      throw new GpuOutOfMemoryError(
        `The GPU ran out of memory (${this.#outOfMemory}). Every ranking and the last saved checkpoint are kept. Choose a smaller model, batch or context, or adapters, and restart from the last checkpoint.`,
      );
    }
    const error = this.#uncaptured;
    this.#uncaptured = null;
    if (!error) return;
    throw new GpuValidationError(error.message);
  }

  /**
   * A new zero-filled tensor in a buffer of its own.
   * @throws RangeError when it is larger than the device's buffers may be.
   */
  createTensor(
    label: string,
    shape: readonly number[],
    type: ElementType = 'f32',
    { owner, room = 0 }: TensorOptions = {},
  ): Tensor {
    const bytes = paddedBytes(elementCount(shape), type);
    if (bytes > this.maxBuffer) {
      throw new RangeError(
        `${label} [${shape.join(', ')}] is ${bytes} bytes, more than the ${this.maxBuffer} of this GPU's largest buffer. Choose a smaller batch, micro-batch or model.`,
      );
    }
    const size = Math.max(bytes, room);
    const buffer = this.createBuffer({
      label,
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
      owner,
    });
    return { label, buffer, offset: 0, shape, type };
  }

  /** Every buffer of this device comes from here. */
  createBuffer(descriptor: OwnedBuffer): GPUBuffer {
    return this.device.createBuffer(descriptor);
  }

  /** A new tensor holding `data`; the element type follows the array's, f16 for a Uint16Array of halves. */
  upload(
    label: string,
    data: TensorData,
    shape: readonly number[] = [data.length],
    options: TensorOptions = {},
  ): Tensor {
    const type = data instanceof Uint32Array ? 'u32' : data instanceof Uint16Array ? 'f16' : 'f32';
    const tensor = this.createTensor(label, shape, type, options);
    this.write(tensor, data);
    return tensor;
  }

  /** Overwrites the head of a tensor with `data` before any later submit. */
  write(tensor: Tensor, data: TensorData): void {
    this.writeAt(tensor, 0, data);
  }

  /**
   * Overwrites the elements of a tensor from `first` on before any later submit; other elements stay as they are.
   * An f16 tensor takes the bits of halves, and because memory is written in whole words its pieces begin at an even
   * element and only the one that reaches the tensor's end may have an odd length.
   * @throws RangeError when the data do not fit, are of another size of element, or begin or end within a word
   */
  writeAt(tensor: Tensor, first: number, data: TensorData): void {
    const bytes = elementBytes(tensor.type);
    const name = `${tensor.label} [${tensor.shape.join(', ')}]`;
    if (data.BYTES_PER_ELEMENT !== bytes) {
      throw new RangeError(`${name} holds ${tensor.type}, not elements of ${data.BYTES_PER_ELEMENT} bytes.`);
    }
    if (first * bytes + data.byteLength > byteLength(tensor)) {
      const where = first === 0 ? '' : ` from element ${first} on`;
      throw new RangeError(`${data.length} elements do not fit ${name}${where}.`);
    }
    if ((first * bytes) % 4 !== 0) {
      throw new RangeError(`A piece of ${name} must begin at an even element, not at ${first}.`);
    }
    let whole = data;
    if (data.byteLength % 4 !== 0) {
      if (first + data.length < elementCount(tensor.shape)) {
        throw new RangeError(
          `A piece of ${name} must have an even length, not ${data.length}, before its end.`,
        );
      }
      // The word's other half lies in the tensor's padding.
      whole = new Uint16Array(data.length + 1);
      whole.set(data);
    }
    const at = tensor.offset + first * bytes;
    this.device.queue.writeBuffer(tensor.buffer, at, whole as Float32Array<ArrayBuffer>);
  }

  /** Releases the device and everything on it. */
  destroy(): void {
    this.device.destroy();
  }
}

/** By name: a test's device may be of another realm. */
function isOutOfMemory(error: GPUError): boolean {
  return error.constructor.name === 'GPUOutOfMemoryError';
}

/**
 * Opens the best device of `gpu`.
 * @throws GpuUnavailableError when there is no WebGPU or no adapter; never falls back silently.
 */
export async function openGpu(gpu: GPU | undefined, options: OpenOptions = {}): Promise<Gpu> {
  if (!gpu) throw new GpuUnavailableError('This environment has no WebGPU (navigator.gpu is missing).');
  const adapter = await gpu.requestAdapter({
    powerPreference: options.powerPreference ?? 'high-performance',
  });
  if (!adapter) {
    throw new GpuUnavailableError(
      'WebGPU is present but no GPU adapter was found: the driver may be blocked or missing.',
    );
  }
  const requiredLimits: Record<string, number> = {};
  if (!options.defaultLimits) {
    for (const name of RAISED_LIMITS) requiredLimits[name] = adapter.limits[name];
  }
  const device = await adapter.requestDevice({
    label: 'nudge',
    requiredLimits,
    requiredFeatures: OPTIONAL_FEATURES.filter((feature) => adapter.features.has(feature)),
  });
  const opened = new Gpu(device, summaryOf(adapter));
  await opened.waits.measure();
  return opened;
}

/** An adapter with its traits: the same whether a device was opened on it or not. */
export function summaryOf({ info, limits, features }: GPUAdapter): AdapterSummary {
  const traits = [...RAISED_LIMITS.map((name) => limits[name]), ...[...features].toSorted()].join(',');
  return { ...summarise(info), traits };
}

/** An adapter in words. */
export function summarise(info: GPUAdapterInfo): AdapterSummary {
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description || info.device,
    software: info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe/.test(text),
  };
}
