/** The essay's claims: each bench has one, each says what its record says, and what it names is there. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENCHES } from '../../../src/headless/lab/benches.ts';
import { findingOf, type Claim, outcomeOfDifferences } from '../../../src/lab/essay/claim.ts';
import { CLAIMS, type ClaimId } from '../../../src/lab/essay/claims/index.ts';
import { PANELS } from '../../../src/ui/lab/panels.ts';
import { CHANGED, found, recordOf } from './changed.ts';

/** What has a record without a bench on the page: bench/forms.mjs and bench/leash.mjs write them. */
const OF_NO_BENCH: Readonly<Record<string, string>> = { listwise: 'forms', ownText: 'leash' };

const claims: readonly (readonly [string, Claim])[] = Object.entries(CLAIMS);

it('every bench of the page and of the command has a claim', () => {
  const tested = claims.map(([, { bench }]) => bench);
  const benches = PANELS.map(({ id }): string => id).filter((id) => id !== 'essay');
  expect(benches.length).toBeGreaterThan(5);
  expect(benches.filter((id) => !tested.includes(id))).toEqual([]);
  expect(BENCHES.map(({ id }) => id).filter((id) => !tested.includes(id))).toEqual([]);
});

it.each(claims)('%s is measured by a bench that has a record', (id, claim) => {
  expect(existsSync(`docs/lab/${claim.bench ?? OF_NO_BENCH[id]}.json`)).toBe(true);
  // Without a bench to go to, the page says where it is at work.
  if (claim.bench === null) expect(claim.atWork?.tests.length).toBeGreaterThan(0);
  for (const test of claim.atWork?.tests ?? []) expect(existsSync(test), test).toBe(true);
});

describe('what was found', () => {
  it.each(claims)('is read from its record: %s', async (id, claim) => {
    const record = await recordOf(id as ClaimId);
    expect((record as unknown as { bench: string }).bench).toBe(claim.bench ?? OF_NO_BENCH[id]);
    const finding = found(id as ClaimId, record);
    if (record.quick) expect(finding).toEqual({ verdict: 'unmeasured', quick: true });
    // A goal that was met is never told as a claim that fails.
    if (!record.quick && record.verdict.met) expect(finding.verdict).not.toBe('fails');
  });

  it.each(CHANGED)('follows its record: $id, where $what', async ({ id, verdict, change }) => {
    expect(found(id, change(await recordOf(id))).verdict).toBe(verdict);
  });

  it.each(claims)('is nothing of a quick look, of no seed, or without a record: %s', async (_, claim) => {
    const record = await claim.record();
    expect(findingOf(claim, null).verdict).toBe('unmeasured');
    expect(findingOf(claim, { ...record, quick: true })).toEqual({ verdict: 'unmeasured', quick: true });
    expect(findingOf(claim, { ...record, results: [] }).verdict).toBe('unmeasured');
  });
});

describe('differences that should be above 0', () => {
  const at = (low: number, high: number) => ({ mean: (low + high) / 2, low, high });
  it.each([
    ['holds', [at(0.1, 0.3), at(0.2, 0.5)]],
    ['inPart', [at(0.1, 0.3), at(-0.2, 0.5)]],
    ['open', [at(-0.1, 0.3), at(-0.2, 0.1)]],
    ['open', [at(-Infinity, Infinity)]],
    ['fails', [at(-0.1, 0.3), at(-0.2, -0.1)]],
    ['fails', [at(0, 0)]],
  ] as const)('say that a claim %s: %j', (outcome, differences) => {
    expect(outcomeOfDifferences(differences)).toBe(outcome);
  });
});
