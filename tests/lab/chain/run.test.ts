/** A chain goes through its steps: prompts filled with the best so far, judges by how probable the good answer is, nothing lost. */
import { expect, it } from 'vitest';
import { beginTrace, runChain } from '../../../src/lab/chain/run.ts';
import { callsOf, type Chain } from '../../../src/lab/chain/steps.ts';
import { outcome, passedOn, ranked, resultOf, type Trace } from '../../../src/lab/chain/trace.ts';
import { fakeWriter } from './fakeWriter.ts';

const CHAIN: Chain = [
  { kind: 'write', name: 'topic', prompt: '{facts}\nTopic:', candidates: 3, temperature: 1 },
  { kind: 'write', name: 'line', prompt: '{topic} for {reader}:', candidates: 2, temperature: 1 },
  {
    kind: 'judge',
    name: 'good',
    prompt: '{text} for {reader}?',
    of: ['topic', 'line'],
    answers: ['yes', 'no'],
    keep: 2,
  },
];
const INPUTS = { facts: 'F', name: 'N', reader: 'R' };
const OPTIONS = { seed: 1, chat: null };

const topics = ['price', 'food', 'price'];
const says = (prompt: string, sample: number) =>
  prompt.endsWith('Topic:') ? `${topics[sample]}\n` : ` line ${sample}: ${prompt}`;

it('fills each prompt with the best of the steps before, and judges all that was passed on', async () => {
  const likes = (prefix: string, text: string) => {
    if (text === ' yes') return Math.log(prefix.startsWith('line 1') ? 0.9 : 0.3);
    if (text === ' no') return Math.log(prefix.startsWith('line 1') ? 0.1 : 0.6);
    return -text.length;
  };
  const model = fakeWriter(says, likes);
  const [trace] = await runChain(model, CHAIN, [beginTrace('t', INPUTS)], OPTIONS);
  const [topic, line, good] = trace.steps;
  // Alike candidates are one; the shorter is the more probable here.
  expect(topic.candidates).toEqual([
    { text: 'price', times: 2, score: -3 },
    { text: 'food', times: 1, score: -2.5 },
  ]);
  expect(outcome(topic)).toBe('food');
  expect(line.prompt).toBe('food for R:');
  expect(good.prompt).toBe('{text} for R?');
  expect(good.candidates.map(({ text }) => text)).toEqual([
    'food',
    'price',
    'line 0: food for R:',
    'line 1: food for R:',
  ]);
  expect(good.candidates[3].score).toBeCloseTo(0.9, 9);
  expect(good.candidates[0].score).toBeCloseTo(1 / 3, 9);
  expect(resultOf(trace)).toBe('line 1: food for R:');
  expect(passedOn(good)).toHaveLength(2);
  expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
});

const WEIGHS: Chain = [
  ...CHAIN.slice(0, 2),
  {
    kind: 'judge',
    name: 'weighed',
    prompt: '{facts}, {topic} for {reader}:',
    of: ['topic', 'line'],
    criterion: 'likelihood',
    answers: [],
    keep: 1,
  },
];

it('a judge that goes by likelihood asks how probable each text is as an answer to its prompt', async () => {
  const asked: [string, string][] = [];
  const likes = (prefix: string, text: string) => {
    asked.push([prefix, text]);
    return prefix === 'F, food for R:' && text.startsWith(' line 0') ? -1 : -text.length;
  };
  const model = fakeWriter(says, likes);
  const [trace] = await runChain(model, WEIGHS, [beginTrace('t', INPUTS)], OPTIONS);
  const [, , weighed] = trace.steps;
  const texts = ['food', 'price', 'line 0: food for R:', 'line 1: food for R:'];
  // A candidate is one call, whatever the answers are.
  expect(asked.slice(-4)).toEqual(texts.map((text) => ['F, food for R:', ` ${text}`]));
  expect(weighed).toMatchObject({ prompt: 'F, food for R:', templated: false, read: null });
  // Nats a token, of two tokens each.
  expect(weighed.candidates).toEqual([
    { text: 'food', times: 1, score: -2.5 },
    { text: 'price', times: 1, score: -3 },
    { text: 'line 0: food for R:', times: 1, score: -0.5 },
    { text: 'line 1: food for R:', times: 1, score: -10 },
  ]);
  expect(resultOf(trace)).toBe('line 0: food for R:');
  expect(callsOf(WEIGHS)).toBe(3 + 2 + 5);
});

it('goes on from where a trace stands, by the order that a person gave', async () => {
  const model = fakeWriter(says);
  const [begun] = await runChain(model, CHAIN.slice(0, 1), [beginTrace('t', INPUTS)], OPTIONS);
  const person = ranked(begun, 0, [[0], [1]], 'person');
  const [trace] = await runChain(model, CHAIN, [person], OPTIONS);
  expect(trace.steps).toHaveLength(3);
  expect(trace.steps[0]).toBe(person.steps[0]);
  expect(trace.steps[1].prompt).toBe('price for R:');
});

it('takes away what was made from another order, and leaves what was not', () => {
  const model = fakeWriter(says);
  return runChain(model, CHAIN, [beginTrace('t', INPUTS)], OPTIONS).then(([trace]) => {
    const agreed = ranked(trace, 0, [[1], [0]], 'person');
    expect(agreed.steps).toHaveLength(3);
    expect(ranked(trace, 0, [[0], [1]], 'person').steps).toHaveLength(1);
    expect(agreed.steps[0].by).toBe('person');
  });
});

it('a step that writes nothing ends its own trace, and no other', async () => {
  const model = fakeWriter((prompt, sample) => (prompt.startsWith('bad') ? '\n  ' : says(prompt, sample)));
  const traces = [beginTrace('a', { ...INPUTS, facts: 'bad' }), beginTrace('b', INPUTS)];
  const seen: (readonly Trace[])[] = [];
  const [bad, good] = await runChain(model, CHAIN, traces, OPTIONS, {}, (now) => seen.push(now));
  expect(bad.steps).toHaveLength(1);
  expect(bad.steps[0].candidates).toEqual([]);
  expect(resultOf(bad)).toBe('');
  expect(good.steps).toHaveLength(3);
  expect(seen).toHaveLength(3);
});

it('asks an instruct model through its template, and keeps what it read', async () => {
  const asked: string[] = [];
  const model = fakeWriter(says, (_, text) => (asked.push(text), -text.length), true);
  const [trace] = await runChain(model, CHAIN, [beginTrace('t', INPUTS)], { seed: 1, chat: {} });
  expect(trace.steps[0]).toMatchObject({ templated: true, read: '<user>F\nTopic:<model>' });
  expect(trace.steps[2]).toMatchObject({ templated: true, read: null });
  expect(asked).toContain('yes');
  expect(asked.every((text) => !text.startsWith(' '))).toBe(true);
});
