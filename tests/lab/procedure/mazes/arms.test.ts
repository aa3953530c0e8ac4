import { describe, expect, it } from 'vitest';
import { ARMS, judged, lessonOf, modelOf, solve } from '../../../../src/lab/procedure/mazes/arms.ts';
import { drawTasks } from '../../../../src/lab/procedure/mazes/draw.ts';
import { taskKey } from '../../../../src/lab/procedure/mazes/maze.ts';
import { answerOf, procedureOf, promptOf, vocabularyOf } from '../../../../src/lab/procedure/mazes/tokens.ts';
import { testTasks, train } from '../../../../src/lab/procedure/mazes/training.ts';
import { NOTHING, type LearntSequence } from '../../../../src/lab/sequences/sequenceModel.ts';
import { stream } from '../../../../src/rl/random.ts';
import { perfect, taskOf } from '../fakeSequences.ts';

const SIZE = 4;
const words = vocabularyOf(SIZE);
const tasks = drawTasks(6, SIZE, stream(1, 'test'));
const SHAPE = { dim: 8, layers: 1, heads: 2 };

describe('a lesson', () => {
  it('is the whole procedure, the answer alone, or the answer with holes', () => {
    const [task] = tasks;
    const prompt = promptOf(task, words);
    const learntOf = ({ targets }: LearntSequence) => targets.filter((target) => target !== NOTHING);
    expect(learntOf(lessonOf('procedure', task, words, stream(1, 'holes')))).toEqual(
      procedureOf(task, words),
    );
    expect(learntOf(lessonOf('answer', task, words, stream(1, 'holes')))).toEqual(answerOf(task, words));
    const answer = answerOf(task, words);
    const random = stream(1, 'holes');
    const counts = Array.from({ length: 200 }, () => {
      const { tokens, targets } = lessonOf('masked', task, words, random);
      expect(tokens.slice(0, words.prompt)).toEqual(prompt);
      expect(tokens).toHaveLength(words.prompt + words.answer);
      tokens.forEach((token, at) => {
        const wanted = at < words.prompt ? prompt[at] : (answer[at - words.prompt] ?? words.end);
        expect(targets[at]).toBe(token === words.mask ? wanted : NOTHING);
        if (token !== words.mask) expect(token).toBe(wanted);
      });
      return learntOf({ tokens, targets }).length;
    });
    // Every rate is as likely: few holes, all holes and a half come alike.
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBeGreaterThan(words.answer - 3);
    const middle = counts.reduce((sum, count) => sum + count, 0) / counts.length / words.answer;
    expect(Math.abs(middle - 0.5)).toBeLessThan(0.08);
  });
});

describe('an arm', () => {
  it.each(ARMS)('that knows all solves unseen mazes: %s', async (arm) => {
    const model = perfect(modelOf(arm, words, SHAPE, 1), SIZE);
    const solutions = await solve(model, arm, tasks, words);
    expect(solutions.map(({ solved, error }) => [solved, error])).toEqual(tasks.map(() => [true, null]));
    const failing = perfect(modelOf(arm, words, SHAPE, 1), SIZE, true);
    if (arm === 'masked') return;
    for (const { solved, error, path, task } of await solve(failing, arm, tasks, words)) {
      expect([solved, path]).toEqual([false, [task.goal]]);
      expect(error).toBe(arm === 'procedure' ? 0 : 1);
    }
  });

  it('is the same model for all, but for what the masked one sees', () => {
    const [procedure, answer, maskedArm] = ARMS.map((arm) => modelOf(arm, words, SHAPE, 3));
    expect(answer).toEqual(procedure);
    expect(maskedArm).toEqual({ ...procedure, bothWays: true });
  });

  it('solves by another way than the search finds', () => {
    // A ring of four: both ways are as long, and the search finds one of them.
    const two = vocabularyOf(2);
    const ring = { maze: { size: 2, open: [6, 12, 3, 9] }, start: 0, goal: 3 };
    const other = [two.way(3), two.way(2), two.way(0), two.end];
    expect(judged(ring, 'answer', other, two)).toMatchObject({ solved: true, error: 1 });
  });
});

describe('training', () => {
  it('shows every arm the same mazes, none of the tested ones, at the rate of the schedule', async () => {
    const training = { ...SHAPE, size: SIZE, updates: 25, batch: 3, learningRate: 0.01, seed: 5, tests: 8 };
    const tests = testTasks(training);
    const tested = new Set(tests.map(taskKey));
    const seen = await Promise.all(
      ARMS.map(async (arm) => {
        const lessons: string[] = [];
        let updates = 0;
        const model = {
          train: (sequences: readonly LearntSequence[]) => {
            lessons.push(
              ...sequences.map(({ tokens }) => taskKey(taskOf(tokens.slice(0, words.prompt), SIZE))),
            );
            updates += sequences.length / 3;
            return Promise.resolve([]);
          },
        };
        for await (const _ of train(model, arm, training, tests));
        expect(updates).toBe(25);
        return lessons;
      }),
    );
    expect(seen[0]).toHaveLength(75);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    expect(seen[0].filter((key) => tested.has(key))).toEqual([]);
  });
});
