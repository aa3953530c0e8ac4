import { describe, expect, it } from 'vitest';
import {
  ARMS,
  CARRIED,
  conversations,
  type Arm,
  type Carried,
} from '../../../src/lab/order/conversations.ts';
import { drawCourses } from '../../../src/lab/order/lesson.ts';
import { drawUnrelated } from '../../../src/lab/order/unrelated.ts';
import { STAGES, wordsOf } from '../../../src/lab/order/vocabulary.ts';
import { stream } from '../../../src/rl/random.ts';

const courses = drawCourses(24, 5);
const chance = stream(5, 'test/unrelated');
const unrelated = Array.from({ length: courses.length * STAGES.length }, () => drawUnrelated(chance));
const laid = (arm: Arm, carried: Carried) =>
  conversations(courses, unrelated, arm, carried, stream(7, 'test/layout'));

/** The interactions of conversations, each as its words. */
const interactions = (arm: Arm, carried: Carried) =>
  laid(arm, carried).map(({ tokens }) =>
    wordsOf(tokens)
      .join(' ')
      .split('<end>')
      .map((part) => part.trim())
      .filter(Boolean),
  );
const stageOf = (interaction: string) => interaction.split('<model> ')[1].split(' ')[0];
const isStage = (word: string) => (STAGES as readonly string[]).includes(word);

describe('conversations', () => {
  it.each(CARRIED)('of every arm have the same interactions, with %s', (carried) => {
    const own = (arm: Arm) =>
      interactions(arm, carried)
        .flat()
        .filter((each) => isStage(stageOf(each)))
        .toSorted();
    for (const arm of ARMS) expect(own(arm)).toEqual(own('order'));
    expect(own('order')).toHaveLength(courses.length * STAGES.length);
  });

  it('go in order where they should, with as many unrelated ones between where they should', () => {
    for (const arm of ['order', 'mixed'] as const)
      for (const conversation of interactions(arm, 'text')) {
        expect(conversation.map(stageOf).filter(isStage)).toEqual([...STAGES]);
        expect(conversation).toHaveLength(arm === 'order' ? 8 : 16);
      }
    const shuffled = interactions('shuffled', 'text').map((conversation) => conversation.map(stageOf));
    expect(shuffled.filter((stages) => stages.join() === STAGES.join())).toHaveLength(0);
    expect(interactions('both', 'text').every(({ length }) => length === 16)).toBe(true);
  });

  it('are learnt where the model speaks, and nowhere else', () => {
    for (const { tokens, learnt } of laid('both', 'notes')) {
      const words = wordsOf(tokens);
      let speaks = false;
      words.forEach((word, at) => {
        expect(learnt[at]).toBe(speaks);
        if (word === '<model>') speaks = true;
        if (word === '<end>') speaks = false;
      });
    }
  });

  it('carry who it is for and what was done last only in notes', () => {
    const [withNotes] = interactions('order', 'notes');
    expect(withNotes.at(-1)).toMatch(/^<user> notes \w+ select \|/);
    expect(withNotes[0]).toMatch(/^<user> notes \w+ \|/);
    expect(interactions('order', 'text').flat().join(' ')).not.toContain('notes');
  });
});
