/**
 * What simulated tastes say of texts, for the page: apart from protocol.ts, so that their words are loaded only once
 * there is something to judge.
 */
export { patternProblem } from '../rl/labelers/linearPattern.ts';
export { chooseYardstick, type Yardstick } from '../rl/yardstick.ts';
