import { stepsTooLarge } from '../../src/experiments/stepsTooLarge.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(stepsTooLarge);
