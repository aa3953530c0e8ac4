/**
 * What lies on the bench's table: what was typed and chosen, the answers that were written, every user's turns, and the moves that
 * change them. It outlives the dialog, so that nothing is lost by closing it. Knows a model by its type; knows no React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Stream } from '../../../rl/random.ts';
import type { FeedbackWeights } from '../../feedback/event.ts';
import { USUAL_WEIGHTS } from '../../feedback/event.ts';
import type { LanguageModel } from '../../model/languageModel.ts';
import { answersUnder, someQuestions } from '../answers.ts';
import { armsAfter } from '../bandit.ts';
import {
  chanceOf,
  deal,
  givenIn,
  kindOf,
  pullsOf,
  simulatedTurn,
  tasteOf,
  type Act,
  type Choosing,
  type Shown,
  type Turn,
  type Written,
} from '../game.ts';
import { USUAL_CHOICE, type StrategyId } from '../strategies.ts';
import { BLURB_TEMPLATES } from '../templates.ts';
import { trainingPairs, type TrainingPair } from '../trainingPairs.ts';

export const TASTE_IDS = ['warmer', 'question', 'shorter'] as const;
export type TasteId = (typeof TASTE_IDS)[number];
/** Who says what an answer is worth. */
export type By = 'person' | TasteId;
export type ModelName = 'embedded' | 'open';

export interface Game {
  readonly model: string;
  readonly templates: readonly string[];
  readonly written: Written;
}

export interface Table {
  readonly templates: readonly string[];
  /** One a line; empty for those that come with the model. */
  readonly questions: string;
  readonly model: ModelName;
  readonly by: By;
  readonly strategy: StrategyId;
  readonly epsilon: number;
  readonly weights: FeedbackWeights;
  readonly game: Game | null;
  /** By {@link seatOf}. */
  readonly turns: Readonly<Record<string, readonly Turn[]>>;
  /** What waits for the person. */
  readonly shown: Shown | null;
}

export type TableStore = StoreApi<Table>;

/** Questions asked under each template. */
const QUESTIONS = 8;
/** Most tokens of an answer. */
const LONGEST = 60;
/** Most turns of a simulated user. */
export const MOST_TURNS = 400;

const FIRST: Table = {
  templates: BLURB_TEMPLATES,
  questions: '',
  model: 'embedded',
  by: 'warmer',
  strategy: 'thompson',
  epsilon: USUAL_CHOICE.epsilon,
  weights: USUAL_WEIGHTS,
  game: null,
  turns: {},
  shown: null,
};

export function createTable(): TableStore {
  return createStore(() => FIRST);
}

/** Whose turns: a person has one game whatever chooses, a simulated user one with each strategy, so that they compare. */
export function seatOf({ by, strategy }: Pick<Table, 'by' | 'strategy'>): string {
  return by === 'person' ? by : `${by}/${strategy}`;
}

/** Turns of the user and the strategy that are chosen. */
export function turnsOf(table: Table): readonly Turn[] {
  return table.turns[seatOf(table)] ?? [];
}

const chances = new WeakMap<Game, Map<string, Stream>>();

function chance(game: Game, name: string): Stream {
  const known = chances.get(game) ?? new Map<string, Stream>();
  chances.set(game, known);
  const stream = known.get(name) ?? chanceOf(name);
  known.set(name, stream);
  return stream;
}

function choosingOf({ strategy, epsilon, weights }: Table): Choosing {
  return { strategy, epsilon, weights };
}

/** Thrown where there is no question to ask. */
export class NoQuestionsError extends Error {
  override readonly name = 'NoQuestionsError';
}

export interface WriteHooks {
  readonly signal: AbortSignal;
  /** Told how many of all answers are written, and the newest template's first. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Lets the model answer the same questions under every template, and begins a game with them. Until all is written the game that
 * was stays.
 * @throws NoQuestionsError; what the model rejects with
 */
export async function writeGame(
  store: TableStore,
  model: Pick<LanguageModel, 'facts' | 'generate'>,
  chat: boolean,
  { signal, onProgress }: WriteHooks,
): Promise<void> {
  const { templates, questions: typed } = store.getState();
  const own = typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const questions =
    own.length > 0 ? [...new Set(own)] : someQuestions(model.facts.prompts, QUESTIONS, chanceOf('questions'));
  if (questions.length === 0) throw new NoQuestionsError('The model brings no questions.');
  const total = templates.length * questions.length;
  const written: (readonly Written[number][number][])[] = [];
  for (const template of templates) {
    const before = written.length * questions.length;
    onProgress(before, total);
    written.push(
      await answersUnder(
        model,
        template,
        questions,
        { seed: 1, maxTokens: LONGEST, chat },
        { signal, onProgress: (done) => onProgress(before + done, total) },
      ),
    );
  }
  store.setState({ game: { model: model.facts.label, templates, written }, turns: {}, shown: null });
}

/** Puts an answer before the person, if none waits. */
export function showNext(store: TableStore): void {
  const table = store.getState();
  const { game, by, shown } = table;
  if (game === null || by !== 'person' || shown !== null) return;
  store.setState({
    shown: deal(game.written, turnsOf(table), choosingOf(table), chance(game, 'person')),
  });
}

/** What the person did with the answer that is shown; the next one is shown. */
export function takeFeedback(store: TableStore, did: Act): void {
  const { shown, turns } = store.getState();
  if (shown === null) return;
  store.setState({ turns: { ...turns, person: [...(turns.person ?? []), { ...shown, did }] }, shown: null });
  showNext(store);
}

/**
 * Turns of the simulated user with each of these strategies.
 * @returns whether more can be played
 */
export function playTurns(store: TableStore, strategies: readonly StrategyId[], count: number): boolean {
  const table = store.getState();
  const { game, by } = table;
  if (game === null || by === 'person') return false;
  const taste = tasteOf(by, game.written);
  const turns = { ...table.turns };
  let most = 0;
  for (const strategy of strategies) {
    const seat = seatOf({ by, strategy });
    const played = [...(turns[seat] ?? [])];
    const choosing = { ...choosingOf(table), strategy };
    for (let i = 0; i < count && played.length < MOST_TURNS; i++)
      played.push(simulatedTurn(game.written, played, choosing, taste, chance(game, seat)));
    turns[seat] = played;
    most = Math.max(most, MOST_TURNS - played.length);
  }
  store.setState({ turns });
  return most > 0;
}

/** Forgets the turns of the user that is chosen, with every strategy. */
export function forgetTurns(store: TableStore): void {
  const { turns, by } = store.getState();
  const others = Object.entries(turns).filter(([seat]) => seat !== by && !seat.startsWith(`${by}/`));
  store.setState({ turns: Object.fromEntries(others), shown: null });
  showNext(store);
}

/** What the turns of the user and the strategy that are chosen teach the policy. */
export function pairsOf(table: Table): TrainingPair[] {
  const { game, by, weights } = table;
  if (game === null) return [];
  const turns = turnsOf(table);
  const arms = armsAfter(game.templates.length, pullsOf(turns, weights));
  const who = by === 'person' ? by : `simulated:${by}`;
  return trainingPairs(givenIn(game.written, turns), arms, kindOf(weights), game.templates, who);
}
