/**
 * run.json: what the run on the page was, for people and for the scripts, which read `settings` and the start token
 * from it.
 * Knows the run's numbers; knows no engine.
 */
import type { UsedTemplate } from '../model/prompts/prompts.ts';
import type { KlControllerState } from '../rl/algorithms/ppo/klController.ts';
import type { MetricsRow } from '../rl/algorithms/metrics.ts';
import type { MethodDeclaration } from '../rl/declaration.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import { perTokenKl, type RunFacts } from './convert.ts';
import type { DataCounts } from './dataFiles.ts';
import { OPENRLHF_REQUIREMENTS, TRL_REQUIREMENTS, VERL_REQUIREMENTS } from './versions.ts';

export const BUNDLE_FORMAT = 'nudge-cluster-bundle';
/** Raised whenever a reader of the old version would misread the new file. */
export const BUNDLE_VERSION = 1;

export interface RunRecord {
  /** What the base model is called, such as a hub id. */
  readonly model: string;
  /** By what the policy was trained. */
  readonly method: Pick<MethodDeclaration, 'id' | 'name' | 'paper' | 'needs'>;
  /** Iteration of the exported weights; 0 before the first. */
  readonly iteration: number;
  readonly kl: KlControllerState;
  readonly history: readonly MetricsRow[];
  /** Whether a chat template wrote the prompts, start token and all. */
  readonly templated?: boolean;
  /** Which, by its name and its id with the system text, and the date that it wrote, if it wrote one. */
  readonly template?: UsedTemplate | null;
  /** Whether a reward model was fitted, so that reward/ is there. */
  readonly fitted: boolean;
  /** How many there are; 0 where none was fitted. */
  readonly rewardModels: number;
  /** The bag of tokens that scored beside them, where there was one. */
  readonly bag?: object | null;
}

/** β as the controller of the run had it, from what its method hands on; the setting where there is none. */
export function klOf(kept: unknown, { klCoefficient }: Pick<Settings, 'klCoefficient'>): KlControllerState {
  const state = kept as Partial<KlControllerState> | null;
  const initial = state?.initial ?? klCoefficient;
  return { initial, coefficient: state?.coefficient ?? initial };
}

/** The record as plain JSON. */
export function runJson(
  {
    model,
    method,
    iteration,
    kl,
    history,
    fitted,
    rewardModels,
    bag = null,
    templated = false,
    template = null,
  }: RunRecord,
  facts: RunFacts,
  data: DataCounts,
): object {
  const { settings, responseTokens, promptTokens, positions, start, reward, rewardOffset } = facts;
  return {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    model,
    iteration,
    method: { id: method.id, name: method.name, paper: method.paper },
    seed: settings.seed,
    settings,
    kl_controller: {
      type: settings.adaptiveKl ? 'adaptive' : 'fixed',
      coefficient: kl.coefficient,
      initial_coefficient: kl.initial,
      target_per_response: settings.klTarget,
      target_per_token: perTokenKl(settings.klTarget, responseTokens),
      horizon_episodes: settings.klHorizon,
    },
    reward: {
      fitted,
      // Their folders, where they are an ensemble: reward/, reward-2/, ...
      members: rewardModels,
      // Whether reward/bag.json scored beside them: ppo.py and playground_reward.py read it, OpenRLHF does not.
      bag: bag !== null,
      // score = (raw - mean) / std, which is logit - offset of the model in reward/.
      mean: reward.mean,
      std: reward.std,
      offset: rewardOffset,
      end_token: 'scored with it when the response ended by itself, without it when it was cut',
    },
    tokens: {
      mean_response: responseTokens,
      longest_prompt: promptTokens,
      positions,
      // What the model reads before every prompt.
      start: start.map(({ id }) => id),
      ends: facts.ends,
    },
    data,
    // Whether a chat template wrote the prompts: then their texts hold its tokens.
    templated,
    chat_template:
      templated && template ? { name: template.name, id: template.used, date: template.date } : null,
    checked_with: {
      trl: TRL_REQUIREMENTS.trl,
      openrlhf: OPENRLHF_REQUIREMENTS['openrlhf[vllm]'],
      verl: VERL_REQUIREMENTS['verl[vllm]'],
    },
    metrics: history.map(({ iteration: at, values }) => ({ iteration: at, ...values })),
  };
}
