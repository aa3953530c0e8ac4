import { noisyRater } from '../../src/experiments/noisyRater.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(noisyRater);
