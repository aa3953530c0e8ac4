/** A device that has no memory to give when a test says so, and tells of it as WebGPU does: late. */

export interface ScarceMemory {
  /** Which buffers there is no memory for, by label. */
  refuse: (label: string) => boolean;
  /** Buffers refused so far. */
  refused: number;
}

/** Makes `device` refuse buffers. What is refused is invalid, as it is with real devices. */
export function makeScarce(device: GPUDevice): ScarceMemory {
  const memory: ScarceMemory = { refuse: () => false, refused: 0 };
  const scopes: { readonly filter: GPUErrorFilter; error: GPUError | null }[] = [];
  const create = device.createBuffer.bind(device);
  const push = device.pushErrorScope.bind(device);
  const pop = device.popErrorScope.bind(device);
  device.createBuffer = (descriptor) => {
    if (!memory.refuse(descriptor.label ?? '')) return create(descriptor);
    memory.refused++;
    // Without a usage it is not valid.
    push('validation');
    const buffer = create({ ...descriptor, usage: 0 });
    void pop();
    const error = new GPUOutOfMemoryError(`no room for ${descriptor.label}`);
    const scope = scopes.findLast(({ filter }) => filter === 'out-of-memory');
    if (scope) scope.error ??= error;
    else {
      // After everything that was asked for before.
      void device.queue.onSubmittedWorkDone().then(() => {
        device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
      });
    }
    return buffer;
  };
  device.pushErrorScope = (filter) => {
    scopes.push({ filter, error: null });
    push(filter);
    return undefined;
  };
  device.popErrorScope = async () => {
    const scope = scopes.pop();
    return (await pop()) ?? scope?.error ?? null;
  };
  return memory;
}
