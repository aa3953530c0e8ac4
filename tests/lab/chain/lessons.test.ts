/** What ranks count as lessons, and traces as files that come back. */
import { expect, it } from 'vitest';
import { balancedLessons, lessonsOf } from '../../../src/lab/chain/lessons.ts';
import { ranked, type StepTrace, type Trace } from '../../../src/lab/chain/trace.ts';
import { rankingsOf, readTraces, traceLines } from '../../../src/lab/chain/traceRows.ts';

const wrote: StepTrace = {
  step: { kind: 'write', name: 'topic', prompt: '{facts}:', candidates: 4, temperature: 1 },
  prompt: 'F:',
  templated: false,
  read: null,
  candidates: [
    { text: 'a', times: 1, score: -1 },
    { text: 'b', times: 2, score: -2 },
    { text: 'c', times: 1, score: -3 },
  ],
  tiers: null,
  by: null,
};
const judged: StepTrace = {
  ...wrote,
  step: { kind: 'judge', name: 'good', prompt: '{text}?', of: ['topic'], answers: ['yes', 'no'], keep: 1 },
  prompt: '{text}?',
  candidates: wrote.candidates.map((candidate) => ({ ...candidate, times: 1 })),
};
const trace: Trace = { id: 't', inputs: { facts: 'F', name: 'N', reader: 'R' }, steps: [wrote, judged] };

it('counts a candidate by how many of the others it is before, each as often as it was written', () => {
  expect(lessonsOf([trace])).toEqual([]);
  const lessons = lessonsOf([ranked(trace, 0, [[2], [1], [0]], 'person')]);
  expect(lessons.map(({ answer, value }) => [answer, value])).toEqual([
    ['c', 1],
    ['b', 0.5],
    ['b', 0.5],
    ['a', 0],
  ]);
  expect(lessons[0]).toMatchObject({ prompt: 'F:', templated: false });
});

it('ties count alike, and a step of one tier teaches nothing', () => {
  expect(lessonsOf([ranked(trace, 0, [[0, 1, 2]], 'person')])).toEqual([]);
  const values = lessonsOf([ranked(trace, 0, [[0, 2], [1]], 'person')]).map(({ answer, value }) => [
    answer,
    value,
  ]);
  expect(values).toEqual([
    ['a', 1 - 0.5 / 3],
    ['c', 1 - 0.5 / 3],
    ['b', 1 - 2.5 / 3],
    ['b', 1 - 2.5 / 3],
  ]);
});

it('a judge learns its good answer after each text; a step that two traces share counts once', () => {
  const shared = ranked(trace, 1, [[1], [0], [2]], 'person');
  const lessons = lessonsOf([shared, { ...shared, id: 'u' }]);
  expect(lessons.map(({ prompt, answer, value }) => [prompt, answer, value])).toEqual([
    ['b?', 'yes', 1],
    ['a?', 'yes', 0.5],
    ['c?', 'yes', 0],
  ]);
  expect(lessonsOf([{ ...trace, steps: [{ ...judged, templated: true, tiers: [[0], [1], [2]] }] }])).toEqual(
    [],
  );
});

const weighed: StepTrace = {
  ...judged,
  step: {
    ...judged.step,
    kind: 'judge',
    criterion: 'likelihood',
    of: ['topic'],
    answers: ['yes', 'no'],
    keep: 1,
  },
  prompt: 'W:',
};

it('a judge that goes by likelihood learns the texts themselves', () => {
  const lessons = lessonsOf([{ ...trace, steps: [{ ...weighed, tiers: [[2], [0, 1]], by: 'person' }] }]);
  expect(lessons.map(({ prompt, answer, value }) => [prompt, answer, value])).toEqual([
    ['W:', 'c', 1],
    ['W:', 'a', 0.25],
    ['W:', 'b', 0.25],
  ]);
});

