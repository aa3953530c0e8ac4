import { describe, expect, it } from 'vitest';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { exportPairs, exportRankings } from '../../src/preferences/exportRows.ts';
import { importRankings, PreferenceImportError } from '../../src/preferences/importRows.ts';
import { activeJudgements } from '../../src/preferences/log.ts';
import { answer, ids, judgement, play, ranking } from '../rl/events.ts';

const LOG: readonly PreferenceEvent[] = play('-+ef--', [
  ...play('abc--+'),
  judgement('s', 'skip'),
  judgement('u', 'unusable'),
  ranking('t', { tiers: [[0, 1, 2, 3]], rater: 'warmer', leadTime: 12_345 }),
  ranking('p', {
    tiers: [[3], [1]],
    answers: [0, 1, 2, 3].map((i) => answer(`餐\n${i}`, { finished: i > 1 })),
  }),
]);

/** A line of a valid file with changes. */
function line(changes: object, id = 'x'): string {
  const row = JSON.parse(exportRankings([ranking(id)])) as object;
  return `${JSON.stringify({ ...row, ...changes })}\n`;
}

describe('what stands exactly behind a prompt', () => {
  const [first, second] = [answer('there was', { exact: ' there was\n' }), answer(', a boy')];
  const log = [ranking('a', { answers: [first, second], tiers: [[0], [1]] })];

  it('comes back, and is known again', () => {
    expect(importRankings([], exportRankings(log)).events).toEqual(log);
    expect(importRankings(log, exportRankings(log))).toMatchObject({ known: 1, added: [], error: null });
  });

  it('is read from the rankings of a bundle, which are of one type', () => {
    const text = line({
      type: undefined,
      responses: [' there was', ', a boy'],
      ranks: [1, 2],
      iterations: [0, 0],
      tokens: [[], []],
      finished: [true, true],
    });
    const [event] = importRankings([], text).added;
    expect(event).toMatchObject({
      answers: [{ text: 'there was', exact: ' there was' }, { text: ', a boy' }],
    });
  });
});

describe('what a ranking made of deeds counts', () => {
  const log = [ranking('a', { tiers: [[0], [1]], implicit: 0.25 }), ranking('b', { tiers: [[1], [0]] })];

  it('comes back, and is not there where a person ranked', () => {
    expect(importRankings([], exportRankings(log)).events).toEqual(log);
    expect(exportRankings(log).split('\n')[1]).not.toContain('implicit');
  });

  it.each([0, -1, 1.5, 'much'])('is refused where it is %s', (implicit) => {
    expect(importRankings([], line({ implicit })).error?.problems[0].reason).toMatch(/^implicit: /);
  });
});

it('from how many the answers were chosen comes back, and is not there where all were sampled', () => {
  const log = [ranking('a', { tiers: [[0], [1]], candidates: 8 }), ranking('b', { tiers: [[1], [0]] })];
  expect(importRankings([], exportRankings(log)).events).toEqual(log);
  expect(exportRankings(log).split('\n')[1]).not.toContain('candidates');
});

describe('a file of ours', () => {
  it('restores the whole log: judgements, ties, partial rankings, undo and redo', () => {
    const result = importRankings([], exportRankings(LOG));
    expect(result.error).toBeNull();
    expect(result.events).toEqual(LOG);
    expect(result.added).toEqual(LOG);
    expect(ids(activeJudgements(result.events))).toBe(ids(activeJudgements(LOG)));
  });

  it('adds nothing to the log it came from', () => {
    const result = importRankings(LOG, exportRankings(LOG));
    expect(result).toMatchObject({ added: [], known: LOG.length, error: null });
    expect(result.events).toEqual(LOG);
  });

  it('adds what is new behind what is there, and drops nothing', () => {
    const mine = play('abm');
    const theirs = play('abn');
    const result = importRankings(mine, exportRankings(theirs));
    expect(ids(result.events)).toBe('abmn');
    expect(result).toMatchObject({ known: 2, error: null });
  });

  it('keeps an undo that the file does not know of', () => {
    const result = importRankings(play('ab-'), exportRankings(play('ab')));
    expect(ids(activeJudgements(result.events))).toBe('a');
  });

  it('takes over an undo made elsewhere', () => {
    const result = importRankings(play('ab'), exportRankings(play('ab-')));
    expect(ids(activeJudgements(result.events))).toBe('a');
  });

  it('may have Windows line ends, blank lines and a byte order mark', () => {
    const text = `\uFEFF\r\n${exportRankings(play('ab')).replaceAll('\n', '\r\n')}\r\n`;
    expect(importRankings([], text)).toMatchObject({ error: null, known: 0 });
    expect(ids(importRankings([], text).events)).toBe('ab');
  });

  it('may hold competition ranks or ranks with gaps', () => {
    const { events } = importRankings([], line({ ranks: [4, 1, 1, 7] }));
    expect(events).toMatchObject([{ tiers: [[1, 2], [0], [3]] }]);
  });
});

