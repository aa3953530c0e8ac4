/**
 * Rows that the first releases wrote, under the names that their numbers have now. They used five of TRL's names for
 * other numbers and counted a response's length in words; docs/metrics.md has both. Knows names and numbers only.
 */
import type { MetricName, MetricsRow } from '../algorithms/metrics.ts';

/** A name that every old row has and no new one. */
const OLD = 'policy/entropy_avg';

const RENAMED: Readonly<Record<string, MetricName>> = {
  'objective/scores': 'nudge/score',
  'objective/kl_coef': 'nudge/kl_coef_next',
  'policy/approxkl_avg': 'nudge/approxkl',
  [OLD]: 'nudge/entropy',
  'val/ratio': 'nudge/ratio',
  'val/ratio_var': 'nudge/ratio_var',
  'nudge/response_length': 'nudge/response_words',
};

/** Every name that a row may have had. */
export const OLD_METRIC_NAMES = Object.keys(RENAMED);

/**
 * The row as it would be written today, or itself where it is new. The sum of score and KL penalty has no name today
 * and is left out; β as it was charged is found from the penalty.
 */
export function currentRow(row: MetricsRow): MetricsRow {
  const old: Readonly<Record<string, number | undefined>> = row.values;
  if (old[OLD] === undefined) return row;
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(old)) {
    if (name === 'objective/rlhf_reward' || value === undefined) continue;
    values[RENAMED[name] ?? name] = value;
  }
  const charged = -(old['objective/non_score_reward'] ?? NaN) / (old['objective/kl'] ?? NaN);
  if (Number.isFinite(charged)) values['objective/kl_coef'] = charged;
  return { ...row, values };
}
