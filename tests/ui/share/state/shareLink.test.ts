import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../src/rl/runs/record.ts';
import { readRunRecord } from '../../../../src/rl/runs/recordFile.ts';
import { runLink } from '../../../../src/ui/runs/state/link.ts';
import { pack } from '../../../../src/ui/runs/state/packed.ts';
import { LONGEST_LINK, readShareLink, shareLink } from '../../../../src/ui/share/state/shareLink.ts';
import { enShare } from '../../../../src/ui/share/words/enShare.ts';
import { zhShare } from '../../../../src/ui/share/words/zhShare.ts';
import { readHash } from '../../../../src/ui/settings/state/hash.ts';
import { sentRanking, sentRow, sentRun } from '../../../rl/runs/sentRun.ts';

const PLACE = { iteration: 2, chart: 'kl', dialog: 'experiments' } as const;

/** The link with another value under a key. */
function changed(hash: string, key: string, change: (value: string) => string): string {
  const parameters = new URLSearchParams(hash.slice(1));
  parameters.set(key, change(parameters.get(key) ?? ''));
  return `#${parameters}`;
}

describe('a short run', () => {
  const run = sentRun(12);
  const link = shareLink(run, PLACE);

  it('comes back to the bit, with its rankings, at its place', () => {
    expect(link).toMatchObject({ rows: 12, of: 12, exact: true });
    expect(link.hash).toMatch(/^#[\w=&.%-]+$/);
    expect(readHash(link.hash).settings).toMatchObject({ seed: 7, learningRate: 1e-4 });
    const { replay, at, count } = readShareLink(link.hash)!;
    expect({ at, count }).toEqual({ at: 12, count: 4 });
    expect(replay).toMatchObject({ place: PLACE, of: 12, exact: true, left: 0 });
    const { samples, prompts, ...rest } = run;
    expect(replay!.record).toMatchObject({ ...rest, prompts: { train: [], heldOut: [] } });
    expect(replay!.record.samples).toEqual([samples[1]]);
    expect(prompts.train).toHaveLength(1);
  });

  it.each([
    ['cut off', (packed: string) => packed.slice(0, packed.length / 2)],
    ['changed', (packed: string) => packed.replace(/^.{6}/, 'AAAAAA')],
    ['no letters of it', () => '<script>'],
    ['of another kind', () => pack('{"a":1}')],
    ['a run that is none', () => pack(JSON.stringify([{ format: 'nudge-run', version: 1 }, {}, {}]))],
    ['of a version to come', () => pack(JSON.stringify([{ format: 'nudge-run', version: 9 }, {}, {}]))],
    ['longer than any', () => 'A'.repeat(LONGEST_LINK + 1)],
    ['a bomb', () => pack('a'.repeat(2 ** 23))],
  ])('curves that are %s are told, and settings and rankings are read', (_, broken) => {
    const read = readShareLink(changed(link.hash, 'run', broken));
    expect(read).toMatchObject({ at: 12, count: 4, replay: null, broken: true });
  });

  it('torn rankings make no replay either: it could not be gone on from', () => {
    const read = readShareLink(changed(link.hash, 'log', (log) => log.slice(0, 20)));
    expect(read).toMatchObject({ rankings: null, replay: null, broken: true });
  });

  it('a place that the run has not is its end, and what is not known there is left out', () => {
    const parts = JSON.stringify([
      JSON.parse(JSON.stringify({ format: 'nudge-run', version: 1, ...sentRun(3), rankings: [] })),
      { iteration: 99, chart: '<b>', dialog: 'reset' },
      { of: 3, exact: true },
    ]);
    const read = readShareLink(changed(link.hash, 'run', () => pack(parts)));
    expect(read?.replay?.place).toEqual({ iteration: 3, chart: null, dialog: null });
  });
});

it('an address without a run is no link, and one without curves is no replay', () => {
  expect(readShareLink('#lr=2e-4')).toBeNull();
  expect(readShareLink('#at=3')).toMatchObject({ at: 3, replay: null });
  expect(readShareLink('#at=3')).not.toHaveProperty('broken');
});

it('a long run is thinned until it fits: first, last and the place stay, and it says so', () => {
  const run = sentRun(3000);
  const link = shareLink(run, { ...PLACE, iteration: 1234 });
  expect(link.exact).toBe(false);
  expect(link.of).toBe(3000);
  expect(link.rows).toBeGreaterThan(30);
  expect(link.hash.length).toBeLessThan(LONGEST_LINK + 500);
  const { record, exact, of } = readShareLink(link.hash)!.replay!;
  expect({ exact, of }).toEqual({ exact: false, of: 3000 });
  const iterations = record.history.map(({ iteration }) => iteration);
  expect(iterations).toEqual(expect.arrayContaining([1, 1234, 3000]));
  expect(iterations).toHaveLength(link.rows);
  const [first] = record.history;
  expect(first.values['nudge/score']).toBeCloseTo(sentRow(1).values['nudge/score']!, 3);
});

describe('rankings that do not pack', () => {
  let state = 1;
  const letter = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(97 + ((state >>> 16) % 26));
  };
  const ranking = (at: number, letters: number) => ({
    ...sentRanking(at),
    prompt: Array.from({ length: letters }, letter).join(''),
  });

  it('leave no room for curves, and the link says that it has none', () => {
    const rankings = Array.from({ length: 41 }, (_, at) => ranking(at, 590));
    const fits = (more: (typeof rankings)[number]) => {
      try {
        return runLink(sentRun(12, { rankings: [...rankings, more] })) !== '';
      } catch {
        return false;
      }
    };
    for (let more = ranking(100, 30); fits(more); more = ranking(100 + rankings.length, 30))
      rankings.push(more);
    const link = shareLink(sentRun(12, { rankings }), PLACE);
    expect(link).toMatchObject({ rows: 0, of: 12, exact: false });
    expect(readShareLink(link.hash)).toMatchObject({ count: rankings.length, replay: null });
  });

  it('are left out where they are too many, all of them, and the curves stay', () => {
    const run = sentRun(12, { rankings: Array.from({ length: 80 }, (_, at) => ranking(at, 600)) });
    const link = shareLink(run, PLACE);
    expect(link).toMatchObject({ rows: 12, exact: true, left: 80 });
    expect(readShareLink(link.hash)).toMatchObject({
      count: 0,
      replay: { left: 80, record: { rankings: [] } },
    });
  });
});

