/** Who walks a row of logits to its log-probability. Both give the same bits (rows.ts), so it is a choice of speed alone. */
import { laneOrGroup } from '../family.ts';

export const LOGITS = laneOrGroup('logits');
