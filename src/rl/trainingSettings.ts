/**
 * What code for all methods may know of a run's settings: the common ones, and those that several methods have. A
 * method's own are in its folder, all of them together in algorithms/settings.ts. Pure.
 */
import type { COMMON_FIELDS } from './commonFields.ts';
import type { ValuesOf } from './fields.ts';
import type { ROLLOUT_FIELDS, UPDATE_FIELDS } from './sharedFields.ts';

export type CommonSettings = ValuesOf<typeof COMMON_FIELDS>;

export type TrainingSettings = CommonSettings &
  ValuesOf<typeof ROLLOUT_FIELDS> &
  ValuesOf<typeof UPDATE_FIELDS> & {
    /** The method's id. */
    readonly algorithm: string;
  };

/**
 * The temperature that training samples and reads at. What learns from draws of a distribution learns nothing from
 * greedy answers: at 0 it takes the model's own distribution.
 */
export function trainingTemperature({ temperature }: Pick<CommonSettings, 'temperature'>): number {
  return temperature > 0 ? temperature : 1;
}
