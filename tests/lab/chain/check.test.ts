/** Chains that cannot run are told why, and those that can are left alone. */
import { expect, it } from 'vitest';
import { circleIn, problemsOf } from '../../../src/lab/chain/check.ts';
import { DOMAINS } from '../../../src/lab/chain/domain/demonstrations.ts';
import { essayChain, oneShot } from '../../../src/lab/chain/domain/prompts.ts';
import {
  callsOf,
  filled,
  marksOf,
  type Chain,
  type JudgeStep,
  type WriteStep,
} from '../../../src/lab/chain/steps.ts';

const write = (name: string, prompt: string): WriteStep => ({
  kind: 'write',
  name,
  prompt,
  candidates: 2,
  temperature: 1,
});
const judge = (name: string, of: readonly string[], more: Partial<JudgeStep> = {}): JudgeStep => ({
  kind: 'judge',
  name,
  prompt: 'Good? {text}',
  of,
  answers: ['yes', 'no'],
  keep: 1,
  ...more,
});
const kinds = (chain: Chain) => problemsOf(chain).map(({ kind }) => kind);

it('has nothing to say against the essay’s chains, in either language, and both ways make the same number of calls', () => {
  for (const domain of Object.values(DOMAINS)) {
    expect(problemsOf(essayChain(domain))).toEqual([]);
    expect(problemsOf(oneShot(domain))).toEqual([]);
    expect(callsOf(oneShot(domain))).toBe(callsOf(essayChain(domain)));
  }
  expect(callsOf(essayChain(DOMAINS.venues))).toBe(24);
});

it('finds circles: a step that needs itself, two that need each other, one over a judge', () => {
  expect(circleIn([write('a', '{a}')])).toEqual(['a', 'a']);
  expect(circleIn([write('a', '{b}'), write('b', '{a}')])).toEqual(['a', 'b', 'a']);
  expect(
    circleIn([write('x', '{facts}'), write('a', '{c} {x}'), judge('c', ['b']), write('b', '{a}')]),
  ).toEqual(['a', 'c', 'b', 'a']);
  expect(kinds([write('a', '{b}'), write('b', '{a}')])).toEqual(['circle']);
  expect(circleIn([judge('a', ['a'])])).toEqual(['a', 'a']);
});

it('finds steps before what they need, unknown names, and inputs that cannot be judged', () => {
  expect(problemsOf([write('a', '{b}'), write('b', '{facts}')])).toEqual([
    { kind: 'early', step: 'a', needs: 'b' },
  ]);
  expect(problemsOf([write('a', '{fakts}')])).toEqual([{ kind: 'unknown', step: 'a', needs: 'fakts' }]);
  expect(problemsOf([write('a', 'x'), judge('j', ['a', 'reader'])])).toEqual([
    { kind: 'unknown', step: 'j', needs: 'reader' },
  ]);
  // What a judge sees is not there for others.
  expect(problemsOf([write('a', '{text}')])).toEqual([{ kind: 'unknown', step: 'a', needs: 'text' }]);
  expect(kinds([write('a', '{constructor}')])).toEqual(['unknown']);
});

it('finds empty prompts, names that cannot be called, and judges without what they need', () => {
  expect(kinds([])).toEqual(['empty']);
  expect(kinds([write('a', ' \n')])).toEqual(['noPrompt']);
  expect(kinds([write('', 'x'), write('facts', 'x'), write('a{b', 'x')])).toEqual([
    'nameless',
    'badName',
    'badName',
  ]);
  expect(kinds([write('a', 'x'), write('a', 'y')])).toEqual(['twice']);
  expect(kinds([write('a', 'x'), judge('j', [], { prompt: 'Good?', answers: ['yes', ' yes'] })])).toEqual([
    'noText',
    'judgesNothing',
    'fewAnswers',
  ]);
  // One that goes by likelihood needs no answers; what it judges stands behind its prompt, not in it.
  const weighs = (prompt: string) =>
    judge('j', ['a'], { criterion: 'likelihood', prompt, answers: ['{gone}'] });
  expect(kinds([write('a', 'x'), weighs('Write {a} again:')])).toEqual([]);
  expect(kinds([write('a', 'x'), weighs('Good? {text}')])).toEqual(['hasText']);
  expect(kinds([write('a', 'x'.repeat(2001))])).toEqual(['longPrompt']);
  expect(kinds(Array.from({ length: 25 }, (_, place) => write(`s${place}`, 'x')))).toEqual(['full']);
});

it('fills names in once, whatever braces a value has', () => {
  expect(marksOf('{a} { b } {a}')).toEqual(['a', 'b']);
  expect(filled('{a} and { b }', { a: '{b}', b: '$&' })).toBe('{b} and $&');
  expect(() => filled('{toString}', {})).toThrow(RangeError);
});
