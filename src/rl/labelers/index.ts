/** All simulated labelers by their id. */
import { facts } from './facts.ts';
import { family } from './family.ts';
import type { Labeler, LabelerId } from './labeler.ts';
import { question } from './question.ts';
import { shorter } from './shorter.ts';
import { warmer } from './warmer.ts';

export const LABELERS: Readonly<Record<LabelerId, Labeler>> = { shorter, warmer, question, family, facts };
