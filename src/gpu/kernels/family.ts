/**
 * A family of kernels: one piece of arithmetic that can be computed in several ways, and which of them a device uses.
 * The choice is made before anything is recorded, because variants may add in different orders and a session compares
 * its numbers bit for bit. Knows no kernel; families.ts lists the families.
 */
import type { Gpu } from '../device.ts';

export interface KernelFamily<Name extends string = string> {
  /** As a run saves it and the page shows it. */
  readonly name: string;
  readonly variants: readonly Name[];
  /** Whether the device has what a variant needs. */
  isSupported(gpu: Gpu, variant: Name): boolean;
  /** The variant of what is recorded for `gpu`: the one that was chosen, or the adapter's usual one. */
  chosen(gpu: Gpu): Name;
  /** Fixes the variant of all that is recorded for `gpu` from here on. Call before recording anything. */
  choose(gpu: Gpu, variant: Name): void;
}

/**
 * @param usual what is best on the kind of adapter, unmeasured
 * @param isSupported every variant runs everywhere when left out
 */
export function kernelFamily<Name extends string>(
  name: string,
  variants: readonly Name[],
  usual: (gpu: Gpu) => Name,
  isSupported: (gpu: Gpu, variant: Name) => boolean = () => true,
): KernelFamily<Name> {
  const choices = new WeakMap<Gpu, Name>();
  return {
    name,
    variants,
    isSupported,
    chosen: (gpu) => choices.get(gpu) ?? usual(gpu),
    choose: (gpu, variant) => void choices.set(gpu, variant),
  };
}

/** Who walks a row, a block or a sum: one lane, or a workgroup that meets at barriers. */
export type LaneOrGroup = 'lane' | 'group';

/**
 * A family whose variants are those two. Software adapters emulate barriers, and on a GPU one lane leaves the rest idle:
 * the usual one is a matter of the adapter and never of a size.
 */
export function laneOrGroup(name: string): KernelFamily<LaneOrGroup> {
  return kernelFamily(name, ['lane', 'group'], (gpu) => (gpu.adapter.software ? 'lane' : 'group'));
}
