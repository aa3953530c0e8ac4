/**
 * Every dialog by its name. Each is loaded when it is opened, or a little before: when a pointer or the focus comes to
 * the button that opens it. One that does not come is told, and the page goes on. Knows their names only.
 */
import { useEffect, useState, type ComponentType } from 'react';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useUi, useWords } from '../app/context.ts';
import type { UiState } from '../app/state/uiStore.ts';
import { NEAR } from '../parts/held.ts';
import { LoadBoundary } from '../parts/LoadBoundary.tsx';

type DialogName = NonNullable<UiState['dialog']>;

const PARTS: Readonly<Record<DialogName, () => Promise<{ default: ComponentType }>>> = {
  // It offers all methods.
  settings: async () => {
    await import('../../rl/algorithms/all.ts');
    return import('../settings/SettingsDialog.tsx');
  },
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
  share: () => import('../share/ShareDialog.tsx'),
  'share-on': () => import('../share/GoOnDialog.tsx'),
  'share-worse': () => import('../share/GoOnDialog.tsx'),
  'share-receipt': () => import('../share/ReceiptDialog.tsx'),
  class: () => import('../class/ClassDialog.tsx'),
  handIn: () => import('../class/HandInDialog.tsx'),
  quality: () => import('../quality/QualityDialog.tsx'),
  projector: () => import('../charts/Projector.tsx'),
};

/**
 * Those that are there. Not by React's lazy: it holds back by 300 ms what it has shown nothing for, and never asks again for
 * what did not come once.
 */
const loaded = new Map<DialogName, ComponentType>();

export async function bringDialog(name: DialogName): Promise<void> {
  if (!loaded.has(name)) loaded.set(name, (await PARTS[name]()).default);
}

/** Actions that open a dialog have its name, but for this one. */
const OTHERWISE: Readonly<Record<string, DialogName>> = { exportModel: 'export' };

export function Dialogs() {
  const app = useApp();
  const words = useWords();
  const [, setArrived] = useState<DialogName | null>(null);
  const refuse = (error: unknown) =>
    app.ui.setState({
      dialog: null,
      notice: { kind: 'error', text: messageOf(words.notLoaded(messageOf(error))) },
    });
  const name = useUi((state) => state.dialog);
  const wanted = name !== null && !loaded.has(name);
  useEffect(() => {
    if (wanted) bringDialog(name).then(() => setArrived(name), refuse);
    // Asked for once; whatever the page says when it does not come.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [name, wanted]);
  useEffect(() => {
    for (const type of NEAR) document.addEventListener(type, loadFor);
    return () => NEAR.forEach((type) => document.removeEventListener(type, loadFor));
  }, []);
  return (
    <LoadBoundary key={name} onFailure={refuse}>
      {[...loaded].map(([dialog, Part]) => dialog === name && <Part key={dialog} />)}
    </LoadBoundary>
  );
}

/** Fetches the dialog that the button under a pointer, or with the focus, opens. Its failure is told when it is opened. */
function loadFor({ target }: Event): void {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-action]') : null;
  const id = button?.dataset.action ?? '';
  const name = OTHERWISE[id] ?? id;
  if (isDialog(name)) bringDialog(name).catch(() => undefined);
}

function isDialog(name: string): name is DialogName {
  return name in PARTS;
}
