/** Who speaks to whom, in text; dialogues to their ends, all of them. */
import { expect, it } from 'vitest';
import {
  converse,
  oneLine,
  readTurn,
  resultLine,
  transcript,
  type Conversing,
} from '../../../src/lab/tools/dialogue.ts';
import type { ToolResult } from '../../../src/lab/tools/toolset/toolset.ts';

const gave = (...items: string[]): ToolResult[] => [{ tool: 'calculator', items, reason: null }];

it.each([
  [' TS 47*86', { to: 'TS', text: '47*86' }],
  [' User a liquid meal', { to: 'User', text: 'a liquid meal' }],
  [' User', { to: 'User', text: '' }],
  [' Userx', { to: null, text: '' }],
  ['TS 1+1', { to: null, text: '' }],
  ['', { to: null, text: '' }],
])('reads %j', (wrote, turn) => {
  expect(readTurn(wrote)).toEqual({ ...turn, wrote });
});

it('writes down what was said so far, up to the next turn', () => {
  const rounds = [{ turn: readTurn(' TS 1+1'), results: gave('2') }];
  expect(transcript('Why?', [])).toBe('Q: Why?\nA:');
  expect(transcript('Why?', [], 'alone')).toBe('Q: Why?\nB:');
  expect(transcript('Why?', rounds)).toBe('Q: Why?\nA: TS 1+1\nR: 2\nA:');
  expect(resultLine([])).toBe('R: -\n');
  expect(resultLine([...gave('2'), ...gave(), ...gave('two', 'deux')])).toBe('R: 2 | two | deux\n');
  expect(oneLine(' a\n\tb ')).toBe('a b');
});

function told(script: Record<string, readonly (string | null)[]>, most?: number) {
  const asked: string[] = [];
  const batches: number[] = [];
  const turns: Record<string, number> = {};
  const parts: Conversing = {
    most,
    write: async (transcripts) => {
      batches.push(transcripts.length);
      return transcripts.map((text) => {
        const question = /^Q: (.*)/.exec(text)![1];
        turns[question] = (turns[question] ?? -1) + 1;
        return script[question][turns[question]];
      });
    },
    ask: async (query, place) => {
      asked.push(`${place} ${query}`);
      return gave(`${query}!`);
    },
  };
  return { asked, batches, run: converse(Object.keys(script), parts) };
}

it('lets several run side by side, each to its own end', async () => {
  const { asked, batches, run } = told({
    a: [' User at once'],
    b: [' TS one', ' TS two', ' User done'],
    c: [' What?'],
    d: [' TS one', null],
  });
  const [a, b, c, d] = await run;
  expect(a).toMatchObject({ end: 'answered', answer: 'at once' });
  expect(b).toMatchObject({ end: 'answered', answer: 'done' });
  expect(b.rounds.map(({ results }) => results?.[0].items[0] ?? null)).toEqual(['one!', 'two!', null]);
  expect(c).toMatchObject({ end: 'nobody', answer: null });
  expect(d).toMatchObject({ end: 'room', answer: null });
  expect(d.rounds).toHaveLength(1);
  expect(asked.toSorted()).toEqual(['1 one', '1 two', '3 one']);
  expect(batches).toEqual([4, 2, 1]);
});

it('bounds the rounds: a model that asks for ever is not asked for ever', async () => {
  const script = { a: Array<string>(10).fill(' TS again') };
  const { asked, run } = told(script, 2);
  const [{ end, rounds }] = await run;
  expect([end, rounds.length, asked.length]).toEqual(['rounds', 3, 2]);
  expect(rounds[2].results).toBeNull();
});
