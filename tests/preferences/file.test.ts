/** Files of feedback of any shape: what the page exports it reads, and what others make of it on the way. */
import { describe, expect, it } from 'vitest';
import { fileKind, textOfFile } from '../../src/preferences/fileKind.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { exportPairs, exportRankings, exportUnpaired, pairRows } from '../../src/preferences/exportRows.ts';
import { importPreferences } from '../../src/preferences/file.ts';
import { activeRankings, createJudgement } from '../../src/preferences/log.ts';
import { stream } from '../../src/rl/random.ts';
import { answer, draft, judgement, play, ranking } from '../rl/events.ts';

const NOW = 1_700_000_000_000;
const read = (text: string, log: readonly PreferenceEvent[] = []) => importPreferences(log, text, NOW);
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const row = (changes: object = {}) => ({
  ...(JSON.parse(exportRankings([ranking('x')])) as object),
  ...changes,
});

describe('every file of the page is read again', () => {
  const log = play('abc-', [judgement('u', 'unusable'), ranking('t', { tiers: [[1, 2], [0], [3]] })]);

  it('rankings, whatever the texts, the clock and the order were', () => {
    const texts = ['', ' ', '\u2028', '\u0085\u0000', '\ud83e', 'مرحبا', '🦊‍🔥', '{"a":1}', '\r\n', 'a\\nb'];
    const random = stream(1, 'rankings');
    const pick = (count: number) => Math.floor(random.uniform() * count);
    for (let round = 0; round < 200; round++) {
      const count = 1 + pick(8);
      const ranks = Array.from({ length: count }, () => pick(4));
      const event = createJudgement(
        draft({
          prompt: texts[pick(texts.length)],
          answers: ranks.map(() => answer(texts[pick(texts.length)], { finished: pick(2) === 0 })),
          tiers: [0, 1, 2, 3]
            .map((tier) => ranks.flatMap((rank, index) => (rank === tier ? [index] : [])))
            .filter((tier) => tier.length > 0),
          leadTime: (random.uniform() - 0.5) * 1e7,
        }),
        { id: `r${round}`, at: pick(2) * NOW },
      );
      const result = read(exportRankings([event]));
      expect(result.error).toBe(null);
      expect(result.events).toEqual([event]);
    }
  });

  it('rankings of a log in which a clock that was set back left a negative time', () => {
    const old = [{ ...ranking('x'), leadTime: -3_598_519 }];
    expect(read(exportRankings(old))).toMatchObject({ error: null, added: [{ id: 'x', leadTime: 0 }] });
    expect(read(exportRankings(old), old)).toMatchObject({ error: null, added: [], known: 1 });
  });

  it('pairs, from which the order comes back with its ties', () => {
    const result = read(exportPairs(log));
    expect(result.error).toBe(null);
    expect(pairRows(result.events)).toHaveLength(pairRows(log).length);
    expect(new Set(exportPairs(result.events).split('\n'))).toEqual(new Set(exportPairs(log).split('\n')));
    expect(read(exportPairs(log), log)).toMatchObject({ error: null, added: [], known: 3 });
    expect(read(exportPairs(log), result.events)).toMatchObject({ error: null, added: [] });
  });

  it('single labels: praise over blame, and what nobody can use', () => {
    const result = read(exportUnpaired(log));
    expect(result.error).toBe(null);
    expect(result.added.map(({ type }) => type)).toEqual(['ranking']);
    expect(read(exportUnpaired([judgement('u', 'unusable')])).added).toMatchObject([{ type: 'unusable' }]);
    expect(read(exportUnpaired(log), log)).toMatchObject({ error: null, added: [] });
    expect(read(exportUnpaired(log), result.events)).toMatchObject({ error: null, added: [] });
  });

  it('rankings of a bundle, which do not say that they are rankings', () => {
    const { type: _, active: __, ...rest } = row() as Record<string, unknown>;
    expect(read(lines(rest)).added).toEqual([ranking('x')]);
  });
});

