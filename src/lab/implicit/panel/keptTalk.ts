/**
 * What the bench keeps for the next visit beside its events: what acts count, how questions are asked, and the conversation on
 * screen. A convenience: what is torn, foreign or cannot be written is as if it had not been kept, and no event hangs on it. Knows
 * a Storage that it is given; knows no React and no model.
 */
import * as v from 'valibot';
import { Chat } from '../../../preferences/row.ts';
import { FEEDBACK_KINDS, isWeight, USUAL_WEIGHTS, type FeedbackWeights } from '../../feedback/event.ts';
import type { ShownTurn } from '../conversing.ts';
import { LONGEST, USUAL_ASK, type AskOptions } from './askOptions.ts';

/** A conversation as far as it went. */
export interface Talk {
  /** As its events name it. */
  readonly id: string;
  readonly turns: readonly ShownTurn[];
}

const PREFIX = 'nudge:implicit:';
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Written = v.object({
  text: v.string(),
  tokens: Count,
  finished: v.boolean(),
  read: v.optional(v.object({ text: v.string(), chat: Chat })),
});
const Turn: v.GenericSchema<unknown, ShownTurn> = v.object({
  question: v.string(),
  prompt: v.string(),
  answer: v.string(),
  written: Written,
  iteration: Count,
  done: v.array(v.picklist(FEEDBACK_KINDS)),
  edited: v.optional(v.string()),
});
/** Of which model it is: another one's answers are not gone on from. */
const KeptTalkItem = v.object({
  model: v.string(),
  id: v.pipe(v.string(), v.nonEmpty()),
  turns: v.array(Turn),
});
const Weight = v.pipe(v.number(), v.check(isWeight));
const Weights: v.GenericSchema<unknown, FeedbackWeights> = v.object(
  Object.fromEntries(FEEDBACK_KINDS.map((kind) => [kind, Weight])) as Record<
    (typeof FEEDBACK_KINDS)[number],
    typeof Weight
  >,
);
const Options: v.GenericSchema<unknown, AskOptions> = v.object({
  maxTokens: v.picklist(LONGEST),
  remembers: v.boolean(),
  threshold: v.pipe(v.number(), v.minValue(-1), v.maxValue(1)),
});

export class KeptTalk {
  constructor(private readonly items: Storage) {}

  get weights(): FeedbackWeights {
    return this.#read('weights', Weights) ?? USUAL_WEIGHTS;
  }
  keepWeights(weights: FeedbackWeights): void {
    this.#write('weights', weights);
  }

  get options(): AskOptions {
    return this.#read('options', Options) ?? USUAL_ASK;
  }
  keepOptions(options: AskOptions): void {
    this.#write('options', options);
  }

  /** The conversation with this model, if it is the one that was kept. */
  talkWith(model: string): Talk | null {
    const kept = this.#read('talk', KeptTalkItem);
    return kept?.model === model ? { id: kept.id, turns: kept.turns } : null;
  }

  keepTalk(model: string, { id, turns }: Talk): void {
    this.#write('talk', { model, id, turns });
  }

  #read<Value>(name: string, schema: v.GenericSchema<unknown, Value>): Value | null {
    try {
      const read = v.safeParse(schema, JSON.parse(this.items.getItem(PREFIX + name) ?? 'null'));
      return read.success ? read.output : null;
    } catch {
      return null;
    }
  }

  #write(name: string, value: object): void {
    try {
      this.items.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // Full or blocked: it lasts as long as the page does.
    }
  }
}
