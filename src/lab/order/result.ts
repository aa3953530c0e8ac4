/** What one seed of the experiment gives: plain data, as it stands in the recorded file. */
import type { Arm, Carried } from './conversations.ts';
import type { Measured } from './measure.ts';

export interface ArmResult extends Measured {
  readonly arm: Arm;
  readonly carried: Carried;
  readonly courses: number;
  readonly updates: number;
  /** Of the last update, nats a token: of what an arm reads, so not to be compared between arms. */
  readonly loss: number;
}

export interface OrderResult {
  readonly seed: number;
  /** Unseen courses that were asked about. */
  readonly asked: number;
  readonly arms: readonly ArmResult[];
}