describe('what others make of it is read too', () => {
  it('dates in words, words for missing numbers, whole numbers with a point, fields that nobody knows', () => {
    const text = JSON.stringify(row({ at: '2025-10-09T08:53:20.000', lead_time: 0, extra: [1] }))
      .replace('"lead_time":0', '"lead_time":NaN')
      .replace('"active":true', '"active":1.0,"target":null,"note":"NaN \\"Infinity\\""');
    const result = read(text);
    expect(result.error).toBe(null);
    expect(result.added).toMatchObject([{ at: Date.UTC(2025, 9, 9, 8, 53, 20), leadTime: 0 }]);
  });

  it('a list in one piece, a file in UTF-16', () => {
    expect(read(JSON.stringify([row(), row({ id: 'y' })], null, 2)).added).toHaveLength(2);
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(Uint16Array.from(lines(row()), (c) => c.charCodeAt(0)).buffer),
    ]);
    expect(fileKind(utf16)).toBe('preferences');
    expect(read(textOfFile(utf16)).added).toEqual([ranking('x')]);
  });

  it('pairs without groups, and those of conversations', () => {
    const said = (content: string) => [{ role: 'assistant', content }];
    const result = read(
      lines(
        { prompt: 'p', chosen: 'good', rejected: 'bad' },
        { prompt: [{ role: 'user', content: 'q' }], chosen: said('yes'), rejected: said('no'), margin: 2 },
        {
          prompt: [
            { role: 'system', content: 's' },
            { role: 'user', content: 'q' },
          ],
          chosen: 'a',
          rejected: 'b',
        },
        { prompt: 'p', chosen: 'good' },
      ),
    );
    expect(
      activeRankings(result.events).map(({ prompt, answers }) => [
        prompt,
        ...answers.map(({ text }) => text),
      ]),
    ).toEqual([
      ['p', 'good', 'bad'],
      ['q', 'yes', 'no'],
    ]);
    expect(result.error?.problems.map(({ line }) => line)).toEqual([3, 4]);
  });

  it('pairs that are no whole order stay pairs', () => {
    const pair = (chosen: string, rejected: string) => ({ prompt: 'p', chosen, rejected, group_id: 7 });
    const circle = read(lines(pair('a', 'b'), pair('b', 'c'), pair('c', 'a')));
    expect(circle.added.map(({ id }) => id)).toEqual(['7', '7-1', '7-2']);
    const many = Array.from({ length: 9 }, (_, i) => pair('best', `other ${i}`));
    expect(activeRankings(read(lines(...many)).events)).toHaveLength(9);
  });

  it('more labels of one prompt than a ranking has room for', () => {
    const label = (completion: string, good: boolean) => ({ prompt: 'p', completion, label: good });
    const rows = Array.from({ length: 11 }, (_, i) => label(`${i}`, i < 10));
    const { added } = read(lines(...rows));
    expect(added.map((event) => 'answers' in event && event.answers.length)).toEqual([5, 5, 3]);
    expect(read(lines(label('a', true))).added).toEqual([]);
  });
});

describe('garbage is refused by name', () => {
  it('also in pairs and labels, in few words, and a group without a name is none', () => {
    const pair = { prompt: 'p', chosen: 'good', rejected: 'bad' };
    const { added, error } = read(
      lines({ ...pair, group_id: '' }, { ...pair, chosen: { a: 'x'.repeat(1e5) } }),
    );
    expect(added.map(({ id }) => id)).toEqual([expect.stringMatching(/^feedback-/)]);
    expect(error?.problems).toHaveLength(1);
    expect(error!.message.length).toBeLessThan(500);
    expect(read(exportRankings(added))).toMatchObject({ error: null, added });
  });

  it.each([
    ['a token beyond any vocabulary', { tokens: [[2 ** 24], [1], [1], [1]] }, /^tokens\.0\.0: /],
    ['a date beyond dates', { at: 9e15 }, /^at: /],
    ['a date that is none', { at: '2025-13-45T99:99:99' }, /^at: /],
    ['a time beyond dates', { lead_time: 1e300 }, /^lead_time: /],
    [
      'more answers than a ranking may have',
      Object.fromEntries(
        [
          ['responses', 'a'],
          ['ranks', 1],
          ['iterations', 0],
          ['tokens', [1]],
          ['finished', true],
        ].map(([name, value]) => [name as string, Array.from({ length: 9 }, () => value)]),
      ),
      /ranks 9 answers.*takes 8/,
    ],
    ['a type of megabytes', { type: 'x'.repeat(5_000_000) }, /^type: /],
  ])('%s', (_, changes, reason) => {
    const { added, error } = read(lines(row({ id: 'y' }), row(changes)));
    expect(added.map(({ id }) => id)).toEqual(['y']);
    expect(error?.problems).toEqual([{ line: 2, reason: expect.stringMatching(reason) as string }]);
    expect(error!.message.length).toBeLessThan(500);
  });
});

describe('a file is told by its content', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each([
    ['preferences', exportRankings([ranking('a')])],
    ['preferences', exportPairs([ranking('a')])],
    ['preferences', exportUnpaired([ranking('a')])],
    ['preferences', JSON.stringify([row()], null, 1)],
    ['run', '{"format":"nudge-recorded-run","version":1'],
    ['bundle', '{"format":"nudge-cluster-bundle","version":1}'],
    ['metrics', 'iteration,objective/kl\n1,0.2\n'],
    ['prompts', '{"prompt":"a","index":0}\n{"prompt":"b"}\n'],
    ['prompts', '{"messages":[{"role":"user","content":"a"}]}\n'],
    ['model', '{\n "architectures": ["GPT2LMHeadModel"]\n}'],
    ['model', '{"version":"1.0","added_tokens":[]'],
    ['pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n'],
    ['text', 'Once upon a time\n'],
    ['text', '{"a": 1}\n'],
    ['empty', ''],
    ['empty', '\n\n'],
  ])('%s: %j', (kind, text) => {
    expect(fileKind(bytes(text))).toBe(kind);
  });

  it.each([
    ['weights', [16, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]],
    ['zip', [0x50, 0x4b, 3, 4]],
    ['pickle', [0x50, 0x4b, 3, 4, ...bytes('archive/data.pkl')]],
    ['pickle', [0x80, 2]],
    ['gguf', [...bytes('GGUF'), 3]],
    ['image', [0x89, 0x50, 0x4e, 0x47]],
    ['other', [0xc3, 0x28, 0]],
  ])('%s by its first bytes', (kind, content) => {
    expect(fileKind(Uint8Array.from(content))).toBe(kind);
  });
});
