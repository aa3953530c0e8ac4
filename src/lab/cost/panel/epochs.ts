/** How often a run's method goes over its answers, by the setting that is called so. Knows no method. */
import type { Settings } from '../../../rl/algorithms/settings.ts';

/** Those of the reward model's fit are none of the update's. */
const OTHERS = ['rewardEpochs'];

/** 1 for a method without such a setting. */
export function epochsOf(settings: Settings): number {
  const found = Object.entries(settings).find(
    ([name, value]) => name.endsWith('Epochs') && !OTHERS.includes(name) && typeof value === 'number',
  );
  return found ? Number(found[1]) : 1;
}
