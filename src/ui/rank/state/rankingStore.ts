/**
 * The sets of answers waiting to be ranked and the draft of the one on screen, with its undo
 * history. Must not know the trainer, the log or React.
 */
import type { Asking } from '../../../preferences/asked.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Answer, RankingEvent } from '../../../preferences/event.ts';
import type { ChatRecord } from '../../../model/prompts/prompts.ts';
import { emptyDraft, type Draft } from './draft.ts';

/** Answers to one prompt, in the random order they are shown in (A, B, C …). */
export interface AnswerSet {
  readonly requestId: string;
  /** The text that the model read. */
  readonly prompt: string;
  /** What a chat template made that text of, if one did. */
  readonly chat?: ChatRecord;
  /** `order[i]`: the trainer's index of the answer shown at place i. */
  readonly order: readonly number[];
  readonly answers: readonly (Answer | null)[];
  /** From how many they are chosen; left out where all that are sampled are shown. */
  readonly candidates?: number;
  /** By what they were chosen. */
  readonly asked?: Asking;
  readonly complete: readonly boolean[];
  readonly streaming: boolean;
  /** When its first words were on screen, in milliseconds of a clock that nobody sets. */
  readonly shownAt: number | null;
}

/** The ranking just given, and what the reward model thought of the same answers. */
export interface LastRanking {
  readonly event: RankingEvent;
  /** Null while unknown or while there is no reward model. */
  readonly scores: readonly number[] | null;
  readonly pending: boolean;
  /** True when the scores were given after the model had learned from this very ranking. */
  readonly learned: boolean;
}

export interface RankingState {
  readonly current: AnswerSet | null;
  readonly queue: readonly AnswerSet[];
  readonly draft: Draft;
  readonly past: readonly Draft[];
  readonly future: readonly Draft[];
  /** Index of the answer that keys act on. */
  readonly focused: number;
  /** True from a judgement until the next answers have the focus. */
  readonly judged: boolean;
  readonly last: LastRanking | null;
  /** Why the next answers could not be written, or null. */
  readonly error: string | null;
}

export type RankingStore = StoreApi<RankingState>;

export function createRankingStore(): RankingStore {
  return createStore<RankingState>(() => ({
    current: null,
    queue: [],
    draft: emptyDraft(0),
    past: [],
    future: [],
    focused: 0,
    judged: false,
    last: null,
    error: null,
  }));
}

/** State changes that put `set` on screen with a fresh draft. */
export function show(set: AnswerSet | null, draft?: Draft): Partial<RankingState> {
  return {
    current:
      set && set.shownAt === null && set.answers.some(Boolean) ? { ...set, shownAt: performance.now() } : set,
    draft: draft ?? emptyDraft(set?.answers.length ?? 0),
    past: [],
    future: [],
    focused: 0,
  };
}
