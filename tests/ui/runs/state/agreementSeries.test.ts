import { expect, test } from 'vitest';
import { addAgreement } from '../../../../src/ui/runs/state/agreementSeries.ts';
import type { AgreementPoint } from '../../../../src/ui/storage/visit.ts';

const agreement = (accuracy: number) => ({ rankings: 2, pairs: 12, accuracy, kendallTau: 2 * accuracy - 1 });

test('counts measurements and keeps the newest thousand', () => {
  let points: AgreementPoint[] = [];
  for (let i = 1; i <= 1002; i++)
    points = addAgreement(points, { heldOut: agreement(i / 1002), trained: agreement(1) });
  expect(points).toHaveLength(1000);
  expect(points[0].fit).toBe(3);
  expect(points.at(-1)).toMatchObject({ fit: 1002, heldOut: { accuracy: 1 } });
});
