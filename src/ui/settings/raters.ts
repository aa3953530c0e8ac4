/** Who can rank, in the order shown. */
import { RATER_IDS, type Rater } from '../../workers/protocol.ts';

export const RATERS: readonly Rater[] = RATER_IDS;
