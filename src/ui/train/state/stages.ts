/** Which stages of the iteration under way have run. Pure. */
import type { Stage } from '../../../workers/protocol.ts';

const ORDER: readonly Stage[] = ['fit', 'sample', 'score', 'update'];

/**
 * What is finished once `next` follows `before`: a stage that ends stays marked, idle or not, until it or one before
 * it begins again. The reward model is fitted before an iteration, and stays so throughout it.
 */
export function finishedStages(done: readonly Stage[], before: Stage, next: Stage): readonly Stage[] {
  if (before === next) return done;
  const ended = before === 'idle' || done.includes(before) ? done : [...done, before];
  return next === 'idle' ? ended : ended.filter((stage) => ORDER.indexOf(stage) < ORDER.indexOf(next));
}
