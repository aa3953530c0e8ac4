/**
 * Every dialog by its name. Each is loaded when it is opened, or a little before: when a pointer or the focus comes to
 * the button that opens it. One that does not come is told, and the page goes on. Knows their names only.
 */
import { lazy, Suspense, useEffect, type ComponentType } from 'react';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useUi, useWords } from '../app/context.ts';
import type { UiState } from '../app/state/uiStore.ts';
import { LoadBoundary } from '../parts/LoadBoundary.tsx';

type DialogName = NonNullable<UiState['dialog']>;

const PARTS: Readonly<Record<DialogName, () => Promise<{ default: ComponentType }>>> = {
  settings: () => import('../settings/SettingsDialog.tsx'),
  shortcuts: () => import('./ShortcutsDialog.tsx'),
  reset: () => import('../train/ResetDialog.tsx'),
  classifier: () => import('../rank/ClassifierDialog.tsx'),
  model: () => import('../library/ModelDialog.tsx'),
  export: () => import('../export/ExportDialog.tsx'),
  cluster: () => import('../export/ClusterDialog.tsx'),
  runs: () => import('../runs/RunsDialog.tsx'),
  lab: () => import('../lab/LabDialog.tsx'),
  experiments: () => import('../experiments/ExperimentsDialog.tsx'),
  link: () => import('../runs/LinkDialog.tsx'),
  projector: () => import('../charts/Projector.tsx'),
};

const DIALOGS = Object.entries(PARTS).map(([name, load]) => [name, lazy(load)] as const);

/** Actions that open a dialog have its name, but for this one. */
const OTHERWISE: Readonly<Record<string, DialogName>> = { exportModel: 'export' };

/** What takes longer than a person waits is on its way when they press. */
const BEFORE = ['pointerover', 'focusin'] as const;

export function Dialogs() {
  const app = useApp();
  const words = useWords();
  const refuse = (error: unknown) =>
    app.ui.setState({
      dialog: null,
      notice: { kind: 'error', text: messageOf(words.notLoaded(messageOf(error))) },
    });
  const name = useUi((state) => state.dialog);
  useEffect(() => {
    for (const type of BEFORE) document.addEventListener(type, loadFor);
    return () => BEFORE.forEach((type) => document.removeEventListener(type, loadFor));
  }, []);
  return (
    <LoadBoundary key={name} onFailure={refuse}>
      <Suspense fallback={null}>
        {DIALOGS.map(([dialog, Part]) => dialog === name && <Part key={dialog} />)}
      </Suspense>
    </LoadBoundary>
  );
}

/** Fetches the dialog that the button under a pointer, or with the focus, opens. Its failure is told when it is opened. */
function loadFor({ target }: Event): void {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-action]') : null;
  const id = button?.dataset.action ?? '';
  const load = (PARTS as Readonly<Record<string, (() => Promise<unknown>) | undefined>>)[OTHERWISE[id] ?? id];
  load?.().catch(() => undefined);
}