it('48 rankings of eight real blurbs are too many: the link can be watched whole, and both languages name the file', async () => {
  const file = new URL('../../../../public/recorded/run.json', import.meta.url);
  const run: RunRecord = { ...readRunRecord(await readFile(file, 'utf8')), id: 'sent', name: 'brisk-otter' };
  const { rankings } = run;
  expect([rankings.length, 'answers' in rankings[0] && rankings[0].answers.length]).toEqual([48, 8]);
  const place = { iteration: 20, chart: null, dialog: null };
  const link = shareLink(run, place);
  expect(link).toMatchObject({ rows: run.history.length, exact: true, left: 48 });
  expect(link.hash.length).toBeLessThan(LONGEST_LINK + 500);
  expect(readShareLink(link.hash)?.replay).toMatchObject({
    place,
    left: 48,
    record: { history: run.history },
  });
  // Half of them, and the curves thinned, do fit.
  const half = shareLink({ ...run, rankings: rankings.slice(0, 24) }, place);
  expect(half).toMatchObject({ left: 0 });
  expect(half.rows).toBeGreaterThan(0);
  expect(readShareLink(half.hash)).toMatchObject({ count: 24, replay: { left: 0 } });
  expect(enShare.linkLeft(48, LONGEST_LINK)).toMatch(
    /48 rankings are too many.*24,000 characters.*takes the file/,
  );
  expect(zhShare.linkLeft(48, LONGEST_LINK)).toMatch(/48 次排序太多.*24000 个字符.*需要文件/);
  expect(enShare.bar.noRankings(48)).toMatch(/48 rankings.*take the file/);
  expect(zhShare.bar.noRankings(48)).toMatch(/48 次排序.*需要文件/);
});
