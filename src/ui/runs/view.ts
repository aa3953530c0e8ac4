/**
 * What curves, comparison and samples show: this visitor's run, or the recorded one up to its
 * position. Components below read this and need not know which it is.
 */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { activeRankings } from '../../preferences/log.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { methodOf, type Settings } from '../../rl/algorithms/settings.ts';
import { settingsOf } from '../../rl/runs/record.ts';
import type { BaseUtility } from '../../rl/training/baseUtility.ts';
import type { Comparison } from '../../rl/runs/compare.ts';
import type { JudgeId, LabelerId } from '../../tastes/labeler.ts';
import type { RankingEvent } from '../../preferences/event.ts';
import type { Yardstick } from '../../rl/runs/yardstick.ts';
import { writesBlurbs } from '../library/choice/choice.ts';
import { useApp, useOtherPrompts, usePreferences, useRun } from '../app/context.ts';
import { addAgreement } from './state/agreementSeries.ts';
import type { Found } from './state/bestYardstick.ts';
import type { AgreementPoint } from '../storage/visit.ts';
import type { MetricsHistory } from './state/history.ts';
import type { RecordedState } from './state/player.ts';
import { yardsticksFor } from '../rank/state/raters.ts';
import type { RunSamples } from '../../rl/runs/events.ts';
import type { SessionInfo } from '../../workers/protocol.ts';
import type { SettingsChange } from '../../rl/runs/settingChanges.ts';

export interface RunView {
  readonly kind: 'live' | 'recorded';
  /** Of a model of one's own that writes to other prompts than facts about restaurants. */
  readonly own: boolean;
  readonly history: MetricsHistory;
  readonly settings: Settings;
  /** What it is trained by: of settings that wait, the one before. */
  readonly method: MethodDeclaration;
  readonly iteration: number;
  readonly stage: string;
  /** Stages that have run of the iteration under way, or of the last one. */
  readonly done: readonly string[];
  readonly agreement: readonly AgreementPoint[];
  /** What was changed of the settings on the way. */
  readonly changes: readonly SettingsChange[];
  readonly baseUtility: BaseUtility | null;
  readonly samples: RunSamples | null;
  readonly comparison: Comparison | null;
  readonly comparePrompt: string | null;
  readonly comparePrompts: readonly string[];
  readonly rankings: readonly RankingEvent[];
}

export function useRunView(): RunView {
  const app = useApp();
  const run = useRun((state) => state);
  const events = usePreferences((state) => state.events);
  const rankings = useMemo(() => activeRankings(events), [events]);
  const own = useOtherPrompts();
  const recorded = useStore(app.recorded.store);
  const replay = useMemo(
    () => recordedView(recorded, app.recorded.history, run.comparePrompt, app.methods),
    [recorded, app.recorded.history, run.comparePrompt, app.methods],
  );
  const { settings, opened, iteration, stage, done, agreement, changes, baseUtility } = run;
  const { samples, comparison, comparePrompt } = run;
  const prompts = run.session?.prompts;
  // The same while nothing of it changes: progress, which is told many times a second, draws nothing of it anew.
  const live = useMemo<RunView>(
    () => ({
      kind: 'live',
      own,
      history: app.live,
      settings,
      method: methodOf(opened ?? settings, app.methods),
      iteration,
      stage,
      done,
      agreement,
      changes,
      baseUtility,
      samples,
      comparison,
      comparePrompt,
      comparePrompts: comparable(prompts, comparePrompt),
      rankings,
    }),
    [
      app,
      own,
      settings,
      opened,
      iteration,
      stage,
      done,
      agreement,
      changes,
      baseUtility,
      samples,
      comparison,
      comparePrompt,
      prompts,
      rankings,
    ],
  );
  return run.view === 'recorded' && replay ? replay : live;
}

/** Prompts to compare with: those that nothing was trained on, where there are such. */
function comparable(prompts: SessionInfo['prompts'] | undefined, chosen: string | null): readonly string[] {
  if (!prompts) return chosen === null ? [] : [chosen];
  return prompts.heldOut.length > 0 ? prompts.heldOut : prompts.train;
}

/** The yardstick of a run: whose utility is drawn, and why that one. */
export interface ChosenYardstick {
  readonly labeler: JudgeId;
  readonly reason: 'simulated' | 'agrees' | 'chosen' | 'default';
  /** Drawn beside it, or null: another taste, or what the reward model says. */
  readonly second: LabelerId | 'reward' | null;
  /** For `agrees`. */
  readonly tau: number;
  readonly rankings: number;
}

export function useYardstick(view: RunView): ChosenYardstick {
  const chosen = useRun((state) => state.yardstick);
  const second = useRun((state) => state.second);
  const { rankings, settings, own } = view;
  const best = useBest(rankings, own);
  const rater = settings.rater;
  return useMemo(() => {
    const none = { tau: NaN, rankings: 0, second };
    if (chosen !== null) return { ...none, labeler: chosen, reason: 'chosen' };
    if (rater !== 'person') return { ...none, labeler: rater, reason: 'simulated' };
    if (best) return { ...best, reason: 'agrees', second };
    return { ...none, labeler: 'shorter', reason: 'default' };
  }, [chosen, rater, best, second]);
}

/** The taste that these rankings agree with best, once there was time to look; null until then, and where it cannot be loaded. */
function useBest(rankings: readonly RankingEvent[], own: boolean): Yardstick | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    if (rankings.length > 0) {
      import('./state/bestYardstick.ts')
        .then(({ findBest }) => findBest(rankings, yardsticksFor(own), gone.signal, setFound))
        // The default is a yardstick, too.
        .catch(() => undefined);
    }
    return () => gone.abort();
  }, [rankings, own]);
  return found && found.first === rankings[0] ? found.best : null;
}

function recordedView(
  { run, position }: RecordedState,
  history: MetricsHistory,
  wanted: string | null,
  methods: readonly MethodDeclaration[],
): RunView | null {
  if (!run) return null;
  const iteration = run.history[position - 1]?.iteration ?? 0;
  let agreement: AgreementPoint[] = [];
  for (const point of run.agreement) {
    if (point.iteration <= iteration) agreement = addAgreement(agreement, point);
  }
  const prompts = [...new Set(run.comparisons.map((comparison) => comparison.prompt))];
  const prompt = wanted !== null && prompts.includes(wanted) ? wanted : (prompts[0] ?? null);
  const settings = settingsOf(run);
  return {
    kind: 'recorded',
    own: !writesBlurbs(run.model),
    history,
    settings,
    method: methodOf(settings, methods),
    iteration,
    stage: 'idle',
    done: [],
    agreement,
    changes: (run.changes ?? []).filter((change) => change.iteration <= iteration),
    baseUtility: run.baseUtility,
    samples: run.samples.filter((entry) => entry.iteration <= iteration).at(-1) ?? null,
    comparison:
      run.comparisons.filter((entry) => entry.prompt === prompt && entry.iteration <= iteration).at(-1) ??
      null,
    comparePrompt: prompt,
    comparePrompts: prompts,
    rankings: activeRankings(run.rankings),
  };
}
