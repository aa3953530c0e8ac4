/** Who takes a block of attention's rows, or in decoding a row and head. The two add in different orders. Knows no kernel. */
import { laneOrGroup } from '../family.ts';

export const ATTENTION = laneOrGroup('attention');
