/**
 * Keeps answers coming: one set on screen and one in reserve, generated one after the other.
 * Streamed answers are published once per animation frame. Must not know React or rankings.
 */
import { isJudgement } from '../../../preferences/log.ts';
import type { Answer } from '../../../preferences/event.ts';
import type { PreferencesStore } from './preferencesStore.ts';
import { show, type AnswerSet, type RankingStore } from './rankingStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import { shuffle } from '../../../preferences/chance.ts';
import { candidatesFor } from './candidates.ts';
import { fittingPrompts, pickPrompt } from './promptPicker.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

/** Sets kept ready beside the one on screen. */
const RESERVE = 1;

/**
 * Answers that are given out rather than written, as an assignment has them, in the order to show them in.
 * @param shown the sets on screen and in reserve
 * @returns null when there are no more; the model writes then
 */
export type Giver = (
  shown: readonly AnswerSet[],
) => (Pick<AnswerSet, 'prompt' | 'chat'> & { readonly answers: readonly Answer[] }) | null;

export class AnswerSource {
  #preferences: PreferencesStore;
  #run: RunStore;
  #ranking: RankingStore;
  #link: TrainerLink;
  #random: () => number;
  #inFlight: string | null = null;
  #giver: Giver | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** Prompts that could not be answered, latest last. */
  #failed: string[] = [];
  #arrived = new Map<string, Map<number, { answer: Answer; complete: boolean }>>();
  #frame: number | null = null;

  constructor(
    preferences: PreferencesStore,
    run: RunStore,
    ranking: RankingStore,
    link: TrainerLink,
    random: () => number = Math.random,
  ) {
    this.#preferences = preferences;
    this.#run = run;
    this.#ranking = ranking;
    this.#link = link;
    this.#random = random;
    link.on({
      answer: ({ requestId, index, answer, complete }) => {
        this.#collect(requestId, index, answer, complete);
        this.#frame ??= requestAnimationFrame(() => this.#publish());
      },
      asked: ({ requestId, by }) => this.#update(requestId, (set) => ({ ...set, asked: by })),
    });
  }

