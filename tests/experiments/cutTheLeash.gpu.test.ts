import { cutTheLeash } from '../../src/experiments/cutTheLeash.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(cutTheLeash);
