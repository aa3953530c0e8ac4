/**
 * A conversation with a model, one answer at a time, and what its user does as events in the log: a person's, or a simulated
 * user's. Knows a model by its type; knows no React and no page.
 */
import { createStore } from 'zustand/vanilla';
import { newStamp } from '../../../preferences/log.ts';
import type { FeedbackEvent, FeedbackKind } from '../../feedback/event.ts';
import type { JudgedAnswer, LanguageModel, Learnt } from '../../model/languageModel.ts';
import { commonOf, nearness } from '../askedAgain.ts';
import { eventOf, putTo, questionsFor, turnOf, type ShownTurn } from '../conversing.ts';
import { simulateUser, type SimulatedUser } from '../simulated.ts';
import type { AskOptions } from './askOptions.ts';
import type { Talk } from './keptTalk.ts';

export interface ConversationState {
  readonly is: 'idle' | 'opening' | 'writing' | 'comparing' | 'simulating' | 'learning';
  /** Why the last thing that was wanted did not come about, and what it was at. */
  readonly why: { readonly text: string; readonly at: ConversationState['is'] } | null;
  readonly turns: readonly ShownTurn[];
  /** How near the last question is to the one before it, where they were compared, and what it was taken for. */
  readonly compared: { readonly nearness: number; readonly again: boolean } | null;
  /** What the model that answers has learnt here, if it has. */
  readonly learnt: Learnt | null;
}

/** Brings the model: the page has it in a worker. */
export type OpenModel = (signal: AbortSignal) => Promise<LanguageModel>;

/** Prompts by which the model's texts are known to have in common what they have. */
const COMPARED = 24;
const NOTHING: ConversationState = { is: 'idle', why: null, turns: [], compared: null, learnt: null };
/** Steps through the model's prompts so that neighbours in the file do not follow each other; prime. */
const STRIDE = 7919;

export class Conversation {
  readonly store = createStore<ConversationState>(() => NOTHING);
  #id: string;
  #draws = 0;
  #label = '';
  #common: { readonly label: string; readonly vector: Float32Array } | null = null;
  #running: AbortController | null = null;

  /** @param begun a conversation that goes on */
  constructor(
    private open: OpenModel,
    private readonly tell: (events: readonly FeedbackEvent[]) => void,
    begun: Talk | null = null,
  ) {
    this.#id = begun?.id ?? newStamp().id;
    if (begun) this.store.setState({ turns: begun.turns });
  }

