/**
 * Whether a model learns a procedure from interactions that are shuffled and mixed with unrelated ones, as the essay says. One small
 * transformer after the other is trained from scratch on the same interactions in four layouts, with users who show their text alone
 * or say what was done before, at three amounts of data and equal updates, and asked about courses that none has seen.
 */
import type { Experiment, LabPlace } from '../experiment.ts';
import { ARMS, CARRIED, type Arm } from './conversations.ts';
import { drawCourses, modelOptions, teach, unseenCourses, type LessonOptions } from './lesson.ts';
import { measure } from './measure.ts';
import type { ArmResult, OrderResult } from './result.ts';
import { GOAL_TEXT, judge, seedLine } from './summary.ts';

interface Effort {
  readonly courses: readonly number[];
  readonly updates: number;
  readonly asked: number;
  readonly arms: readonly Arm[];
}
const WHOLE: Effort = { courses: [32, 128, 512], updates: 600, asked: 64, arms: ARMS };
const QUICK: Effort = { courses: [128], updates: 120, asked: 16, arms: ['order', 'both'] };

export const ORDER: Experiment<OrderResult> = { goal: GOAL_TEXT, run: runSeed, line: seedLine, judge };

async function runSeed(place: LabPlace, seed: number, quick: boolean): Promise<OrderResult> {
  const effort = quick ? QUICK : WHOLE;
  const arms: ArmResult[] = [];
  const most = Math.max(...effort.courses);
  for (const courses of effort.courses)
    // Users who say what was done tell the same at any amount: they are asked at the largest.
    for (const carried of CARRIED.filter((each) => each === 'text' || courses === most))
      for (const arm of effort.arms) {
        const result = await runArm(
          place,
          { arm, carried, courses, updates: effort.updates, seed },
          effort.asked,
        );
        arms.push(result);
        place.log(
          `  ${arm}, ${carried}, ${courses} courses: loss ${result.loss.toFixed(3)}, good ends ${Math.round(result.reached.at(-1)! * 100)} %`,
        );
      }
  return { seed, asked: effort.asked, arms };
}

async function runArm(place: LabPlace, options: LessonOptions, asked: number): Promise<ArmResult> {
  const { arm, carried, courses, updates, seed } = options;
  const model = await place.openSequences(modelOptions(seed));
  try {
    let loss = NaN;
    await teach(model, options, updates, {}, (_, last) => void (loss = last.loss));
    const unseen = unseenCourses(asked, seed, drawCourses(courses, seed));
    return { arm, carried, courses, updates, loss, ...(await measure(model, unseen, carried)) };
  } finally {
    await model.free();
  }
}
