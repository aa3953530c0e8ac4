/**
 * A conversation with a model, one answer at a time, and what its user does as events in the log: a person's, or a simulated
 * user's. Knows a model by its type; knows no React and no page.
 */
import { createStore } from 'zustand/vanilla';
import { newStamp } from '../../../preferences/log.ts';
import { stream } from '../../../rl/random.ts';
import type { Labeler } from '../../../tastes/labeler.ts';
import { wordCount } from '../../../tastes/textMetrics.ts';
import type { FeedbackEvent, FeedbackKind } from '../../feedback/event.ts';
import { act, CONVERSATION, likingOf, seemingUtility, USUAL_NOISE } from '../../feedback/simulatedUser.ts';
import type { LanguageModel, Written } from '../../model/languageModel.ts';
import { commonOf, nearness, USUAL_THRESHOLD } from '../askedAgain.ts';
import { converse } from '../sessions.ts';

export interface ShownTurn {
  readonly question: string;
  /** What the model read in its place. */
  readonly prompt: string;
  readonly answer: string;
  readonly written: Written;
  /** What was done with it so far. */
  readonly done: readonly FeedbackKind[];
  readonly edited?: string;
}

export interface ConversationState {
  readonly is: 'idle' | 'opening' | 'writing' | 'comparing' | 'simulating';
  /** Why the last thing that was wanted did not come about. */
  readonly why: string | null;
  readonly turns: readonly ShownTurn[];
  /** How near the last question is to the one before it, where they were compared. */
  readonly nearness: number | null;
}

/** How questions are asked. */
export interface AskOptions {
  readonly maxTokens: number;
  /** The model reads what was said before, too. */
  readonly remembers: boolean;
  /** Nearness from which on a question is the one before again. */
  readonly threshold: number;
}
export const USUAL_ASK: AskOptions = { maxTokens: 60, remembers: false, threshold: USUAL_THRESHOLD };

/** A simulated user. */
export interface Simulated {
  readonly taste: Labeler;
  /** 0 for one who takes the time to read. */
  readonly haste: number;
  /** Questions, and answers to each that there are. */
  readonly questions: number;
}
const ANSWERS = 3;
/** Prompts by which the model's texts are known to have in common what they have. */
const COMPARED = 24;
const NOTHING: ConversationState = { is: 'idle', why: null, turns: [], nearness: null };

export class Conversation {
  readonly store = createStore<ConversationState>(() => NOTHING);
  #id = newStamp().id;
  #draws = 0;
  #common: Float32Array | null = null;
  #running: AbortController | null = null;

  constructor(
    private readonly open: (signal: AbortSignal) => Promise<LanguageModel>,
    private readonly tell: (events: readonly FeedbackEvent[]) => void,
  ) {}

  /** The answer that is on screen. */
  get last(): ShownTurn | null {
    return this.store.getState().turns.at(-1) ?? null;
  }

