/** Who walks a row of logits to draw from it. Both draw the same tokens (rows.ts), so it is a choice of speed alone. */
import { laneOrGroup } from '../family.ts';

export const SAMPLE = laneOrGroup('sample');
