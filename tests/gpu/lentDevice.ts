/**
 * One real device for all test files of a browser's page. Each file has a frame, and with a device of the frame's it
 * would compile everything anew; the page's outlives frames, so that a pipeline is compiled once. What a file gets
 * looks like a device of its own: what it changes of it, listens to and allocates ends with the file.
 * A test that loses its device, or looks at what compiling does, opens another.
 */
import { afterAll } from 'vitest';

/** What stays when a frame goes. All of it is made by the page, since what a frame made may end with it. */
interface Page extends Window {
  lentDevices?: Map<string, GPUDevice>;
  keptPipelines?: GPUComputePipeline[];
}

/** Where there are frames: not in a worker, nor in plain Node. */
const page = typeof window === 'undefined' ? null : (window.parent as Page & typeof globalThis);

const loans: { readonly device: GPUDevice; readonly end: () => void }[] = [];

if (page) {
  afterAll(async () => {
    // Errors that come late are still this file's.
    for (const device of new Set(loans.map((loan) => loan.device))) await device.queue.onSubmittedWorkDone();
    for (const { end } of loans.splice(0)) end();
  });
}

/** WebGPU whose devices are lent; the plain one where nothing would outlive the file. */
export function lentGpu(): GPU {
  if (!page) return navigator.gpu;
  const requestAdapter = async (options?: GPURequestAdapterOptions) => {
    const adapter = (await page.navigator.gpu.requestAdapter(options))!;
    const { info, limits, features } = adapter;
    const requestDevice = async (descriptor: GPUDeviceDescriptor) =>
      lend(await pageDevice(page, adapter, descriptor));
    return { info, limits, features, requestDevice };
  };
  return { requestAdapter } as unknown as GPU;
}

/** Devices that are asked for alike are one. */
async function pageDevice(
  page: Page & typeof globalThis,
  adapter: GPUAdapter,
  descriptor: GPUDeviceDescriptor,
): Promise<GPUDevice> {
  const devices = (page.lentDevices ??= new page.Map<string, GPUDevice>());
  const key = JSON.stringify([descriptor.requiredLimits, descriptor.requiredFeatures]);
  const kept = devices.get(key);
  if (kept && !(await isLost(kept))) return kept;
  const device = await adapter.requestDevice(descriptor);
  devices.set(key, device);
  return device;
}

function isLost(device: GPUDevice): Promise<boolean> {
  return Promise.race([device.lost.then(() => true), Promise.resolve(false)]);
}

/** `real` as a device that can be changed, and destroyed, without the next borrower seeing anything of it. */
function lend(real: GPUDevice): GPUDevice {
  const buffers: GPUBuffer[] = [];
  const listening = new AbortController();
  const told = new EventTarget();
  const end = () => {
    for (const buffer of buffers.splice(0)) buffer.destroy();
  };
  const device = facade(real, {
    queue: facade(real.queue, {}),
    createBuffer(descriptor: GPUBufferDescriptor) {
      const buffer = real.createBuffer(descriptor);
      buffers.push(buffer);
      return buffer;
    },
    async createComputePipelineAsync(descriptor: GPUComputePipelineDescriptor) {
      const pipeline = await real.createComputePipelineAsync(descriptor);
      // Browsers find a pipeline again while anybody holds it.
      (page!.keptPipelines ??= new page!.Array<GPUComputePipeline>()).push(pipeline);
      return pipeline;
    },
    addEventListener(type: string, listener: EventListener) {
      for (const target of [real, told])
        target.addEventListener(type, listener, { signal: listening.signal });
    },
    // What a test tells of one borrower's device is not told of the others'.
    dispatchEvent: (event: Event) => told.dispatchEvent(event),
    destroy: end,
  });
  loans.push({
    device: real,
    end: () => {
      end();
      listening.abort();
    },
  });
  return device;
}

/** What is set of it is its own; the rest is `real`'s, which its methods are called on: a proxy would not pass for it. */
function facade<Real extends object>(real: Real, own: object): Real {
  return new Proxy(own, {
    get(own, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name) as unknown;
      const value = Reflect.get(real, name, real) as unknown;
      return typeof value === 'function' ? (value.bind(real) as unknown) : value;
    },
  }) as Real;
}