  /** Asks; what is asked after an answer goes on from it, or asks much the same again. */
  ask(question: string, options: AskOptions): Promise<void> {
    return this.#work(async (signal) => {
      const model = await this.#model(signal);
      const { last } = this;
      if (last) {
        this.#is('comparing');
        const near = await this.#nearness(model, last.question, question, signal);
        this.store.setState({ nearness: near });
        this.#happened(near >= options.threshold ? 'ask' : 'continue', { similarity: near });
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
      this.#happened('regenerate');
      await this.#write(model, last.question, options, signal, -1);
    });
  }

  /** The answer on screen was copied, or put right. */
  happened(kind: 'copy' | 'edit', edited?: string): void {
    this.#happened(kind, edited === undefined ? {} : { edited });
  }

  /** One of the model's own prompts, each time another; null where it brings none or does not open. */
  async prompt(): Promise<string | null> {
    let found: string | null = null;
    await this.#work(async (signal) => {
      const { prompts } = (await this.#model(signal)).facts;
      found = prompts[(this.#seed() * 7919) % Math.max(1, prompts.length)] ?? null;
    });
    return found;
  }

  /** No more is said: another conversation begins. */
  leave(): void {
    this.#running?.abort();
    this.#happened('leave');
    this.#id = newStamp().id;
    this.store.setState(NOTHING);
  }

  stop(): void {
    this.#running?.abort();
  }

  /** A user with a known taste converses about some of the model's own prompts. */
  simulate({ taste, haste, questions }: Simulated, { maxTokens }: AskOptions): Promise<void> {
    return this.#work(async (signal) => {
      const model = await this.#model(signal);
      this.#is('simulating');
      const seed = this.#seed();
      const random = stream(seed, `conversation/${taste.id}/${haste}`);
      const all = model.facts.prompts.filter((prompt) => taste.judges?.(prompt) ?? true);
      const asked = random
        .permutation(all.length)
        .slice(0, questions)
        .map((index) => all[index]);
      if (asked.length === 0)
        throw new RangeError(`${model.facts.label} brings no prompts that this user asks.`);
      const prompts = asked.map((question) => promptOf(model, question));
      const chat = model.facts.chat ? { chat: {} } : {};
      const written = await model.generate(
        prompts,
        { maxTokens, samples: ANSWERS, seed, ...chat },
        { signal },
      );
      const pool = asked.map((question, index) =>
        written.slice(index * ANSWERS, (index + 1) * ANSWERS).map((each) => ({
          ...turnOf(question, prompts[index], each),
          utility: taste.utility(question, each.text.trim()),
          words: wordCount(each.text),
        })),
      );
      const liking = likingOf(pool.flat().map(({ utility }) => utility));
      const lengths = likingOf(pool.flat().map(({ words }) => words));
      const usual = { ...liking, spread: liking.spread * Math.hypot(1, haste) };
      const does = (question: number, answer: number) => {
        const { utility, words } = pool[question][answer];
        const seems = seemingUtility(utility, words, { liking, lengths, haste });
        return act(seems, usual, random, USUAL_NOISE, CONVERSATION);
      };
      const by = `simulated:${taste.id}${haste > 0 ? ' in a hurry' : ''}` as const;
      const name = newStamp().id;
      this.tell(
        converse(pool.length, ANSWERS, does, random.fork('order')).map((turn) =>
          eventOf(pool[turn.question][turn.answer], turn.kind, model.facts.label, {
            by,
            conversation: `${name}-${turn.conversation}`,
            turn: turn.turn,
          }),
        ),
      );
    });
  }

  async #write(
    model: LanguageModel,
    question: string,
    { maxTokens, remembers }: AskOptions,
    signal: AbortSignal,
    upTo?: number,
  ): Promise<void> {
    this.#is('writing');
    const before = remembers ? this.store.getState().turns.slice(0, upTo) : [];
    const { chat } = model.facts;
    const own = promptOf(model, question);
    const prompt = chat ? question : [...before.map(said), own].join('\n');
    const messages = before.flatMap(({ question, answer, edited }) => [
      { role: 'user', content: question },
      { role: 'assistant', content: edited ?? answer },
    ]);
    const options = { maxTokens, seed: this.#seed(), ...(chat && { chat: { before: messages } }) };
    const [written] = await model.generate([prompt], options, { signal });
    const turn = turnOf(question, prompt, written);
    this.store.setState(({ turns }) => ({ turns: [...turns, turn] }));
  }

  async #nearness(model: LanguageModel, one: string, other: string, signal: AbortSignal): Promise<number> {
    if (one.trim() === other.trim()) return 1;
    this.#common ??= commonOf(await model.embed(model.facts.prompts.slice(0, COMPARED), { signal }));
    const [a, b] = await model.embed([one, other], { signal });
    return nearness(a, b, this.#common);
  }

  #happened(kind: FeedbackKind, change: Partial<FeedbackEvent> = {}): void {
    const { turns } = this.store.getState();
    const last = turns.at(-1);
    if (!last) return;
    this.tell([
      eventOf(last, kind, this.#label, { conversation: this.#id, turn: turns.length - 1, ...change }),
    ]);
    const done = {
      ...last,
      done: [...last.done, kind],
      ...(change.edited !== undefined && { edited: change.edited }),
    };
    this.store.setState({ turns: [...turns.slice(0, -1), done] });
  }

  #label = '';

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
        this.store.setState({ why: error instanceof Error ? error.message : String(error) });
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

/** A question as the model was trained to read it: a chat template says itself where it ends. */
function promptOf({ facts }: LanguageModel, question: string): string {
  return facts.chat || question.endsWith(facts.promptEnd) ? question : question + facts.promptEnd;
}

function said({ prompt, answer, edited }: ShownTurn): string {
  return `${prompt}${edited ?? answer}`;
}

function turnOf(question: string, prompt: string, written: Written): ShownTurn {
  return { question, prompt: written.read?.text ?? prompt, answer: written.text.trim(), written, done: [] };
}

function eventOf(
  { question, prompt, answer, written, edited }: ShownTurn,
  kind: FeedbackKind,
  model: string,
  change: Partial<FeedbackEvent>,
): FeedbackEvent {
  return {
    ...newStamp(),
    kind,
    by: 'person',
    where: 'conversation',
    question,
    prompt,
    // What was edited is what is copied and gone on from.
    answer: kind === 'edit' ? answer : (edited ?? answer),
    ...(written.read && { chat: written.read.chat }),
    model,
    iteration: 0,
    ...change,
  };
}
