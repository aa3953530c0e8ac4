/**
 * A second run by another method, from the rankings of the run on screen: what it is asked with, how far it is, and the record
 * that it leaves, whole or as far as it came. Must not know React, nor how it is trained.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isOurs } from '../../../files/hub/modelChoice.ts';
import { RANKINGS_TO_START, type PreferenceEvent } from '../../../preferences/event.ts';
import { ALL_METHODS } from '../../../rl/algorithms/all.ts';
import {
  algorithmChange,
  defaultSettings,
  methodOf,
  settingsDiff,
  type Settings,
} from '../../../rl/algorithms/settings.ts';
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import type { RunEvent } from '../../../rl/runs/events.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';
import { withTold, type ToldParts } from '../../../rl/runs/recordTold.ts';
import type { BaseUtility } from '../../../rl/training/baseUtility.ts';
import { messageOf } from '../../../workers/failures.ts';
import type { ExperimentLink } from '../../../workers/experimentClient.ts';
import type { EmbeddedModel, SessionInfo } from '../../../workers/protocol.ts';

/** Its settings: those of the run on screen as far as the method has them, or the method's usual ones. */
export type Preset = 'same' | 'usual';

export interface BesideState {
  readonly status: 'rests' | 'trains' | 'ended' | 'stopped' | 'failed';
  /** Iterations done, and asked for. */
  readonly done: number;
  readonly of: number;
  /** Why it failed, in words. */
  readonly problem: string;
  /** What it left; null before, or where no iteration came to its end. */
  readonly record: RunRecord | null;
}

const AT_REST: BesideState = { status: 'rests', done: 0, of: 0, problem: '', record: null };

/** The page's run as it is when another is begun. */
export interface RunOnPage {
  readonly session: Pick<SessionInfo, 'modelLabel' | 'adapter' | 'prompts'>;
  readonly model: EmbeddedModel;
  readonly settings: Settings;
  readonly log: readonly PreferenceEvent[];
}

/** Settings of the first run that the second has either way: seed, rater, what decides about answers and what rewards them. */
const SHARED = [
  'seed',
  'rater',
  'targetWords',
  'keyword',
  'pattern',
  'answers',
  'temperature',
  'maxNewTokens',
  'method',
  'rewardSource',
  'targetTokens',
] as const satisfies readonly (keyof Settings)[];

/** The settings of a second run beside one of `model`. */
export function besideSettings(
  { settings, model }: Pick<RunOnPage, 'settings' | 'model'>,
  algorithm: string,
  preset: Preset,
): Settings {
  const usual = defaultSettings(!isOurs(model), algorithm, ALL_METHODS);
  if (preset === 'usual')
    return { ...usual, ...Object.fromEntries(SHARED.map((name) => [name, settings[name]])) };
  const all: Settings = { ...usual, ...settings };
  return { ...all, ...algorithmChange(all, algorithm) };
}

/** Rankings that a run by these settings cannot begin without. */
export function rankingsNeeded(settings: Settings): number {
  const { reward, rankings } = methodOf(settings, ALL_METHODS).needs;
  return (reward ?? rankings) ? RANKINGS_TO_START : 0;
}

export class BesideRun {
  readonly store: StoreApi<BesideState> = createStore(() => AT_REST);

  /** @param newId of the record */
  constructor(
    private readonly link: Pick<ExperimentLink, 'train' | 'close'>,
    private readonly newId: () => string = () => crypto.randomUUID(),
  ) {}

  /**
   * Trains; never rejects.
   * @param name of the record
   */
  async train(on: RunOnPage, settings: Settings, iterations: number, name: string): Promise<void> {
    this.store.setState({ ...AT_REST, status: 'trains', of: iterations });
    let parts: ToldParts = { rankings: on.log, agreement: [], samples: [] };
    let baseUtility: BaseUtility | null = null;
    const history: MetricsRow[] = [];
    const take = (event: RunEvent) => {
      parts = withTold(parts, event);
      if (event.type === 'baseUtility') ({ baseUtility } = event);
      if (event.type !== 'metrics') return;
      history.push(event.row);
      this.store.setState({ done: history.length });
    };
    let outcome: Partial<BesideState> = { status: 'ended' };
    try {
      await this.link.train({ model: on.model, settings, rankings: on.log, iterations }, take);
    } catch (error) {
      const stopped = error instanceof Error && error.name === 'AbortError';
      outcome = { status: stopped ? 'stopped' : 'failed', problem: messageOf(error) };
    }
    const { modelLabel: model, adapter, prompts } = on.session;
    const record: RunRecord = {
      id: this.newId(),
      name,
      created: Date.now(),
      algorithm: settings.algorithm,
      seed: settings.seed,
      model,
      adapter,
      settings: settingsDiff(settings),
      labeler: settings.rater,
      baseUtility,
      prompts,
      history,
      comparisons: [],
      ...parts,
    };
    this.store.setState({ ...outcome, record: history.length > 0 ? record : null });
  }

  /** Ends it; the iterations that it has made stay. */
  stop(): void {
    this.link.close();
  }
}
