/** Who adds the squares of a gradient. The two add in different orders. Knows no kernel. */
import { laneOrGroup } from '../family.ts';

export const GRAD_NORM = laneOrGroup('gradNorm');
