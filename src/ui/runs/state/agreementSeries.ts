/**
 * Reward-model agreement, one point per measurement. Pure; the run store holds the series and the
 * database keeps it over a reload.
 */
import type { FitAgreement } from '../../../rl/rewards/rewardFit.ts';
import type { AgreementPoint } from '../../storage/visit.ts';

/** Points kept; older ones go first. */
const KEPT = 1000;

/** The series with one more measurement at its end, made after an iteration where that is known. */
export function addAgreement(
  points: readonly AgreementPoint[],
  { heldOut, trained, iteration }: FitAgreement & { readonly iteration?: number },
): AgreementPoint[] {
  const fit = (points.at(-1)?.fit ?? 0) + 1;
  const at = iteration === undefined ? {} : { iteration };
  return [...points, { fit, heldOut, trained, ...at }].slice(-KEPT);
}
