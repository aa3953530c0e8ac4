import { expect, it } from 'vitest';
import { labUsage, parseLabOptions } from '../../../src/headless/lab/options.ts';
import { OptionsError } from '../../../src/headless/options.ts';
import { BENCHES } from '../../../src/headless/lab/benches.ts';

it('names a bench, seeds and files', () => {
  const options = parseLabOptions(['cost', '--seeds', '3', '--seed', '7', '--out', 'x.json', '--quick']);
  expect(options).toMatchObject({ seeds: [7, 8, 9], out: 'x.json', quick: true, model: null });
  expect(options!.bench.id).toBe('cost');
  expect(parseLabOptions(['cost'])).toMatchObject({ seeds: [1, 2, 3, 4, 5], out: null, quick: false });
  // A minute's look has one seed.
  expect(parseLabOptions(['cost', '--quick'])).toMatchObject({ seeds: [1], quick: true });
  expect(parseLabOptions(['--help'])).toBeNull();
});

it.each([
  [[], /Name a bench: /],
  [['costs'], /No bench is called "costs"\. There are .*cost/],
  [['cost', 'ape'], /One bench at a time: "ape"/],
  [['cost', '--seeds', '0'], /--seeds takes a whole number from 1 to 1000, not "0"/],
  [['cost', '--seeds', 'five'], /--seeds takes .* not "five"/],
  [['cost', '--seeds', '1e400'], /--seeds takes/],
  [['cost', '--seed', '-1'], /--seed/],
  [['cost', '--seed', '1.5'], /--seed takes a whole number/],
  [['cost', '--fast'], /--fast.*npm run lab -- --help/],
] as const)('refuses %j in words', (args, message) => {
  expect(() => parseLabOptions(args)).toThrow(OptionsError);
  expect(() => parseLabOptions(args)).toThrow(message);
});

it('lists every bench in the help', () => {
  for (const { id, about } of BENCHES) expect(labUsage()).toMatch(new RegExp(`${id} +${about}`));
});

it('takes files of pairs only where a bench does', () => {
  expect(parseLabOptions(['ape', '--pairs', 'a.csv', '--pairs', 'b.jsonl'])!.pairs).toEqual([
    'a.csv',
    'b.jsonl',
  ]);
  expect(parseLabOptions(['ape'])!.pairs).toEqual([]);
  expect(() => parseLabOptions(['cost', '--pairs', 'a.csv'])).toThrow(
    /cost takes no pairs\. .*use it with ape/,
  );
});

it('runs another experiment of a bench where it has one', () => {
  expect(parseLabOptions(['procedure', '--part', 'tuning'])!.part).toBe('tuning');
  expect(parseLabOptions(['procedure'])!.part).toBeNull();
  expect(() => parseLabOptions(['procedure', '--part', 'mice'])).toThrow(
    /procedure has no part called "mice"\. There is tuning\./,
  );
  expect(() => parseLabOptions(['cost', '--part', 'tuning'])).toThrow(/Leave out --part/);
});
