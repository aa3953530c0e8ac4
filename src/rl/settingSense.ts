/**
 * Whether a value can stand for a setting at all: for settings that come in a file. The ranges that the page offers are
 * narrower. Knows kinds of settings, no file and no form.
 */
import { RATER_IDS } from '../tastes/labeler.ts';
import { DEFAULT_SETTINGS, SETTING_CHOICES, settingProblem, type Settings } from './settings.ts';

export function isSettingValue(name: string, value: unknown): boolean {
  if (!Object.hasOwn(DEFAULT_SETTINGS, name)) return false;
  if (name === 'rater') return RATER_IDS.some((id) => id === value);
  if (Object.hasOwn(SETTING_CHOICES, name)) {
    return SETTING_CHOICES[name as keyof typeof SETTING_CHOICES].some((choice) => choice === value);
  }
  if (typeof value !== typeof DEFAULT_SETTINGS[name as keyof Settings]) return false;
  if (typeof value !== 'number') return true;
  return value >= 0 && settingProblem(name as keyof Settings, value) === null;
}
