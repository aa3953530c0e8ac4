/** Who can rank, in the order shown. */
import { LABELER_IDS, type Rater } from '../../workers/protocol.ts';

export const RATERS: readonly Rater[] = ['person', ...LABELER_IDS];
