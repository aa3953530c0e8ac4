import { expect, it } from 'vitest';
import { tally, totals } from '../../scripts/interop/tally.mjs';

it('counts checks in output that comes in pieces', () => {
  const counts = tally();
  for (const piece of [
    'ok   one\nok ',
    '  two\nFA',
    'IL three (why)\n     a remark\nok but no check\n',
    'ok   four',
  ]) {
    counts.take(piece);
  }
  expect(counts.result('stage', 1)).toEqual({ name: 'stage', code: 1, passed: 3, failed: 1 });
});

it('counts a stage that fails without a failed check', () => {
  const counts = tally();
  counts.take('ok   one\n');
  expect(counts.result('stage', 2)).toMatchObject({ passed: 1, failed: 1 });
  expect(tally().result('stage', 0)).toMatchObject({ passed: 0, failed: 0 });
});

it('names failed stages and ends with the totals', () => {
  const results = [
    { name: 'a', code: 0, passed: 5, failed: 0 },
    { name: 'b', code: 3, passed: 1, failed: 2 },
  ];
  expect(totals(results)).toEqual(['b: 2 failed (exit code 3)', '6 passed, 2 failed']);
});
