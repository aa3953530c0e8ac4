import { fourRankings } from '../../src/experiments/fourRankings.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(fourRankings);
