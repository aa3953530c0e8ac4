/** Clipped value losses beside those of OpenRLHF and verl for the same columns. */
import { describe, expect, it } from 'vitest';
import openValues from '../../../fixtures/libraries/values-openrlhf.json';
import verlValues from '../../../fixtures/libraries/values-verl.json';
import { caseOf, casesOf, cut } from '../../../fixtures/libraryCases.ts';
import { expectClose } from '../../harness.ts';
import { lossesOf, near } from './libraryKernels.ts';

describe('value losses', () => {
  type Expected = { loss: number; dValue: number[]; metrics?: { clipFraction: number } };
  it.each([
    ['verl', verlValues, 'value loss, token-mean', 0.25],
    ['OpenRLHF', openValues, 'value loss', 1e6],
    ['OpenRLHF', openValues, 'clipped', 0.25],
  ] as const)("%s's, a mean over tokens: %s %s", async (_, file, name, valueClip) => {
    const { lengths, values, newValues, returns } = file.batches.gae;
    const rows = (column: readonly number[]) => cut(lengths, column);
    const found = await lossesOf(
      {
        lengths,
        logp: lengths.map((length) => Array<number>(length).fill(0)),
        values: rows(newValues),
        oldValues: rows(values),
        returns: rows(returns),
      },
      { clip: 0.2, valueClip, vfCoef: 1 },
    );
    const { expected } = caseOf<Expected>(file, name);
    near(found.told.valueLoss, expected.loss);
    expectClose(found.dValue, expected.dValue, 1e-5);
    if (expected.metrics) near(found.told.valueClipFraction, expected.metrics.clipFraction);
  });

  it('by answers are nobody’s setting here, and all others are compared', () => {
    const names = [...casesOf(verlValues), ...casesOf(openValues)].map(({ name }) => name);
    expect(names.filter((name) => /seq-mean-token-mean|by answers/.test(name)).length).toBe(3);
    // Three above, and verl's entropies, which the head's test reads.
    expect(names.length).toBe(3 + 2 + 3);
  });
});
