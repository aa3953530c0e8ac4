/** Every tool is asked, in a fixed order; one that breaks or is silent gives nothing and stops nothing. */
import { expect, it } from 'vitest';
import type { Entries } from '../../../../src/lab/tools/toolset/dictionary.ts';
import type { Venue } from '../../../../src/lab/tools/toolset/table.ts';
import type { Tool } from '../../../../src/lab/tools/toolset/tool.ts';
import { askAll, toolsOver } from '../../../../src/lab/tools/toolset/toolset.ts';

const VENUES: Venue[] = [
  { name: 'Blue Lion', food: 'Italian', dish: 'soup', price: 23, opened: '2019-03-05' },
  { name: 'The Golden Lion Inn', food: 'Thai', dish: 'curry', price: 30, opened: '2001-12-31' },
];
const ENTRIES: Entries = new Map([
  ['soup', { German: 'Suppe', French: 'soupe', Spanish: 'sopa', meaning: 'a liquid meal' }],
]);
const tools = toolsOver(VENUES, ENTRIES);

const items = async (query: string, over = tools) =>
  (await askAll(over, query)).map(({ items }) => items.join());
const reasons = async (query: string, over = tools) =>
  (await askAll(over, query)).map(({ reason }) => reason);

it('gives a text to every tool; what one cannot read is empty', async () => {
  expect(await items('47*86')).toEqual(['4042', '', '']);
  expect(await reasons('47*86')).toEqual([null, 'unreadable', 'unknown']);
  expect(await items('soup in German')).toEqual(['', 'Suppe', '']);
  expect(await items('SOUP in french')).toEqual(['', 'soupe', '']);
  expect(await items('define soup')).toEqual(['', 'a liquid meal', '']);
  expect(await reasons('define stew')).toEqual(['unreadable', 'unknown', 'unknown']);
  expect(await items('soup in Latin')).toEqual(['', '', '']);
});

it('finds a venue by its name, or by words that only one has', async () => {
  const [lion, golden] = [
    'Blue Lion; food Italian; dish soup; price 23; opened 2019-03-05',
    'The Golden Lion Inn; food Thai; dish curry; price 30; opened 2001-12-31',
  ];
  expect(await items('the blue lion')).toEqual(['', '', lion]);
  expect(await items('golden inn')).toEqual(['', '', golden]);
  expect(await items('Lion')).toEqual(['', '', '']);
  expect(await reasons('Blue Lion', toolsOver([], ENTRIES))).toEqual(['unreadable', 'unreadable', 'empty']);
  expect(await reasons('!?')).toEqual(['unreadable', 'unreadable', 'unreadable']);
});

it('has the same order, whatever order they come in', async () => {
  const results = await askAll(tools.toReversed(), '1+1');
  expect(results.map(({ tool }) => tool)).toEqual(['calculator', 'dictionary', 'retrieval']);
});

it('goes on without a tool that is off, breaks or never answers', async () => {
  let left = false;
  const broken: Tool[] = [
    { id: 'calculator', ask: () => Promise.reject(new Error('broken')) },
    {
      id: 'dictionary',
      ask: (_, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (left = true));
        }),
    },
    tools[2],
  ];
  const results = await askAll(broken, 'Blue Lion', { patience: 20 });
  expect(results.map(({ reason }) => reason)).toEqual(['failed', 'late', null]);
  // What nobody waits for any more is told so.
  expect(left).toBe(true);
  const off = await askAll(tools, '1+1', { off: new Set(['calculator']) });
  expect(off[0]).toEqual({ tool: 'calculator', items: [], reason: 'off' });
});

it('is stopped by its signal', async () => {
  await expect(askAll(tools, '1+1', { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
    'stop',
  );
});
