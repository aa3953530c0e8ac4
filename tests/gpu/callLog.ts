/**
 * Writes down every call of a device that makes an object, encodes or submits work, or waits: what a replayed
 * step may and may not do. Wraps the objects of one device; knows nothing of the engine.
 */

export const CREATING = [
  'createBuffer',
  'createTexture',
  'createSampler',
  'createBindGroup',
  'createBindGroupLayout',
  'createPipelineLayout',
  'createShaderModule',
  'createComputePipeline',
  'createComputePipelineAsync',
  'createQuerySet',
] as const satisfies readonly (keyof GPUDevice)[];

export type Call =
  | (typeof CREATING)[number]
  | 'createCommandEncoder'
  | 'dispatch'
  | 'submit'
  /** Something started to wait for the GPU, and was answered. */
  | 'wait'
  | 'answer';

export class CallLog {
  readonly calls: Call[] = [];

  /** Wraps `device` for good: give it a device that no other test uses. */
  constructor(device: GPUDevice) {
    for (const name of CREATING) this.#before(device, name, name);
    this.#after(device, 'createCommandEncoder', (encoder) => {
      this.calls.push('createCommandEncoder');
      this.#after(encoder as GPUCommandEncoder, 'beginComputePass', (pass) => {
        this.#before(pass as GPUComputePassEncoder, 'dispatchWorkgroups', 'dispatch');
        this.#before(pass as GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', 'dispatch');
      });
    });
    this.#before(device.queue, 'submit', 'submit');
    this.#waits(device.queue, 'onSubmittedWorkDone');
    this.#after(device, 'createBuffer', (buffer) => this.#waits(buffer as GPUBuffer, 'mapAsync'));
  }

  clear(): void {
    this.calls.length = 0;
  }

  count(...names: readonly Call[]): number {
    return this.calls.filter((call) => names.includes(call)).length;
  }

  /** The most submits at any time whose answer had not come. Assumes that each submit is waited for. */
  get mostInFlight(): number {
    let [now, most] = [0, 0];
    for (const call of this.calls) {
      if (call === 'submit') most = Math.max(most, (now += 1));
      if (call === 'answer') now -= 1;
    }
    return most;
  }

  #before<Target extends object>(target: Target, name: keyof Target, call: Call): void {
    this.#wrap(target, name, (original, args) => {
      this.calls.push(call);
      return original(...args);
    });
  }

  #after<Target extends object>(target: Target, name: keyof Target, see: (result: unknown) => void): void {
    this.#wrap(target, name, (original, args) => {
      const result = original(...args);
      see(result);
      return result;
    });
  }

  #waits<Target extends object>(target: Target, name: keyof Target): void {
    this.#wrap(target, name, (original, args) => {
      this.calls.push('wait');
      return (original(...args) as Promise<unknown>).then((result) => {
        this.calls.push('answer');
        return result;
      });
    });
  }

  #wrap<Target extends object>(
    target: Target,
    name: keyof Target,
    replacement: (original: (...args: unknown[]) => unknown, args: unknown[]) => unknown,
  ): void {
    const original = (target[name] as (...args: unknown[]) => unknown).bind(target);
    Object.defineProperty(target, name, {
      configurable: true,
      value: (...args: unknown[]) => replacement(original, args),
    });
  }
}
