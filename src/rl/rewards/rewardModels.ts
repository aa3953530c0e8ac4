/**
 * The reward models of a run: one, or an ensemble whose members differ in their heads and in the order that they see the
 * rankings in; and a bag of tokens beside them, where a fit is asked for one. A score is the mean of theirs, each normalised by
 * itself. Knows its members; knows no policy.
 */
import type { AdapterSettings } from '../../model/adapters.ts';
import type { BaseWeights } from '../../model/base.ts';
import { ParameterLayout } from '../../model/layout.ts';
import { Parameters } from '../../model/parameters.ts';
import type { MethodDeclaration } from '../declaration.ts';
import type { CommonSettings } from '../trainingSettings.ts';
import { stream, type Stream } from '../random.ts';
import { tokensOf, type Sequence } from '../../model/sequences.ts';
import type { RankedAnswers } from './bag/learnBag.ts';
import type { BagState } from './bag/tokenBag.ts';
import { combined } from './ensemble.ts';
import { LOSSES } from './losses/index.ts';
import { PLACKETT_LUCE } from './losses/plackettLuce.ts';
import type { LossSettings, RecordLoss } from './losses/rewardLoss.ts';
import { RewardModel, type ScoreHooks } from './rewardModel.ts';

/** What a checkpoint keeps of a member besides tensors. */
export interface RewardState {
  readonly mean: number;
  readonly std: number;
  readonly fitted: boolean;
}

/** A reward model that was trained before and brought in, by which runs know it again. */
export interface TakenReward {
  /** Its folder's name. */
  readonly name: string;
  /** Of its numbers. */
  readonly sha256: string;
  /** score = (raw − mean) / std of its own numbers. */
  readonly mean: number;
  readonly std: number;
  /** The bag of tokens that scored beside it. */
  readonly bag?: BagState;
}

/** A reward model that was trained before, found to fit, on its way into a run. */
export interface BroughtReward extends Pick<TakenReward, 'name' | 'sha256'> {
  /** score = (raw − mean) / std; null where its files do not say, and samples of the reference must. */
  readonly normalisation: { readonly mean: number; readonly std: number } | null;
  /** The bag of tokens that scored beside it; null where its files have none. */
  readonly bag: BagState | null;
  /** Writes its trunk and head. */
  load(into: Parameters): Promise<void>;
}

export interface RewardModelsOptions {
  /** Trains these on the base itself, in place of copies of it. */
  readonly adapters?: AdapterSettings | null;
  /** How many; at least one. */
  readonly count?: number;
  readonly loss?: RecordLoss;
  /** False where the method learns without: there are none then, and they take no memory. */
  readonly needed?: boolean;
}

/** As the settings and the method of a run have them. */
export function rewardOptions(
  adapters: AdapterSettings | null,
  settings: Pick<CommonSettings, 'rewardModels' | 'rewardLoss'> & LossSettings,
  { needs }: Pick<MethodDeclaration, 'needs'>,
): RewardModelsOptions {
  const { rewardModels: count, rewardLoss } = settings;
  const loss: RecordLoss = (rec, groups) => LOSSES[rewardLoss](rec, groups, settings);
  return { adapters, count, loss, needed: needs.reward === true };
}

export class RewardModels {
  readonly members: readonly RewardModel[];
  /** Beside them, once it was fitted to rankings that say something; null where none was wanted. */
  #bag: BagState | null = null;
  #taken: TakenReward | null = null;
  /** Memory for one that is taken, made with the first. */
  #start: Parameters | null = null;

  constructor(
    private readonly base: BaseWeights,
    { adapters = null, count = 1, loss = PLACKETT_LUCE, needed = true }: RewardModelsOptions = {},
  ) {
    if (!(count >= 1)) throw new RangeError(`An ensemble of ${count} reward models.`);
    this.members = Array.from(
      { length: needed ? count : 0 },
      (_, index) => new RewardModel(base, { adapters, loss, label: named('reward', index) }),
    );
  }

  get bag(): BagState | null {
    return this.#bag;
  }

