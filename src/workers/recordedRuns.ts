/** Recorded runs, for the page: apart from protocol.ts, so that their schema is loaded only with one. */
export { readRecordedRun } from '../rl/runs/recordedRun.ts';
