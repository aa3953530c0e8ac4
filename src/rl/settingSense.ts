/**
 * Whether a value can stand for a setting at all: for settings that come in a file. The ranges that the page offers are
 * narrower. Knows kinds of settings, no file and no form.
 */
import { RATER_IDS } from './labelers/labeler.ts';
import { DEFAULT_SETTINGS, SETTING_CHOICES, type Settings } from './settings.ts';

/** Counted in whole numbers, with the least that each may be. */
const COUNTS: Partial<Record<keyof Settings, number>> = {
  seed: 0,
  answers: 2,
  topK: 0,
  maxNewTokens: 1,
  rewardEpochs: 1,
  rewardBatch: 1,
  rolloutBatch: 1,
  ppoEpochs: 1,
  minibatches: 1,
  loraRank: 1,
  microBatch: 0,
  contextLength: 0,
  saveEvery: 1,
  shardMegabytes: 1,
};
/** No count of anything here is larger. */
const MOST = 2 ** 32;

export function isSettingValue(name: string, value: unknown): boolean {
  if (!Object.hasOwn(DEFAULT_SETTINGS, name)) return false;
  if (name === 'rater') return RATER_IDS.some((id) => id === value);
  if (Object.hasOwn(SETTING_CHOICES, name)) {
    return SETTING_CHOICES[name as keyof typeof SETTING_CHOICES].some((choice) => choice === value);
  }
  if (typeof value !== typeof DEFAULT_SETTINGS[name as keyof Settings]) return false;
  if (typeof value !== 'number') return true;
  const least = COUNTS[name as keyof Settings];
  if (least === undefined) return Number.isFinite(value) && value >= 0;
  return Number.isInteger(value) && value >= least && value <= MOST;
}
