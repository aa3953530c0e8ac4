/**
 * What looks at a run without changing it, loaded when somebody first looks: one file for all, as each entry of its own
 * splits what the trainer loads at first into more and larger pieces.
 */
export { inspect, readAnswers } from './inspecting.ts';
export { measureStep } from './measureStep.ts';
export { qualityOf } from '../rl/runs/fitQuality.ts';
