/**
 * Watches WebGPU from outside, the same way for every library: dispatches, submits, maps, bytes of living buffers,
 * and the device that the library opened. Import it before the library opens a device. Knows no library.
 */

// Methods are taken from prototypes here, and called with the receiver they were called on.
/* oxlint-disable typescript/unbound-method */

interface Counts {
  dispatches: number;
  submits: number;
  /** Buffers whose reading was asked for: each is a wait for the GPU. */
  maps: number;
  /** Bytes of buffers created and not destroyed. */
  bytes: number;
}

export const counts: Counts = { dispatches: 0, submits: 0, maps: 0, bytes: 0 };

let opened: GPUDevice | undefined;
const failures: string[] = [];
const living = new WeakMap<GPUBuffer, number>();

/** The device opened last. */
export function openedDevice(): GPUDevice {
  if (!opened) throw new Error('The library opened no WebGPU device: it would run on something else.');
  return opened;
}

/** Throws when the device reported an error since it was opened: a failed kernel is fast, and wrong. */
export function checkDevice(): void {
  if (failures.length > 0) throw new Error(`WebGPU reported: ${failures[0]}`);
}

const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
  const device = await requestDevice.call(this, descriptor);
  opened = device;
  device.addEventListener('uncapturederror', (event) => failures.push(event.error.message));
  void device.lost.then((info) => {
    if (info.reason !== 'destroyed') failures.push(`device lost: ${info.message}`);
  });
  return device;
};

const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...grid) {
  counts.dispatches += 1;
  dispatchWorkgroups.apply(this, grid);
};
GPUComputePassEncoder.prototype.dispatchWorkgroupsIndirect = function (
  this: GPUComputePassEncoder,
  ...where
) {
  counts.dispatches += 1;
  dispatchWorkgroupsIndirect.apply(this, where);
};

const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (this: GPUQueue, commands) {
  counts.submits += 1;
  submit.call(this, commands);
};

const { createBuffer } = GPUDevice.prototype;
GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
  const buffer = createBuffer.call(this, descriptor);
  living.set(buffer, buffer.size);
  counts.bytes += buffer.size;
  return buffer;
};

const { mapAsync } = GPUBuffer.prototype;
GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, ...range) {
  counts.maps += 1;
  return mapAsync.apply(this, range);
};

const { destroy } = GPUBuffer.prototype;
GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
  counts.bytes -= living.get(this) ?? 0;
  living.delete(this);
  destroy.call(this);
};
