import { expect, it } from 'vitest';
import type { RankingEvent } from '../../../../src/preferences/event.ts';
import { importPreferences } from '../../../../src/preferences/file.ts';
import { activeRankings } from '../../../../src/preferences/log.ts';
import type { RunRecord } from '../../../../src/rl/runs/record.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import { LinkTooLongError, LONGEST_LOG, readLink, runLink } from '../../../../src/ui/runs/state/link.ts';
import { readHash } from '../../../../src/ui/settings/state/hash.ts';
import { sentRanking as ranking } from '../../../rl/runs/sentRun.ts';

const run = (rankings: readonly RankingEvent[]): RunRecord => ({
  id: 'a',
  name: 'brisk-otter',
  created: 0,
  algorithm: DEFAULT_SETTINGS.algorithm,
  seed: 7,
  model: 'blurbs-tiny',
  address: 'blurbs-tiny',
  adapter: '',
  settings: { seed: 7, learningRate: 1e-4 },
  labeler: 'shorter',
  baseUtility: null,
  prompts: { train: [], heldOut: [] },
  rankings,
  history: [{ iteration: 12, values: {} }],
  agreement: [],
  samples: [],
  comparisons: [],
});

it('holds method, settings, seed, model, rankings and position, and gives them back', () => {
  const rankings = [1, 2, 3].map(ranking);
  const hash = runLink(run(rankings));
  expect(hash.length).toBeLessThan(1500);
  expect(hash).toMatch(/^#[\w=&.%-]+$/);
  const { settings, model } = readHash(hash);
  expect(model).toEqual({ kind: 'embedded', name: 'blurbs-tiny' });
  expect(settings).toMatchObject({ seed: 7, learningRate: 1e-4, rater: 'shorter' });
  const linked = readLink(hash);
  expect(linked).toMatchObject({ at: 12, count: 3 });
  const { added, error } = importPreferences([], linked?.rankings ?? '');
  expect(error).toBeNull();
  expect(activeRankings(added)).toEqual(rankings);
});

it('a run without rankings needs no log, and an address of settings is no link', () => {
  const hash = runLink(run([]));
  expect(hash).not.toContain('log=');
  expect(readLink(hash)).toEqual({ at: 12, rankings: '', count: 0 });
  expect(readLink('#lr=2e-4')).toBeNull();
  expect(readLink('#at=-1')).toBeNull();
  expect(readLink('#at=1e99')).toBeNull();
});

it('too many rankings are refused with their size, not cut off', () => {
  // What does not repeat cannot be packed.
  let state = 1;
  const letter = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(97 + ((state >>> 16) % 26));
  };
  const letters = () => Array.from({ length: 400 }, letter).join('');
  const many = Array.from({ length: 400 }, (_, at) => ({ ...ranking(at), prompt: letters() }));
  expect(() => runLink(run(many))).toThrow(LinkTooLongError);
});

it.each([
  ['cut off', (log: string) => log.slice(0, log.length / 2)],
  ['changed', (log: string) => log.replace(/^.{4}/, 'AAAA')],
  ['no letters of it', () => '<script>'],
  ['empty', () => ''],
  ['longer than any', () => 'A'.repeat(LONGEST_LOG + 1)],
])('a log that is %s is told, and the rest is read', (_, broken) => {
  const hash = runLink(run([ranking(1)]));
  const parameters = new URLSearchParams(hash.slice(1));
  parameters.set('log', broken(parameters.get('log') ?? ''));
  expect(readLink(`#${parameters}`)).toEqual({ at: 12, rankings: null, count: 0 });
});
