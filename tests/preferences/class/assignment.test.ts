/** Assignments, the order in which sets come, tasks, and the short form of what is handed in. */
import { describe, expect, it } from 'vitest';
import {
  AssignmentError,
  nextOf,
  readAssignment,
  scheduleOf,
  writeAssignment,
  type Task,
} from '../../../src/preferences/class/assignment.ts';
import { gather } from '../../../src/preferences/class/gather.ts';
import { countedRankings } from '../../../src/preferences/class/rater.ts';
import { readShort, writeShort } from '../../../src/preferences/class/shortHandIn.ts';
import { taskProgress, type TaskFacts } from '../../../src/preferences/class/tasks.ts';
import { makeLog, makeSets } from './students.ts';

const SETS = makeSets(8);
const TEXT = writeAssignment({
  id: 'week-1',
  title: { en: 'Week 1', zh: '第一周' },
  text: { en: 'Rank.', zh: '' },
  settings: 'v=1&model=blurbs-tiny&seed=3',
  sets: SETS.map(({ prompt, answers }) => ({
    prompt,
    answers: answers.map((answer) => ({ ...answer, tokens: [...answer.tokens] })),
  })),
  repeats: 3,
  tasks: [{ do: 'rank', count: 11 }],
});
const ASSIGNMENT = readAssignment(TEXT);

describe('an assignment', () => {
  it('comes back as it was written', () => {
    expect(writeAssignment(ASSIGNMENT)).toBe(TEXT);
    expect(ASSIGNMENT.sets[2].answers[1].text).toBe(SETS[2].answers[1].text);
  });

  it.each([
    ['torn', TEXT.slice(0, -100), 'not whole'],
    ['of a version to come', TEXT.replace('"version":1', '"version":2'), 'newer version'],
    ['with a set of one answer', TEXT.replace(/"answers":\[\{.*?\}\]/, '"answers":[]'), 'sets'],
    ['with a task that is none', TEXT.replace('"do":"rank"', '"do":"sing"'), 'tasks'],
    ['that is something else', '{"prompt":"x"}', 'format'],
  ])('%s is refused in words', (_, text, words) => {
    expect(() => readAssignment(text)).toThrow(AssignmentError);
    expect(() => readAssignment(text)).toThrow(words);
  });

  it('without what may be left out is whole', () => {
    const least = readAssignment('{"format":"nudge-assignment","version":1,"id":"a","title":{"en":"A"}}');
    expect(least).toMatchObject({
      title: { en: 'A', zh: '' },
      sets: [],
      tasks: [],
      repeats: 0,
      settings: '',
    });
  });

  it('gives each student every set once, and the repeats far from their first time', () => {
    const orders = ['a', 'b', 'c', 'd'].map((student) => scheduleOf(ASSIGNMENT, student));
    expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(2);
    for (const order of orders) {
      expect(order).toHaveLength(11);
      expect(new Set(order).size).toBe(8);
      const twice = order.filter((set, at) => order.indexOf(set) !== at);
      for (const set of twice) expect(order.lastIndexOf(set) - order.indexOf(set)).toBeGreaterThanOrEqual(4);
    }
    expect(scheduleOf(ASSIGNMENT, 'a')).toEqual(orders[0]);
  });

  it('goes on with what was not ranked yet, and ends', () => {
    const order = scheduleOf(ASSIGNMENT, 'a');
    const given = new Map<number, number>();
    const met: number[] = [];
    for (let next = nextOf(order, given); next !== null; next = nextOf(order, given)) {
      met.push(next);
      given.set(next, (given.get(next) ?? 0) + 1);
    }
    expect(met).toEqual(order);
    // One that was taken back comes next.
    given.set(order[2], 0);
    expect(nextOf(order, given)).toBe(order[2]);
  });
});

