/**
 * Opens a WebGPU device and keeps what belongs to it: buffers, the pipeline cache, error reporting.
 * Knows nothing of kernels, models or learning. The caller passes the entry point in
 * (`navigator.gpu` in a browser or worker, Dawn's in Node), so this file runs in all three.
 */
import { GpuLostError, GpuOutOfMemoryError, GpuUnavailableError, GpuValidationError } from './errors.ts';
import { PipelineCache } from './pipelines.ts';
import { paddedBytes, type ElementType, type Tensor, elementCount, byteLength } from './tensor.ts';

/** Limits worth raising to the adapter's maximum; kernels stay correct at WebGPU's defaults. */
const RAISED_LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
] as const;

const OPTIONAL_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];

export interface AdapterSummary {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True on CPU implementations of Vulkan, where barriers and workgroup memory are slow. */
  readonly software: boolean;
}

export interface OpenOptions {
  readonly powerPreference?: GPUPowerPreference;
  /** Open at WebGPU's default limits: what tests use to prove that kernels need no more. */
  readonly defaultLimits?: boolean;
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
  /** Resolves once, when the device is lost for any reason. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  readonly maxBinding: number;
  readonly maxBuffer: number;
  #lostInfo: GPUDeviceLostInfo | null = null;
  #uncaptured: GPUError | null = null;

  /** @param limits below the device's own: how tests work at the limits of small memory. */
  constructor(
    readonly device: GPUDevice,
    readonly adapter: AdapterSummary,
    limits: Partial<MemoryLimits> = {},
  ) {
    this.pipelines = new PipelineCache(device);
    this.maxBinding = limits.maxBinding ?? device.limits.maxStorageBufferBindingSize;
    this.maxBuffer = limits.maxBuffer ?? device.limits.maxBufferSize;
    this.lost = device.lost.then((info) => (this.#lostInfo = info));
    device.addEventListener('uncapturederror', (event) => {
      this.#uncaptured ??= event.error;
    });
  }

  /** Throws what went wrong on the device since the last call, if anything did. */
  check(): void {
    if (this.#lostInfo) {
      throw new GpuLostError(
        `The GPU was lost (${this.#lostInfo.reason}: ${this.#lostInfo.message}). Rankings and the last saved checkpoint are kept; reload, or restart from the last checkpoint, to go on from there.`,
      );
    }
    const error = this.#uncaptured;
    this.#uncaptured = null;
    if (!error) return;
    const kind = error.constructor.name;
    if (kind === 'GPUOutOfMemoryError') {
      throw new GpuOutOfMemoryError(
        `The GPU ran out of memory (${error.message}). Nothing saved was touched; choose a smaller model or batch.`,
      );
    }
    throw new GpuValidationError(error.message);
  }

  /**
   * A new zero-filled tensor in a buffer of its own.
   * @throws RangeError when it is larger than the device's buffers may be.
   */
  createTensor(label: string, shape: readonly number[], type: ElementType = 'f32'): Tensor {
    const size = paddedBytes(elementCount(shape));
    if (size > this.maxBuffer) {
      throw new RangeError(
        `${label} [${shape.join(', ')}] is ${size} bytes, more than the ${this.maxBuffer} of this GPU's largest buffer. Choose a smaller batch or model.`,
      );
    }
    const buffer = this.device.createBuffer({
      label,
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    return { label, buffer, offset: 0, shape, type };
  }

  /** A new tensor holding `data`; the element type follows the array's. */
  upload(label: string, data: Float32Array | Uint32Array, shape: readonly number[] = [data.length]): Tensor {
    const tensor = this.createTensor(label, shape, data instanceof Uint32Array ? 'u32' : 'f32');
    this.write(tensor, data);
    return tensor;
  }

  /** Overwrites the head of a tensor with `data` before any later submit. */
  write(tensor: Tensor, data: Float32Array | Uint32Array): void {
    if (data.byteLength > byteLength(tensor)) {
      throw new RangeError(
        `${data.length} elements do not fit ${tensor.label} [${tensor.shape.join(', ')}].`,
      );
    }
    this.device.queue.writeBuffer(tensor.buffer, tensor.offset, data as Float32Array<ArrayBuffer>);
  }

  /** Releases the device and everything on it. */
  destroy(): void {
    this.device.destroy();
  }
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
  return new Gpu(device, summarise(adapter.info));
}

function summarise(info: GPUAdapterInfo): AdapterSummary {
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description || info.device,
    software: info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe/.test(text),
  };
}