describe('a file that cannot be read in full', () => {
  it('keeps all lines before a torn end', () => {
    const text = exportRankings(play('abc'));
    const { events, error } = importRankings([], text.slice(0, -40));
    expect(ids(events)).toBe('ab');
    expect(error).toBeInstanceOf(PreferenceImportError);
    expect(error).toMatchObject({ code: 'torn', kept: 2, problems: [{ line: 3, reason: 'it is not JSON' }] });
    expect(error?.message).toBe('Line 3 cannot be read: it is not JSON. The 2 other lines were read.');
  });

  it('keeps the lines around a bad one and names it', () => {
    const text = exportRankings(play('a')) + line({ ranks: 'none' }) + exportRankings([ranking('b')]);
    const { events, error } = importRankings(play('z'), text);
    expect(ids(events)).toBe('zab');
    expect(error).toMatchObject({ code: 'invalid', kept: 2, problems: [{ line: 2 }] });
    expect(error?.problems[0].reason).toMatch(/^ranks: /);
  });

  it('counts further bad lines', () => {
    const { error } = importRankings([], `${line({}, 'a')}[]\n7\n"x"\n`);
    expect(error).toMatchObject({ code: 'invalid', kept: 1 });
    expect(error?.problems.map((problem) => problem.line)).toEqual([2, 3, 4]);
    expect(error?.message).toContain('So are 2 more.');
  });

  it.each([
    ['nothing', ''],
    ['another format', 'name,score\nx,1\n'],
    ['pairs, which do not make a log', exportPairs([ranking('a')])],
    ['a single JSON document', JSON.stringify([1, 2, 3], null, 1)],
  ])('takes nothing over from a file of %s', (_, text) => {
    const { events, added, error } = importRankings(play('ab'), text);
    expect(ids(events)).toBe('ab');
    expect(added).toEqual([]);
    expect(error).toMatchObject({ code: 'foreign', kept: 0 });
    expect(error?.message).toContain('Nothing was taken over.');
  });

  it.each([
    ['lengths differ', { responses: ['one'] }, /differ in length/],
    ['no responses', { responses: [], ranks: [], iterations: [], tokens: [], finished: [] }, /no responses/],
    ['a rank of zero', { ranks: [0, 1, 2, 3] }, /^ranks\.0: /],
    ['a broken rank', { ranks: [1.5, 1, 2, 3] }, /^ranks\.0: /],
    ['an unknown rater', { rater: 'robot' }, /^rater: /],
    ['an unknown type', { type: 'guess' }, /^type: /],
    ['a negative token', { tokens: [[1], [-1], [1], [1]] }, /^tokens\.1\.0: /],
    ['no id', { id: '' }, /^id: /],
    ['no prompt', { prompt: undefined }, /^prompt: /],
    ['a time that is no number', { at: 'now' }, /^at: /],
  ])('says what is wrong: %s', (_, changes, reason) => {
    const { error } = importRankings([], line(changes));
    expect(error?.problems).toEqual([{ line: 1, reason: expect.stringMatching(reason) as string }]);
  });

  it('keeps its own version of an event that the file tells differently', () => {
    const { events, error } = importRankings([ranking('x')], line({ ranks: [4, 3, 2, 1] }));
    expect(events).toEqual([ranking('x')]);
    expect(error?.problems[0].reason).toContain('x is already here with another content');
  });

  it('knows a judgement in the words of a bundle, and no other one of the same id', () => {
    const words = { prompt: 'A prompt\n', responses: [' one', 'two '], tokens: [[1], [2]] };
    const mine = ranking('x', {
      prompt: 'A prompt',
      tiers: [[1], [0]],
      answers: [answer('one', { tokens: [1] }), answer('two', { tokens: [2] })],
    });
    const row = JSON.parse(exportRankings([mine])) as object;
    const of = (changes: object) => importRankings([mine], `${JSON.stringify({ ...row, ...changes })}\n`);
    expect(of(words)).toMatchObject({ known: 1, added: [], error: null, events: [mine] });
    for (const change of [
      { prompt: 'Another prompt' },
      { ranks: [1, 2] },
      { tokens: [[1], [3]] },
      { rater: 'shorter' },
    ]) {
      expect(of({ ...words, ...change })).toMatchObject({ known: 0, added: [], error: { kept: 0 } });
    }
  });

  it('takes the first of two lines that tell one event differently', () => {
    const { events, error } = importRankings([], line({}) + line({ ranks: [4, 3, 2, 1] }));
    expect(events).toEqual([ranking('x')]);
    expect(error).toMatchObject({ code: 'invalid', problems: [{ line: 2 }] });
  });
});
