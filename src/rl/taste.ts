/**
 * What the settings say about simulated tastes, and what a change of them changes. Knows names; knows no taste itself
 * (labelersFor.ts), as nothing that a first visit shows waits for one.
 */
import type { LabelerId } from '../tastes/labeler.ts';
import type { CommonSettings } from './trainingSettings.ts';

/** What the settings say about tastes. */
export type Taste = Pick<CommonSettings, 'targetWords' | 'keyword' | 'pattern'>;

/** Those whose utility may be another with the other settings. */
export function changedTastes(before: Taste, after: Taste): LabelerId[] {
  const changed: LabelerId[] = [];
  if (before.targetWords !== after.targetWords) changed.push('length');
  if (before.keyword !== after.keyword) changed.push('keyword');
  if (before.pattern !== after.pattern) changed.push('pattern');
  return changed;
}
