import { describe, expect, it } from 'vitest';
import { asLearnt, drawCourses, lessons, unseenCourses } from '../../../src/lab/order/lesson.ts';
import { goThrough, measure, stageQuestions } from '../../../src/lab/order/measure.ts';
import { rightAt } from '../../../src/lab/order/procedure.ts';
import { idOf, idsOf, STAGES, wordsOf, type Stage } from '../../../src/lab/order/vocabulary.ts';
import { NOTHING } from '../../../src/lab/sequences/sequenceModel.ts';

const courses = drawCourses(6, 1);

/** Writes what is right, but for one stage; knows the brief from the first turn of the conversation. */
const writer = (wrong: Stage | null) => ({
  write: (prompts: readonly (readonly number[])[]) =>
    Promise.resolve(
      prompts.map((prompt) => {
        const turns = wordsOf(prompt).join(' ').split('<user> ').slice(1);
        const stage = STAGES[turns.length - 1];
        const shown = turns.at(-1)!.replace(' <model>', '').split(' ');
        const [kind, reader] = turns[0].split(' ') as ['pub', 'couples'];
        const [output] = rightAt(stage, { kind, reader }, shown);
        const words = stage === wrong ? [stage, 'hello'] : [stage, ...output];
        const tokens = [...idsOf(words), idOf('<end>')];
        return { tokens, logp: tokens.map(() => 0), finished: true };
      }),
    ),
});

describe('what a model knows of the procedure', () => {
  it('is asked at each stage of a course as it should be', () => {
    const { tokens, targets } = stageQuestions(courses[0], 'text');
    expect(tokens).toHaveLength(targets.length);
    const asked = targets.flatMap((target, at) => (target === NOTHING ? [] : [[tokens[at], target]]));
    expect(wordsOf(asked.map(([, target]) => target))).toEqual([...STAGES]);
    expect(new Set(asked.map(([token]) => token))).toEqual(new Set([idOf('<model>')]));
  });

  it('is how far it gets by itself', async () => {
    const read = (sequences: readonly unknown[]) =>
      Promise.resolve(
        sequences.map(() => ({ logp: STAGES.map(() => Math.log(0.25)), best: [], bestLogp: [] })),
      );
    const all = await measure({ read, ...writer(null) }, courses, 'text');
    expect(all.reached).toEqual(STAGES.map(() => 1));
    for (const chance of all.next) expect(chance).toBeCloseTo(0.25);
    const some = await measure({ read, ...writer('check') }, courses, 'text');
    expect(some.reached).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it('tells each turn up to the first that is wrong', async () => {
    const [turns] = await goThrough(writer('fill'), [courses[0].brief], 'text');
    expect(turns.map(({ right }) => right)).toEqual([true, true, true, false]);
    expect(turns[3].written).toEqual(['fill', 'hello']);
  });
});

describe('lessons', () => {
  it('are as many as all updates take, the same for the same seed, and each pass is laid out anew', () => {
    const options = { arm: 'order', carried: 'text', courses: 4, updates: 2, seed: 9 } as const;
    const made = [...lessons(options)];
    expect(made).toHaveLength(32);
    expect([...lessons(options)]).toEqual(made);
    const passes = [0, 1, 2].map((pass) =>
      made.slice(pass * 4, pass * 4 + 4).map(({ tokens }) => tokens.join()),
    );
    expect(new Set(passes.map((pass) => pass.toSorted().join('|'))).size).toBe(1);
    expect(new Set(passes.map((pass) => pass.join('|'))).size).toBeGreaterThan(1);
  });

  it('predict each token that the model wrote from all before it', () => {
    const { tokens, targets } = asLearnt({ tokens: [1, 2, 3, 4], learnt: [false, false, true, true] });
    expect(tokens).toEqual([1, 2, 3]);
    expect(targets).toEqual([NOTHING, 3, 4]);
  });

  it('ask about courses that were not learnt', () => {
    const learnt = drawCourses(512, 2);
    const seen = new Set(learnt.map((course) => JSON.stringify(course)));
    const asked = unseenCourses(64, 2, learnt);
    expect(asked).toHaveLength(64);
    expect(asked.filter((course) => seen.has(JSON.stringify(course)))).toHaveLength(0);
    expect(drawCourses(64, 2)).toEqual(learnt.slice(0, 64));
    expect(() => unseenCourses(64, 2, drawCourses(8192, 2))).toThrow(/Learn from fewer/);
  });
});
