/**
 * The bench's experiment for the lab's command: every held-out task of the embedded model, or a person's own pairs, one seed
 * at a time; another model may propose and score in its place. What is done on a task stands in task.ts, what it says in the end in summary.ts.
 */
import type { LanguageModel } from '../../model/languageModel.ts';
import type { Pair } from '../pairs.ts';
import { INSTRUCT_MODEL, ownTask, readHeldOut, TASKS_FILE } from './heldOut.ts';
import { GOAL, GOAL_ARM, percent, summarise, verdict, type SeedResult } from './summary.ts';
import { runTask, type TaskResult } from './task.ts';

/** Tasks of a quick look. */
const QUICK_TASKS = 2;
const MODELS = 'public/models';

/** Where the experiment runs: what the lab's command gives every bench, as far as this one needs it. */
export interface ApePlace {
  /** Another model than the embedded one, or null. */
  readonly model: string | null;
  /** A person's own tasks in place of those that the model never saw. */
  readonly pairs?: readonly { readonly name: string; readonly pairs: readonly Pair[] }[];
  openModel(name: string): Promise<LanguageModel>;
  readFile(path: string): Promise<string>;
  log(line: string): void;
}

export const APE = {
  goal: `the right kind of instruction for ${percent(GOAL.right)} of held-out tasks with ${percent(GOAL.share)} of the calls of exhaustive scoring`,

  async run(place: ApePlace, seed: number, quick: boolean): Promise<SeedResult> {
    const own = place.pairs ?? [];
    const tasks =
      own.length > 0
        ? own.map(({ name, pairs }) => ownTask(name, pairs))
        : readHeldOut(await place.readFile(`${MODELS}/${INSTRUCT_MODEL}/${TASKS_FILE}`));
    const name = place.model ?? INSTRUCT_MODEL;
    const model = await place.openModel(name);
    const results: TaskResult[] = [];
    for (const task of quick ? tasks.slice(0, QUICK_TASKS) : tasks) {
      const result = await runTask(task, { model, seed, quick });
      results.push(result);
      const found = result.arms.find(({ arm }) => arm === GOAL_ARM);
      place.log(
        `  ${task.name}: ${result.candidates} candidates${result.reference === null ? '' : `; right wordings reach ${percent(result.reference)}`}; found ${JSON.stringify(found?.instruction)}, ${percent(found?.fresh ?? 0)} on fresh pairs`,
      );
    }
    return { seed, model: name, tasks: results };
  },

  line(result: SeedResult): string {
    return summarise([result])
      .map(
        ({ arm, byDoing, bySaying }) =>
          `${arm} ${percent(byDoing.mean)}${bySaying ? `/${percent(bySaying.mean)}` : ''}`,
      )
      .join(', ');
  },

  judge: verdict,
};
