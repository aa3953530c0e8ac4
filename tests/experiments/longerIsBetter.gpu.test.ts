import { longerIsBetter } from '../../src/experiments/longerIsBetter.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(longerIsBetter);