  /** How many give a score: members, and the bag once it has learned something. */
  get voices(): number {
    return this.members.length + (this.#bag ? 1 : 0);
  }

  /** The only one, or the one that stands for all where one is exported. There may be none: see `needed`. */
  get first(): RewardModel {
    return this.members[0];
  }

  /** What all begin as; null where that is the base. */
  get taken(): TakenReward | null {
    return this.#taken;
  }

  /** Has all begin as one that was taken; its numbers go into {@link start}, and count from the next reset on. */
  set taken(taken: TakenReward | null) {
    if (taken === this.#taken) return;
    this.#taken = taken;
    const start = taken && { weights: this.start, mean: taken.mean, std: taken.std };
    for (const member of this.members) member.beginAs(start);
  }

  /** Trunk and head of the one that is taken: zero until they are written. */
  get start(): Parameters {
    const { gpu, layout } = this.base;
    this.#start ??= new Parameters(gpu, new ParameterLayout(layout.config, ['score']), START);
    return this.#start;
  }

  /** False until each has been fitted and normalised, and where there are none. */
  get fitted(): boolean {
    return this.members.length > 0 && this.members.every(({ fitted }) => fitted);
  }

  /** Nothing that they have learned counts any more. */
  forget(): void {
    for (const member of this.members) member.fitted = false;
    this.#bag = null;
  }

  /** A stream of a member's own: the first has the name itself. */
  random(seed: number, name: string, member: number): Stream {
    return stream(seed, `${named('reward', member)}/${name}`);
  }

  /** All back to the base trunk, with heads and adapters drawn from `seed`; or to one that was taken, and its bag. */
  async reset(seed: number): Promise<void> {
    this.#bag = this.#taken?.bag ?? null;
    for (const [index, member] of this.members.entries()) {
      const head = this.random(seed, 'head', index);
      const adapters = this.random(seed, 'adapters', index);
      await member.reset(
        () => head.gaussian(),
        () => adapters.uniform(),
      );
    }
  }

  /** Takes the bag of a checkpoint. */
  restoreBag(state: BagState | undefined): void {
    this.#bag = state ?? null;
  }

  /** Normalised scores by the bag alone, null where it says nothing. @param responses tokens of each, without its prompt */
  async bagScores(responses: readonly (readonly number[])[]): Promise<number[] | null> {
    if (!this.#bag) return null;
    const { bagScores } = await import('./bag/index.ts');
    return bagScores(this.#bag, responses);
  }

  /**
   * Has a bag learn the rankings that stand, in place of the one before; members take steps of their own (rewardFit.ts).
   * @param rankings null where none is wanted
   */
  async learnBag(rankings: readonly RankedAnswers[] | null): Promise<void> {
    this.#bag = null;
    if (!rankings) return;
    const { learnBag } = await import('./bag/index.ts');
    this.#bag = learnBag(rankings);
  }

  /** Normalised scores of answers: the mean over members, less `caution` times their spread. */
  async score(
    sequences: readonly Sequence[],
    hooks: ScoreHooks = {},
    caution = 0,
  ): Promise<readonly number[]> {
    return combined(await this.memberScores(sequences, hooks), caution);
  }

  /**
   * Normalised scores of answers, member by member, the bag's last.
   * @throws Error where there are none
   */
  async memberScores(sequences: readonly Sequence[], hooks: ScoreHooks = {}): Promise<number[][]> {
    const { members } = this;
    if (members.length === 0) throw new Error('No reward model.');
    const total = members.length * sequences.length;
    const all: number[][] = [];
    const whole = sequences.map(tokensOf);
    for (const [index, member] of members.entries()) {
      const before = index * sequences.length;
      const onProgress = (done: number) =>
        hooks.onProgress?.(Math.floor((before + done) / members.length), total / members.length);
      all.push(await member.score(whole, { ...hooks, onProgress }));
    }
    const bagged = await this.bagScores(sequences.map(({ response }) => response));
    if (bagged) all.push(bagged);
    return all;
  }

  /**
   * Scores as the loss has them, where a difference is a log-odds: normalised ones back in each member's own units, the
   * mean over members. The bag's are in no such units and are read in the first one's.
   */
  logits(memberScores: readonly (readonly number[])[]): readonly number[] {
    const raw = memberScores.map((scores, index) => {
      const { mean, std } = this.members[index] ?? this.first;
      return scores.map((score) => score * std + mean);
    });
    return combined(raw);
  }

  /** Sets each member's mean and std so that `reference` scores 0 ± 1. */
  async normalise(reference: readonly Sequence[], hooks: ScoreHooks = {}): Promise<void> {
    const whole = reference.map(tokensOf);
    for (const member of this.members) await member.normalise(whole, hooks);
    if (!this.#bag) return;
    const { normalisedBag } = await import('./bag/index.ts');
    const responses = reference.map(({ response }) => response);
    this.#bag = normalisedBag(this.#bag, responses);
  }

  /** Updates that each has taken so far. */
  get steps(): number {
    return this.members.at(0)?.optimizer.steps ?? 0;
  }

  set steps(steps: number) {
    for (const { optimizer } of this.members) optimizer.steps = steps;
  }

  get state(): readonly RewardState[] {
    return this.members.map(({ mean, std, fitted }) => ({ mean, std, fitted }));
  }

  set state(states: readonly RewardState[]) {
    this.members.forEach((member, index) => {
      Object.assign(member, states[index] ?? { mean: 0, std: 1, fitted: false });
    });
  }

  /**
   * Everything that fitting changes, by the names that checkpoints use: weights or adapters, head, and both moments; and what
   * it began as, where that is not the base.
   */
  savedParameters(): ReadonlyMap<string, Parameters> {
    const start = this.#taken ? ([[START, this.start]] as const) : [];
    return new Map([
      ...start,
      ...this.members.flatMap(({ parameters, optimizer }, index) => {
        const name = named('reward', index);
        return [
          [name, parameters],
          [`${name}.m`, optimizer.m],
          [`${name}.v`, optimizer.v],
        ] as const;
      }),
    ]);
  }
}

/** The name under which a taken one is kept. */
const START = 'reward.start';

/** The first goes by the name alone. */
function named(name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`;
}
