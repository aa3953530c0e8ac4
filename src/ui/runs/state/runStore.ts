/**
 * What the page knows about the run: session, stage, progress, last samples and comparison.
 * Curves live in MetricsHistory, outside any store. Must not know the worker or React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { NOTHING_ASKED, withoutEmpty, type Asked } from '../../library/choice/prompts.ts';
import type { Comparison } from '../../../rl/runs/compare.ts';
import type { Progress, RunSamples } from '../../../rl/runs/events.ts';
import type { SettingsChange } from '../../../rl/runs/settingChanges.ts';
import type { BaseUtility } from '../../../rl/training/baseUtility.ts';
import type { Failure, ModelChoice, SessionInfo, StepMeasurement } from '../../../workers/protocol.ts';
import type { LabelerId } from '../../../tastes/labeler.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import type { AgreementPoint } from '../../storage/visit.ts';
import type { MissingWebGpu } from '../../app/state/webGpu.ts';

/** `unsupported`: no WebGPU here; `cancelled`: the person stopped the loading. */
export type SessionStatus = 'probing' | 'loading' | 'ready' | 'unsupported' | 'cancelled' | 'failed';

export interface ShownRun {
  readonly status: SessionStatus;
  readonly session: SessionInfo | null;
  readonly settings: Settings;
  /** The model asked for; `session.model` is the one that runs. */
  readonly model: ModelChoice;
  /** What a model of one's own is asked to write to. */
  readonly asked: Asked;
  /** The settings the session was opened with: those that decide what is allocated stay so until the next one. */
  readonly opened: Settings | null;
  readonly progress: Progress | null;
  readonly stage: string;
  /** Stages that have run of the iteration under way, or of the last one. */
  readonly done: readonly string[];
  readonly iteration: number;
  readonly running: boolean;
  /** A play, step or reset is on its way to the trainer. */
  readonly pending: boolean;
  readonly agreement: readonly AgreementPoint[];
  /** What was changed of the settings since the run began, one after the other: marks.ts puts together what belongs together. */
  readonly changes: readonly SettingsChange[];
  readonly baseUtility: BaseUtility | null;
  readonly samples: RunSamples | null;
  readonly comparison: Comparison | null;
  readonly comparing: boolean;
  readonly comparePrompt: string | null;
  readonly measurement: StepMeasurement | null;
  readonly measuring: boolean;
  readonly savedIteration: number | null;
  readonly failure: Failure | null;
  /** What this browser lacks of WebGPU. */
  readonly missing: MissingWebGpu | null;
  /** The chosen yardstick, or null for the one that agrees best with the rankings. */
  readonly yardstick: LabelerId | null;
  /** Drawn beside it: another taste, or what the reward model says. */
  readonly second: LabelerId | 'reward' | null;
  /** Which curves are on screen: this run's, or those of the recorded run. */
  readonly view: 'live' | 'recorded';
  /** Whether a recording came on screen unasked, to keep company while a model loads: it leaves when that is ready. */
  readonly company: boolean;
}

export type RunStore = StoreApi<ShownRun>;

export function createRunStore(
  settings: Settings,
  model: ModelChoice,
  asked: Asked = NOTHING_ASKED,
): RunStore {
  return createStore<ShownRun>(() => ({
    status: 'probing',
    session: null,
    settings,
    model,
    asked: withoutEmpty(asked),
    opened: null,
    progress: null,
    stage: 'idle',
    done: [],
    iteration: 0,
    running: false,
    pending: false,
    agreement: [],
    changes: [],
    baseUtility: null,
    samples: null,
    comparison: null,
    comparing: false,
    comparePrompt: null,
    measurement: null,
    measuring: false,
    savedIteration: null,
    failure: null,
    missing: null,
    yardstick: null,
    second: null,
    view: 'live',
    company: false,
  }));
}
