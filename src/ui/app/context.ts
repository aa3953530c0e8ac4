/** How components reach the app and the words of the chosen language. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { App } from './createApp.ts';
import { dictionary, type Dictionary } from '../words/index.ts';
import { methodOf } from '../../rl/algorithms/settings.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { writesBlurbs } from '../library/choice/choice.ts';
import type { RankingState } from '../rank/state/rankingStore.ts';
import type { RunsState } from '../runs/state/runsStore.ts';
import type { ShownRun } from '../runs/state/runStore.ts';
import type { UiState } from './state/uiStore.ts';
import type { PreferencesState } from '../rank/state/preferencesStore.ts';

export const AppContext = createContext<App | null>(null);

/** @throws {Error} outside an AppContext */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('This component needs an AppContext.');
  return app;
}

/** The words of the page in its language, as they are for the model that runs. */
export function useWords(): Dictionary {
  return dictionary(
    useUi((state) => state.language),
    useOwnModel(),
  );
}

/** The method that the open session trains by, or will. */
export function useMethod(): MethodDeclaration {
  const { methods } = useApp();
  return useRun(({ opened, settings }) => methodOf(opened ?? settings, methods));
}

/** Whether a model writes to other prompts than facts about restaurants: some tastes have nothing to say then. */
export function useOtherPrompts(): boolean {
  const own = useOwnModel();
  return useRun(
    ({ session, asked }) => session?.reading.restaurants !== true && (own || asked.prompts.length > 0),
  );
}

/** Whether a model of one's own runs, or one that comes with the page for another task, rather than one of those that write blurbs. */
export function useOwnModel(): boolean {
  return useRun(({ session, model }) => session !== null && !writesBlurbs(session.model, model));
}

function useSelected<S, T>(store: StoreApi<S>, select: (state: S) => T): T {
  return useStore(store, select);
}

export const useUi = <T>(select: (state: UiState) => T): T => useSelected(useApp().ui, select);
export const useRun = <T>(select: (state: ShownRun) => T): T => useSelected(useApp().run, select);
export const useRuns = <T>(select: (state: RunsState) => T): T => useSelected(useApp().runs.store, select);
export const useRanking = <T>(select: (state: RankingState) => T): T => useSelected(useApp().ranking, select);
export const usePreferences = <T>(select: (state: PreferencesState) => T): T =>
  useSelected(useApp().preferences.store, select);
