/**
 * A device that allocates nothing and counts everything: the code that would fill a GPU runs on it as it is, so
 * that what it will take is known to the byte before any of it is taken. Kernels do not run, and whatever is read
 * back is zero. Knows WebGPU's calls; knows no kernel and no model.
 */
import {
  Gpu,
  OPTIONAL_FEATURES,
  summaryOf,
  type AdapterSummary,
  type MemoryLimits,
  type OwnedBuffer,
  type Owner,
} from './device.ts';

interface Entry {
  readonly label: string;
  readonly owner: Owner | null;
  readonly bytes: number;
}

/** What lives on a dry device, and the most that ever did. */
export class MemoryLedger {
  readonly #live = new Map<object, Entry>();
  #bytes = 0;
  #peak = 0;

  /** Bytes in buffers that were created and not destroyed. */
  get bytes(): number {
    return this.#bytes;
  }

  get peak(): number {
    return this.#peak;
  }

  /** Largest single buffer alive. */
  get largest(): Pick<Entry, 'label' | 'bytes'> {
    let largest: Pick<Entry, 'label' | 'bytes'> = { label: '', bytes: 0 };
    for (const entry of this.#live.values()) if (entry.bytes > largest.bytes) largest = entry;
    return largest;
  }

  /** Live bytes by who owns them. */
  get byOwner(): ReadonlyMap<Owner, number> {
    const sums = new Map<Owner, number>();
    for (const { owner, bytes } of this.#live.values())
      if (owner !== null) sums.set(owner, (sums.get(owner) ?? 0) + bytes);
    return sums;
  }

  /** Labels of live buffers that nobody declared to be anybody's. */
  get unowned(): readonly string[] {
    return [...this.#live.values()].filter(({ owner }) => owner === null).map(({ label }) => label);
  }

  add(buffer: object, entry: Entry): void {
    this.#live.set(buffer, entry);
    this.#bytes += entry.bytes;
    this.#peak = Math.max(this.#peak, this.#bytes);
  }

  remove(buffer: object): void {
    this.#bytes -= this.#live.get(buffer)?.bytes ?? 0;
    this.#live.delete(buffer);
  }
}

/** What a dry device pretends to be: the memory limits and features decide what is recorded. */
export interface DryDeviceOptions extends MemoryLimits {
  readonly adapter: AdapterSummary;
  readonly features: ReadonlySet<string>;
}

/** A device of WebGPU's default limits and no optional feature. */
export const DEFAULT_DRY_DEVICE: DryDeviceOptions = {
  maxBinding: 2 ** 27,
  maxBuffer: 2 ** 28,
  adapter: { vendor: 'none', architecture: 'dry', description: 'counts, computes nothing', software: false },
  features: new Set(),
};

/** The options of a dry device that records what `gpu` would. */
export function dryDeviceLike({ maxBinding, maxBuffer, adapter, device }: Gpu): DryDeviceOptions {
  return { maxBinding, maxBuffer, adapter, features: optional(device.features) };
}

/** Those that anything here asks for. */
function optional(features: GPUSupportedFeatures): ReadonlySet<string> {
  return new Set(OPTIONAL_FEATURES.filter((feature) => features.has(feature)));
}

/** What the best adapter here would allow, without opening a device on it; WebGPU's defaults where there is none. */
export async function dryDeviceOfAdapter(gpu: GPU | undefined): Promise<DryDeviceOptions> {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return DEFAULT_DRY_DEVICE;
  return {
    maxBinding: adapter.limits.maxStorageBufferBindingSize,
    maxBuffer: adapter.limits.maxBufferSize,
    adapter: summaryOf(adapter),
    features: optional(adapter.features),
  };
}

/** Opens a dry device. Needs the constants of a browser (or Dawn) with WebGPU, and no adapter. */
export function openDryGpu(options: DryDeviceOptions = DEFAULT_DRY_DEVICE): {
  readonly gpu: Gpu;
  readonly ledger: MemoryLedger;
} {
  const ledger = new MemoryLedger();
  const device = dryDevice(options, ledger) as unknown as GPUDevice;
  return { gpu: new Gpu(device, options.adapter, options), ledger };
}

const ENCODING = {
  setPipeline: () => undefined,
  setBindGroup: () => undefined,
  dispatchWorkgroups: () => undefined,
  end: () => undefined,
};

const COMMANDS = {
  beginComputePass: () => ENCODING,
  copyBufferToBuffer: () => undefined,
  clearBuffer: () => undefined,
  finish: () => ({}),
};

function dryDevice({ maxBinding, maxBuffer, features }: DryDeviceOptions, ledger: MemoryLedger) {
  return {
    limits: { maxStorageBufferBindingSize: maxBinding, maxBufferSize: maxBuffer },
    features,
    lost: new Promise(() => undefined),
    addEventListener: () => undefined,
    destroy: () => undefined,
    pushErrorScope: () => undefined,
    popErrorScope: () => Promise.resolve(null),
    createShaderModule: () => ({ getCompilationInfo: () => Promise.resolve({ messages: [] }) }),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createBindGroup: () => ({}),
    createComputePipelineAsync: () => Promise.resolve({}),
    createCommandEncoder: () => COMMANDS,
    createBuffer({ label = '', size, owner }: OwnedBuffer) {
      const buffer = {
        label,
        size,
        mapAsync: () => Promise.resolve(),
        getMappedRange: () => new ArrayBuffer(size),
        unmap: () => undefined,
        destroy: () => ledger.remove(buffer),
      };
      ledger.add(buffer, { label, owner: owner ?? null, bytes: size });
      return buffer;
    },
    queue: {
      writeBuffer: () => undefined,
      submit: () => undefined,
      onSubmittedWorkDone: () => Promise.resolve(),
    },
  };
}