it('all steps weigh alike in a mean over tokens: short answers count more, in the same order', () => {
  const line = 'one two three four five six seven';
  const lines: StepTrace = {
    ...wrote,
    candidates: [line, `${line} x`].map((text) => ({ text, times: 1, score: 0 })),
    tiers: [[1], [0]],
    by: 'person',
  };
  const topic: StepTrace = { ...wrote, tiers: [[2], [1], [0]], by: 'person' };
  const lessons = balancedLessons([{ ...trace, steps: [topic, lines] }]);
  expect(lessons.map(({ answer }) => answer)).toEqual(['c', 'b', 'b', 'a', `${line} x`, line]);
  // Four words and their ends beside fifteen words and theirs: the mean is 12.5.
  const values = [0.5 + 12.5 / 8 / 2, 0.5, 0.5, 0.5 - 12.5 / 8 / 2, 0.5 + 12.5 / 17 / 2, 0.5 - 12.5 / 17 / 2];
  for (const [place, { value }] of lessons.entries()) expect(value).toBeCloseTo(values[place], 9);
  // One that hardly says anything does not outweigh all others.
  const long = {
    ...lines,
    candidates: lines.candidates.map(({ text }) => ({ text: text.repeat(40), times: 1, score: 0 })),
  };
  const most = balancedLessons([{ ...trace, steps: [topic, long] }]).map(({ value }) => value);
  expect(Math.max(...most)).toBe(0.5 + 12 / 2);
  expect(balancedLessons([])).toEqual([]);
  expect(balancedLessons([trace])).toEqual([]);
});

it('what a chat template wrote is learnt after what the model read', () => {
  const templated: StepTrace = {
    ...wrote,
    templated: true,
    read: '<u>F:<m>',
    tiers: [[0], [1], [2]],
    by: 'person',
  };
  const [first] = lessonsOf([{ ...trace, steps: [templated] }]);
  expect(first).toMatchObject({ prompt: '<u>F:<m>', templated: true });
  expect(rankingsOf([{ ...trace, steps: [templated] }], 1)).toEqual([]);
});

it('traces come back from their lines as they were', () => {
  const traces = [ranked(trace, 1, [[1], [0, 2]], 'person'), { ...trace, id: 'u' }];
  expect(readTraces(traceLines(traces))).toEqual({ traces, problems: [] });
});

it('a judge that goes by likelihood is told from one that asks for answers by the version of its line', () => {
  const traces = [{ ...trace, steps: [wrote, judged, weighed] }];
  const lines = traceLines(traces);
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { version: number }).version),
  ).toEqual([1, 1, 2]);
  expect(readTraces(lines)).toEqual({ traces, problems: [] });
  expect(readTraces(lines.replace('"likelihood"', '"taste"')).problems.map(({ line }) => line)).toEqual([3]);
});

it('lines that cannot be read are named, the others kept', () => {
  const [first, second] = traceLines([trace]).trim().split('\n');
  const broken = [
    first,
    '{"a":',
    second.replace('"tiers":null', '"tiers":[[0],[0],[1]]'),
    second.replace('"version":1', '"version":3'),
    second.replace('"by":null', '"by":"nobody"'),
  ].join('\n');
  const { traces, problems } = readTraces(broken);
  expect(traces).toEqual([{ ...trace, steps: [wrote] }]);
  expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  expect(problems[1].reason).toContain('ranks');
  expect(readTraces('').problems).toEqual([{ line: 1, reason: 'the file is empty' }]);
  // A step whose first ones are missing cannot be gone on from.
  expect(readTraces(second)).toEqual({ traces: [], problems: [] });
});

it('writing steps become rankings of the run; of more than one may have, the best', () => {
  const [event] = rankingsOf([ranked(trace, 0, [[2], [0, 1]], 'person')], 7);
  expect(event).toMatchObject({ type: 'ranking', id: 'chain-t-0', at: 7, prompt: 'F:', rater: 'person' });
  expect(event.answers.map(({ text }) => text)).toEqual(['c', 'a', 'b']);
  expect(event.tiers).toEqual([[0], [1, 2]]);
  const many = Array.from({ length: 10 }, (_, place) => ({ text: `t${place}`, times: 1, score: 0 }));
  const long = {
    ...wrote,
    candidates: many,
    tiers: many.map((_, place) => [9 - place]),
    by: 'person' as const,
  };
  const [best] = rankingsOf([{ ...trace, steps: [long] }], 7);
  expect(best.answers.map(({ text }) => text)).toEqual(['t9', 't8', 't7', 't6', 't5', 't4', 't3', 't2']);
  expect(best.tiers.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  // A simulated person's say is no person's.
  expect(rankingsOf([ranked(trace, 0, [[2], [0], [1]], 'simulated:x')], 7)).toEqual([]);
});
