/**
 * What simulated tastes say of texts, for the page: apart from protocol.ts, so that their words are loaded only once
 * there is something to judge.
 */
export { patternProblem } from '../tastes/linearPattern.ts';
export { chooseYardstick, type Yardstick } from '../rl/runs/yardstick.ts';
