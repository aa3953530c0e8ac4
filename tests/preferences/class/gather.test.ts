/** Thirty files to the people they are of. */
import { expect, test } from 'vitest';
import { exportPairs, exportRankings, exportUnpaired } from '../../../src/preferences/exportRows.ts';
import { nameOfFile } from '../../../src/preferences/class/fileName.ts';
import { gather } from '../../../src/preferences/class/gather.ts';
import { mergedJsonl } from '../../../src/preferences/class/merged.ts';
import { countedRankings } from '../../../src/preferences/class/rater.ts';
import { handInOf, makeLog, makeSets, NAMES, thirtyFiles } from './students.ts';

const SETS = makeSets(12);
const LOG = makeLog(SETS, 1, { noise: 0, again: 3 });
const OTHER = makeLog(SETS, 2, { noise: 0 });

const namesOf = (files: Parameters<typeof gather>[0]) => gather(files).raters.map(({ name }) => name);

test('thirty people in every format are thirty raters under their names, and what is torn is told', () => {
  const { raters, problems } = gather(thirtyFiles(SETS));
  expect(raters.map(({ name }) => name)).toEqual(NAMES);
  const counts = raters.map((rater) => countedRankings(rater).length);
  // The torn one has lost its last ranking; the one with other prompts has five.
  expect(counts).toEqual(NAMES.map((_, at) => (at === 3 ? 14 : at === 5 ? 5 : 15)));
  expect(problems).toMatchObject([{ path: '刘洋.jsonl', kind: 'torn', line: 15, kept: 14 }]);
  expect(raters[4].files).toEqual(['陈杰.jsonl', '陈杰 (1).jsonl']);
});

test('two files are one person’s by the student’s id, by the name, or by the rankings they share', () => {
  const [early, late] = [LOG.slice(0, 5), LOG];
  expect(
    namesOf([
      { path: 'a.jsonl', text: handInOf('', early, 'x') },
      { path: 'b.jsonl', text: handInOf('Ruth', late, 'x') },
    ]),
  ).toEqual(['Ruth']);
  expect(
    namesOf([
      { path: 'a.jsonl', text: handInOf('Ruth', early, 'x') },
      { path: 'b.jsonl', text: handInOf('RUTH ', OTHER, 'y') },
    ]),
  ).toHaveLength(1);
  expect(
    namesOf([
      { path: 'rankings.jsonl', text: exportRankings(early) },
      { path: 'rankings (1).jsonl', text: exportRankings(late) },
      { path: 'rankings (2).jsonl', text: exportRankings(OTHER) },
    ]),
  ).toEqual(['', '']);
});

test('a person’s rankings count once, as they were shown, where pairs and labels of them came too', () => {
  const files = [
    { path: 'preferences.jsonl', text: exportPairs(LOG) },
    { path: 'unpaired.jsonl', text: exportUnpaired(LOG) },
    { path: 'Ruth.jsonl', text: exportRankings(LOG) },
  ].map(({ path, text }) => ({ path: `class/Ruth/${path}`, text }));
  const { raters } = gather(files);
  expect(raters).toHaveLength(1);
  expect(countedRankings(raters[0])).toEqual(LOG);
  expect(raters[0].unordered.size).toBe(0);
  // Of pairs alone nobody knows what was shown first.
  expect(gather(files.slice(0, 1)).raters[0].unordered.size).toBe(LOG.length);
});

test('what is torn in its head, foreign or empty loses nobody else’s, and says why', () => {
  const { raters, problems } = gather([
    { path: 'Anna.jsonl', text: handInOf('Anna', LOG).slice(12) },
    { path: 'poem.txt', text: 'Roses are red' },
    { path: 'empty.jsonl', text: '' },
    { path: 'Ben.jsonl', text: handInOf('Ben', OTHER) },
    { path: 'Carla.jsonl', text: handInOf('Carla', []) },
  ]);
  expect(raters.map(({ name }) => name)).toEqual(['Anna', 'Ben', 'Carla']);
  expect(countedRankings(raters[0])).toHaveLength(LOG.length);
  expect(countedRankings(raters[2])).toEqual([]);
  expect(problems.map(({ path, kind }) => [path, kind])).toEqual([
    ['Anna.jsonl', 'invalid'],
    ['poem.txt', 'foreign'],
    ['empty.jsonl', 'foreign'],
  ]);
});

test('a run’s rankings are read, undone ones do not count, and simulated ones only where nobody ranked by hand', () => {
  const undone = [...LOG, { type: 'undo' as const, id: 'u', at: 1, target: LOG[0].id }];
  const run = JSON.stringify({ format: 'nudge-run', version: 1, rankings: undone });
  const [rater] = gather([{ path: 'Ruth.run.json', text: run }]).raters;
  expect(rater.name).toBe('Ruth');
  expect(countedRankings(rater)).toHaveLength(LOG.length - 1);
  const simulated = OTHER.map((event) => ({ ...event, rater: 'shorter' as const }));
  const [both] = gather([{ path: 'a.jsonl', text: exportRankings([...LOG, ...simulated]) }]).raters;
  expect(countedRankings(both)).toHaveLength(LOG.length);
  const [only] = gather([{ path: 'a.jsonl', text: exportRankings(simulated) }]).raters;
  expect(countedRankings(only)).toHaveLength(simulated.length);
});

test('the merged file is everybody’s own part again', () => {
  const files = thirtyFiles(SETS);
  const { raters } = gather(files);
  const text = mergedJsonl(raters, ({ name }) => name);
  const again = gather([{ path: 'class-rankings.jsonl', text }]);
  expect(again.problems).toEqual([]);
  expect(again.raters.map(({ name }) => name)).toEqual(NAMES);
  expect(again.raters.map((rater) => countedRankings(rater).length)).toEqual(
    raters.map((rater) => countedRankings(rater).length),
  );
});

test.each([
  ['张伟.jsonl', '张伟'],
  ['张伟 (2).jsonl', '张伟'],
  ['张伟 - 副本.jsonl', '张伟'],
  ['Ruth Meyer_4711_assignsubmission_file_rankings.jsonl', 'Ruth Meyer'],
  ['ruth-hand-in.jsonl', 'ruth'],
  ['class/Ruth/rankings.jsonl', 'Ruth'],
  ['rankings (7).jsonl', ''],
  ['class/preferences.jsonl', ''],
  ['20261234.jsonl', '20261234'],
  ['3.jsonl', ''],
])('%s is of “%s”', (path, name) => {
  expect(nameOfFile(path)).toBe(name);
});