  /** What was said so far. */
  get talk(): Talk {
    return { id: this.#id, turns: this.store.getState().turns };
  }

  /** Goes on with a model that is opened in another way: the worker before ended with its dialog. */
  through(open: OpenModel): void {
    this.open = open;
    // What it had learnt ended with the worker.
    this.store.setState({ learnt: null });
  }

  /** The answer that is on screen. */
  get last(): ShownTurn | null {
    return this.store.getState().turns.at(-1) ?? null;
  }

  /** Asks; what is asked after an answer goes on from it, or asks much the same again. */
  ask(question: string, options: AskOptions): Promise<void> {
    return this.#work(async (signal) => {
      const model = await this.#model(signal);
      const { last } = this;
      this.store.setState({ compared: null });
      // What was stopped or failed on the way and is asked once more was done once.
      if (last && !last.done.some((kind) => MOVES_ON.has(kind))) {
        this.#is('comparing');
        const near = await this.#nearness(model, last.question, question, signal);
        signal.throwIfAborted();
        const again = near >= options.threshold;
        this.store.setState({ compared: { nearness: near, again } });
        this.#happened(again ? 'ask' : 'continue', { similarity: near });
      }
      await this.#write(model, question, options, signal);
    });
  }

  /** Another answer to the same question. */
  regenerate(options: AskOptions): Promise<void> {
    return this.#work(async (signal) => {
      const { last } = this;
      if (!last) return;
      const model = await this.#model(signal);
      this.store.setState({ compared: null });
      if (!last.done.includes('regenerate')) this.#happened('regenerate');
      await this.#write(model, last.question, options, signal);
    });
  }

  /** The answer on screen was copied, or put right. */
  happened(kind: 'copy' | 'edit', edited?: string): void {
    this.#happened(kind, edited === undefined ? {} : { edited });
  }

  /** One of the model's own prompts, each time another; null where it does not open. */
  async prompt(): Promise<string | null> {
    let found: string | null = null;
    await this.#work(async (signal) => {
      const questions = questionsFor((await this.#model(signal)).facts);
      found = questions[(this.#seed() * STRIDE) % questions.length];
    });
    return found;
  }

  /** No more is said: another conversation begins. */
  leave(): void {
    this.stop();
    this.#happened('leave');
    this.#id = newStamp().id;
    this.store.setState(({ is, learnt }) => ({ ...NOTHING, is, learnt }));
  }

  stop(): void {
    this.#running?.abort();
  }

  /** A user with a known taste converses about some of the model's own prompts. */
  simulate(user: SimulatedUser, { maxTokens }: AskOptions): Promise<void> {
    return this.#work(async (signal) => {
      const model = await this.#model(signal);
      this.#is('simulating');
      const { learnt } = this.store.getState();
      const options = { maxTokens, seed: this.#seed(), iteration: learnt?.iteration };
      this.tell(await simulateUser(model, user, options, { signal }));
    });
  }

  /** The model that answers learns from what was done, and goes on by what it has learnt. */
  learn(answers: readonly JudgedAnswer[]): Promise<void> {
    return this.#work(async (signal) => {
      const model = await this.#model(signal);
      this.#is('learning');
      if (!model.learn) throw new Error(`${model.facts.label} cannot be trained here.`);
      this.store.setState({ learnt: await model.learn(answers, this.#seed(), { signal }) });
    });
  }

  async #write(
    model: LanguageModel,
    question: string,
    { maxTokens, remembers }: AskOptions,
    signal: AbortSignal,
  ): Promise<void> {
    this.#is('writing');
    const { prompt, chat } = putTo(model, question, remembers ? this.store.getState().turns : []);
    const options = { maxTokens, seed: this.#seed(), ...(chat && { chat }) };
    const [written] = await model.generate([prompt], options, { signal });
    signal.throwIfAborted();
    const turn = turnOf(question, prompt, written, this.store.getState().learnt?.iteration);
    this.store.setState(({ turns }) => ({ turns: [...turns, turn] }));
  }

  async #nearness(model: LanguageModel, one: string, other: string, signal: AbortSignal): Promise<number> {
    if (one.trim() === other.trim()) return 1;
    const { label } = model.facts;
    if (this.#common?.label !== label) {
      const texts = questionsFor(model.facts).slice(0, COMPARED);
      const vector = commonOf(await model.embed(texts, { signal }));
      this.#common = { label, vector };
    }
    const [a, b] = await model.embed([one, other], { signal });
    return nearness(a, b, this.#common.vector);
  }

  #happened(kind: FeedbackKind, change: Partial<FeedbackEvent> = {}): void {
    const { turns } = this.store.getState();
    const last = turns.at(-1);
    if (!last) return;
    const place = { conversation: this.#id, turn: turns.length - 1, iteration: last.iteration };
    this.tell([eventOf(last, kind, this.#label, { ...place, ...change })]);
    const { edited = last.edited } = change;
    const done = { ...last, done: [...last.done, kind], ...(edited !== undefined && { edited }) };
    this.store.setState({ turns: [...turns.slice(0, -1), done] });
  }

  async #model(signal: AbortSignal): Promise<LanguageModel> {
    this.#is('opening');
    const model = await this.open(signal);
    this.#label = model.facts.label;
    signal.throwIfAborted();
    return model;
  }

  /** One thing at a time; what is stopped says nothing, what fails says why, and what was said stays. */
  async #work(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#running) return;
    const controller = (this.#running = new AbortController());
    this.store.setState({ why: null });
    try {
      await work(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted)
        this.store.setState(({ is }) => ({
          why: { text: error instanceof Error ? error.message : String(error), at: is },
        }));
    } finally {
      this.#running = null;
      this.#is('idle');
    }
  }

  #is(is: ConversationState['is']): void {
    this.store.setState({ is });
  }

  #seed(): number {
    this.#draws += 1;
    return (Date.now() + this.#draws) % 2 ** 31;
  }
}

/** What ends an answer's time on screen. */
const MOVES_ON: ReadonlySet<FeedbackKind> = new Set(['ask', 'continue', 'regenerate']);
