/** The names of every method's metrics, for who reads them from a file. Pure; brings all methods. */
import { ENSEMBLE_METRICS } from '../rewards/ensemble.ts';
import { ALL_METHODS } from './all.ts';
import { RETIRED, type MetricName, type UtilityName } from './metrics.ts';

/** Without the utilities. */
export const METRIC_NAMES = [
  ...new Set([
    ...ALL_METHODS.flatMap(({ metrics }) => Object.keys(metrics)),
    ...Object.keys(ENSEMBLE_METRICS),
    ...RETIRED,
  ]),
] as readonly Exclude<MetricName, UtilityName>[];
