/**
 * Reward-model agreement, one point per measurement. Pure; the run store holds the series and the
 * database keeps it over a reload.
 */
import type { Agreement } from '../../../preferences/agreement.ts';
import type { AgreementPoint } from '../../storage/visit.ts';

/** Points kept; older ones go first. */
const KEPT = 1000;

/** The series with one more measurement at its end. */
export function addAgreement(
  points: readonly AgreementPoint[],
  heldOut: Agreement,
  trained: Agreement,
): AgreementPoint[] {
  const fit = (points.at(-1)?.fit ?? 0) + 1;
  return [...points, { fit, heldOut, trained }].slice(-KEPT);
}
