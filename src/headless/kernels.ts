/**
 * Which matrix products an unattended run uses: the ones asked for, or the ones chosen for this adapter, kept in
 * the user's cache folder so that a run repeats bit for bit. Knows nothing of the run.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openDiskStorage } from '../files/bytes/diskStorage.ts';
import { autotune } from '../gpu/tuning/autotune.ts';
import { storedChoices } from '../gpu/tuning/autotuneStore.ts';
import type { Gpu } from '../gpu/device.ts';
import { MATMUL, type MatmulVariantName } from '../gpu/kernels/matmul/matmulVariants.ts';
import { OptionsError } from './options.ts';

/**
 * Fixes the products of everything recorded for `gpu` from here on.
 * @param forced a variant to use unmeasured, or null
 * @returns what was chosen and why, as a line of text
 * @throws OptionsError when the device cannot run `forced`
 */
export async function chooseKernels(
  gpu: Gpu,
  forced: MatmulVariantName | null,
  folder = cacheFolder(),
): Promise<string> {
  if (forced) {
    if (!MATMUL.isSupported(gpu, forced))
      throw new OptionsError(`This GPU cannot run ${forced}: it has no subgroups. Choose another, or none.`);
    MATMUL.choose(gpu, forced);
    return `matrix products by ${forced}, as asked`;
  }
  const store = storedChoices(() => openDiskStorage(folder));
  const { variant, how, milliseconds, rejected } = await autotune(gpu, { store });
  const times = Object.entries(milliseconds).map(([name, time]) => `${name} ${time.toFixed(2)} ms`);
  const wrong = rejected.map((name) => `${name} wrong here`);
  const reasons = { remembered: 'as on this adapter before', usual: 'the usual choice, unmeasured' };
  const reason = how === 'measured' ? [...times, ...wrong].join(', ') : reasons[how];
  return `matrix products by ${variant} (${reason})`;
}

/** Where programs may keep what they can make again, on each system. */
export function cacheFolder(platform = process.platform, environment = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  const home = homedir();
  if (platform === 'win32') return join(LOCALAPPDATA || join(home, 'AppData', 'Local'), 'nudge');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'nudge');
  return join(XDG_CACHE_HOME || join(home, '.cache'), 'nudge');
}
