import { samplerAgainstTrainer } from '../../src/experiments/samplerAgainstTrainer.ts';
import { keepsItsPromises } from './stage.ts';

keepsItsPromises(samplerAgainstTrainer);
