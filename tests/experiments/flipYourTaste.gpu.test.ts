import { flipYourTaste } from '../../src/experiments/flipYourTaste.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(flipYourTaste);