describe('a task', () => {
  const facts = (change: Partial<TaskFacts> = {}): TaskFacts => ({
    rankings: 0,
    agreement: [],
    iterations: 0,
    curve: () => ({ x: [], y: [] }),
    opened: [],
    found: {},
    ...change,
  });
  const kl = { iterations: 5, curve: () => ({ x: [1, 2, 3, 4, 5], y: [1, 9, 2, 3, 4] }) };

  it.each<[string, Task, Partial<TaskFacts>, boolean, number]>([
    ['rankings that are missing', { do: 'rank', count: 12 }, { rankings: 11 }, false, 11],
    ['rankings that are there', { do: 'rank', count: 12 }, { rankings: 13 }, true, 12],
    ['no agreement yet', { do: 'agree', reach: 0.7 }, { agreement: [NaN] }, false, 0],
    ['agreement that was reached once', { do: 'agree', reach: 0.7 }, { agreement: [0.75, 0.6] }, true, 0.7],
    ['iterations in a row below a KL', { do: 'train', count: 3, klBelow: 5 }, kl, true, 3],
    ['too few in a row', { do: 'train', count: 4, klBelow: 5 }, kl, false, 3],
    ['iterations whatever their KL', { do: 'train', count: 5 }, kl, true, 5],
    ['a method without a KL', { do: 'train', count: 2, klBelow: 1 }, { iterations: 2 }, true, 2],
    [
      'an experiment that was opened',
      { do: 'experiment', id: 'noisyRater' },
      { opened: ['noisyRater'] },
      true,
      1,
    ],
    ['another one', { do: 'experiment', id: 'noisyRater' }, { opened: ['flipYourTaste'] }, false, 0],
    [
      'the highest',
      { do: 'find', metric: 'objective/kl', extreme: 'highest' },
      { ...kl, found: { 0: 2 } },
      true,
      1,
    ],
    [
      'not the lowest',
      { do: 'find', metric: 'objective/kl', extreme: 'lowest' },
      { ...kl, found: { 0: 2 } },
      false,
      0,
    ],
    ['nothing typed', { do: 'find', metric: 'objective/kl', extreme: 'lowest' }, kl, false, 0],
  ])('%s', (_, task, change, done, now) => {
    expect(taskProgress(task, 0, facts(change))).toMatchObject({ done, now });
  });
});

describe('what is handed in short', () => {
  const LOG = makeLog(SETS, 5, { noise: 2, again: 3 });
  const HEAD = { name: '王芳', student: 's1', assignment: 'week-1', at: 1_700_000_900_000 };
  const short = writeShort(HEAD, LOG, ASSIGNMENT) ?? '';

  it('is a fraction of the file and gives the same rankings back', () => {
    expect(short.length).toBeLessThan(1200);
    const read = readShort(short, [ASSIGNMENT]);
    expect(read?.head).toEqual(HEAD);
    const plain = ({ id, prompt, answers, tiers }: (typeof LOG)[number]) => ({ id, prompt, answers, tiers });
    expect(read?.events?.map(plain)).toEqual(LOG.map(plain));
    expect(read?.events?.map(({ leadTime }) => leadTime)).toEqual(LOG.map(() => 4000));
  });

  it('is one person’s with the file that was handed in too, each ranking once', () => {
    const { raters, problems } = gather([{ path: '#1', text: short }], [ASSIGNMENT]);
    expect(problems).toEqual([]);
    expect(raters).toHaveLength(1);
    expect(countedRankings(raters[0])).toHaveLength(11);
  });

  it('without the assignment says that it is needed, and keeps whose it is', () => {
    const { raters, problems } = gather([{ path: '#1', text: short }]);
    expect(raters).toMatchObject([{ name: '王芳', events: [] }]);
    expect(problems).toMatchObject([{ kind: 'assignment', reason: 'week-1' }]);
  });

  it('is not made of rankings that are of no set, which would be lost', () => {
    expect(writeShort(HEAD, makeLog(makeSets(1, 'Elsewhere'), 1, { noise: 0 }), ASSIGNMENT)).toBeNull();
  });

  it('leaves out what names no set, and a damaged one is none', () => {
    const rows = JSON.parse(short) as { rows: unknown[][] };
    rows.rows[0][0] = 99;
    expect(readShort(JSON.stringify(rows), [ASSIGNMENT])?.events).toHaveLength(10);
    expect(readShort(short.slice(5), [ASSIGNMENT])).toBeNull();
    expect(readShort('{"format":"nudge-hand-in-short"}', [])).toBeNull();
  });
});
