/** The simulated labelers that have nothing to set, by their id; all of them are in forSettings.ts. */
import { facts } from './facts.ts';
import { family } from './family.ts';
import type { FixedLabelerId, Labeler } from './labeler.ts';
import { question } from './question.ts';
import { shorter } from './shorter.ts';
import { warmer } from './warmer.ts';

export const LABELERS: Readonly<Record<FixedLabelerId, Labeler>> = {
  shorter,
  warmer,
  question,
  family,
  facts,
};
