/**
 * What can be chosen of how the engine computes: each `*Variants.ts` of `src/gpu/kernels` with a list `X_VARIANTS`, a getter
 * `xVariant(gpu)` and a setter `setXVariant(gpu, variant)` is an axis. One that is added there is swept without a word
 * here. Knows no kernel.
 */
import type { Gpu } from '../../src/gpu/device.ts';

export interface Axis {
  readonly name: string;
  /** What the device can run, its own choice first. */
  readonly variants: (gpu: Gpu) => readonly string[];
  /** Makes what is recorded from here on use the variant. */
  readonly choose: (gpu: Gpu, variant: string) => void;
}

type Module = Readonly<Record<string, unknown>>;
type Get = (gpu: Gpu) => string;
type Set = (gpu: Gpu, variant: string) => void;
type IsSupported = (gpu: Gpu, variant: string) => boolean;

/** @throws Error when a module has a list of variants and not what goes with it */
export function axisOf(path: string, module: Module): Axis | null {
  const list = Object.keys(module).find((name) => name.endsWith('_VARIANTS'));
  if (!list) return null;
  const name = list.slice(0, -'_VARIANTS'.length).toLowerCase();
  const get = module[`${name}Variant`] as Get | undefined;
  const set = module[`set${name[0].toUpperCase()}${name.slice(1)}Variant`] as Set | undefined;
  if (!get || !set) throw new Error(`${path} has ${list}, but no way to get and set what is chosen.`);
  const listed = module[list] as readonly string[] | object;
  const names: readonly string[] = Array.isArray(listed) ? (listed as string[]) : Object.keys(listed);
  const supported = (module.isSupported ?? (() => true)) as IsSupported;
  return {
    name,
    variants: (gpu) => {
      const own = get(gpu);
      return [own, ...names.filter((variant) => variant !== own && supported(gpu, variant))];
    },
    choose: set,
  };
}

const MODULES = import.meta.glob<Module>('../../src/gpu/kernels/**/*Variants.ts', { eager: true });

export const AXES: readonly Axis[] = Object.entries(MODULES)
  .map(([path, module]) => axisOf(path, module))
  .filter((axis) => axis !== null);
