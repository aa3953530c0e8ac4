import { describe, expect, it } from 'vitest';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import {
  exportPairs,
  exportRankings,
  exportUnpaired,
  pairRows,
  rankingRows,
  unpairedRows,
} from '../../src/preferences/exportRows.ts';
import { answer, judgement, play, PROMPT, ranking } from '../rl/events.ts';

const lines = (jsonl: string) =>
  jsonl
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));

describe('rankings', () => {
  it('writes a ranking as given, with dense ranks aligned to the responses', () => {
    const answers = [
      answer('worst', { iteration: 3, tokens: [5, 0] }),
      answer('best', { tokens: [6] }),
      answer('unranked', { finished: false, tokens: [] }),
      answer('best too', { tokens: [7, 8] }),
    ];
    const [row] = rankingRows([ranking('a', { answers, tiers: [[1, 3], [0]], leadTime: 2345 })]);
    expect(row).toEqual({
      version: 1,
      type: 'ranking',
      id: 'a',
      prompt: PROMPT,
      responses: ['worst', 'best', 'unranked', 'best too'],
      ranks: [2, 1, null, 1],
      iterations: [3, 0, 0, 0],
      tokens: [[5, 0], [6], [], [7, 8]],
      finished: [true, true, false, true],
      rater: 'person',
      lead_time: 2.345,
      at: 1000,
      active: true,
    });
  });

  it('numbers tiers without gaps after a tie', () => {
    expect(rankingRows([ranking('a', { tiers: [[2], [0, 1], [3]] })])[0]).toMatchObject({
      ranks: [2, 2, 1, 3],
    });
  });

  it('tells skips, refusals, and what was undone apart', () => {
    const log = play('-', [judgement('s', 'skip'), judgement('u', 'unusable'), ranking('a')]);
    expect(rankingRows(log)).toMatchObject([
      { type: 'skip', ranks: [null, null, null], active: true },
      { type: 'unusable', ranks: [null, null, null], active: true },
      { type: 'ranking', active: false },
      { type: 'undo', target: 'a' },
    ]);
  });

  it('is one JSON object a line, each line ended', () => {
    const log = play('ab-');
    expect(exportRankings(log).endsWith('}\n')).toBe(true);
    expect(lines(exportRankings(log))).toEqual(rankingRows(log));
    expect(exportRankings([])).toBe('');
  });

  it('keeps line breaks and other scripts inside a line', () => {
    const log = [
      ranking('a', { answers: [answer('one\ntwo\u2028'), answer('餐厅 £20')], tiers: [[0], [1]] }),
    ];
    expect(exportRankings(log).split('\n')).toHaveLength(2);
    expect(lines(exportRankings(log))).toMatchObject([{ responses: ['one\ntwo\u2028', '餐厅 £20'] }]);
  });
});

describe('pairs', () => {
  it('has every strictly ordered pair of a ranking, under one group', () => {
    const log = [ranking('a', { tiers: [[2], [0, 3], [1]] })];
    const pair = (chosen: number, rejected: number) => ({
      prompt: PROMPT,
      chosen: `answer ${chosen}`,
      rejected: `answer ${rejected}`,
      group_id: 'a',
    });
    expect(pairRows(log)).toEqual([pair(2, 0), pair(2, 3), pair(2, 1), pair(0, 1), pair(3, 1)]);
    expect(lines(exportPairs(log))).toEqual(pairRows(log));
  });

  it('leaves out what was undone, skipped, refused or tied', () => {
    const log: readonly PreferenceEvent[] = [
      ...play('ab-'),
      judgement('s', 'skip'),
      judgement('u', 'unusable'),
      ranking('t', { tiers: [[0, 1, 2, 3]] }),
    ];
    expect(new Set(pairRows(log).map((row) => row.group_id))).toEqual(new Set(['a']));
  });

  it('makes no pair of two responses that read the same', () => {
    const answers = [answer('same', { tokens: [1] }), answer('same', { tokens: [2] }), answer('other')];
    const rows = pairRows([ranking('a', { answers, tiers: [[0], [1], [2]] })]);
    expect(rows.map(({ chosen, rejected }) => [chosen, rejected])).toEqual([
      ['same', 'other'],
      ['same', 'other'],
    ]);
  });
});

describe('unpaired', () => {
  it('calls the best tier good and the worst bad, and says nothing about the rest', () => {
    const log = [ranking('a', { tiers: [[2], [0], [1, 3]] })];
    expect(unpairedRows(log)).toEqual([
      { prompt: PROMPT, completion: 'answer 2', label: true },
      { prompt: PROMPT, completion: 'answer 1', label: false },
      { prompt: PROMPT, completion: 'answer 3', label: false },
    ]);
    expect(lines(exportUnpaired(log))).toEqual(unpairedRows(log));
  });

  it('calls every response bad when none was usable', () => {
    expect(unpairedRows([judgement('u', 'unusable')]).map((row) => row.label)).toEqual([false, false, false]);
  });

  it('has nothing of a tie, a skip, or what was undone', () => {
    const log = play('-', [judgement('s', 'skip'), ranking('t', { tiers: [[0, 1]] }), ranking('a')]);
    expect(unpairedRows(log)).toEqual([]);
  });
});

it('what stands behind the prompt is given exactly where the log knows it', () => {
  const [first, second] = [answer('there was'), answer(', a boy')];
  const log = [
    ranking('a', {
      answers: [{ ...first, exact: ' there was' }, second],
      tiers: [[0], [1]],
    }),
  ];
  expect(pairRows(log)).toMatchObject([{ chosen: ' there was', rejected: ', a boy' }]);
  expect(unpairedRows(log).map(({ completion }) => completion)).toEqual([' there was', ', a boy']);
  expect(rankingRows(log)).toMatchObject([
    { responses: ['there was', ', a boy'], exact: [' there was', null] },
  ]);
  expect(rankingRows([ranking('b')])[0]).not.toHaveProperty('exact');
});