  /** Generates until the screen and the reserve are full. Safe to call at any time. */
  fill(): void {
    const { current, queue } = this.#ranking.getState();
    if (current && queue.length >= RESERVE) return;
    const given = this.#giver?.([...(current ? [current] : []), ...queue]);
    if (given) {
      const { answers } = given;
      this.#add({
        ...given,
        requestId: crypto.randomUUID(),
        order: answers.map((_, at) => at),
        complete: answers.map(() => true),
        streaming: false,
        shownAt: null,
      });
      this.fill();
      return;
    }
    if (this.#inFlight !== null || this.#run.getState().status !== 'ready') return;
    this.#writing = this.#generate();
  }

  /** Answers come from `giver` from now on, in place of those that wait, as long as it has any; null: the model writes. */
  giveFrom(giver: Giver | null): void {
    this.#giver = giver;
    this.discard();
    if (!giver) this.fill();
  }

  /** Resolves when the set that is being written is whole or could not be written; never, once its trainer is gone. */
  get written(): Promise<void> {
    return this.#writing;
  }

  /** Puts the next set on screen and orders another. */
  advance(): void {
    this.#publish();
    const [next, ...queue] = this.#ranking.getState().queue;
    this.#ranking.setState({ ...show(next ?? null), queue });
    this.fill();
  }

  /** Forgets sets that will never be finished, after the trainer was closed. */
  abandon(): void {
    this.#inFlight = null;
    const { current, queue } = this.#ranking.getState();
    const kept = queue.filter((set) => !set.streaming);
    if (current?.streaming) {
      const [next, ...rest] = kept;
      this.#ranking.setState({ ...show(next ?? null), queue: rest });
    } else {
      this.#ranking.setState({ queue: kept });
    }
  }

  /** Forgets every set: another model answers from now on. */
  discard(): void {
    this.#inFlight = null;
    this.#failed = [];
    this.#arrived.clear();
    this.#ranking.setState({ ...show(null), queue: [], error: null });
    // What is given out waits for no model.
    if (this.#giver) this.fill();
  }

  async #generate(): Promise<void> {
    const { session, settings } = this.#run.getState();
    const api = this.#link.api;
    const prompt =
      session &&
      pickPrompt(
        fittingPrompts(session.prompts.train, session, settings),
        this.#usedPrompts(),
        settings.seed,
      );
    // An empty prompt is one too.
    if (!api || !session || prompt === null) return;
    const requestId = crypto.randomUUID();
    const count = settings.answers;
    const waited = this.#ranking.getState().current === null;
    const candidates = candidatesFor(settings, session, waited);
    this.#inFlight = requestId;
    this.#add({
      requestId,
      prompt,
      chat: session.reading.chats.get(prompt),
      order: shuffle(count, this.#random),
      answers: Array.from({ length: count }, () => null),
      ...(candidates > count && { candidates }),
      complete: Array.from({ length: count }, () => false),
      streaming: true,
      shownAt: null,
    });
    try {
      const answers = await api.generate({
        requestId,
        prompt,
        count,
        ...(candidates > count && { candidates }),
      });
      answers.forEach((answer, index) => this.#collect(requestId, index, answer, true));
      this.#publish();
      this.#update(requestId, (set) => ({ ...set, streaming: false, complete: set.answers.map(Boolean) }));
    } catch (error) {
      if (this.#inFlight !== requestId) return;
      this.#inFlight = null;
      // Whatever is wrong with it, the next attempt is made with another.
      this.#failed.push(prompt);
      this.#drop(requestId, messageOf(error));
      return;
    }
    if (this.#inFlight !== requestId) return;
    this.#inFlight = null;
    this.fill();
  }

  #add(set: AnswerSet): void {
    const { current, queue } = this.#ranking.getState();
    this.#ranking.setState(current ? { queue: [...queue, set], error: null } : { ...show(set), error: null });
  }

  #drop(requestId: string, error: string): void {
    const { current, queue } = this.#ranking.getState();
    this.#ranking.setState({
      error,
      queue: queue.filter((set) => set.requestId !== requestId),
      ...(current?.requestId === requestId ? show(null) : {}),
    });
  }

  #collect(requestId: string, index: number, answer: Answer, complete: boolean): void {
    const answers = this.#arrived.get(requestId) ?? new Map<number, { answer: Answer; complete: boolean }>();
    answers.set(index, { answer, complete });
    this.#arrived.set(requestId, answers);
  }

  #publish(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    for (const [requestId, arrived] of this.#arrived) {
      this.#update(requestId, (set) => {
        const answers = [...set.answers];
        const complete = [...set.complete];
        for (const [index, part] of arrived) {
          const place = set.order.indexOf(index);
          if (place < 0) continue;
          answers[place] = part.answer;
          complete[place] = part.complete;
        }
        return { ...set, answers, complete };
      });
    }
    this.#arrived.clear();
  }

  #update(requestId: string, change: (set: AnswerSet) => AnswerSet): void {
    const { current, queue } = this.#ranking.getState();
    if (current?.requestId === requestId) {
      const set = change(current);
      const shownAt = set.shownAt ?? (set.answers.some(Boolean) ? performance.now() : null);
      this.#ranking.setState({ current: { ...set, shownAt } });
    } else if (queue.some((set) => set.requestId === requestId)) {
      this.#ranking.setState({
        queue: queue.map((set) => (set.requestId === requestId ? change(set) : set)),
      });
    }
  }

  #usedPrompts(): string[] {
    const { current, queue } = this.#ranking.getState();
    const judged = this.#preferences.store.getState().events.filter(isJudgement);
    const prompts = [...judged, ...(current ? [current] : []), ...queue].map((item) => item.prompt);
    return [...prompts, ...this.#failed];
  }
}
