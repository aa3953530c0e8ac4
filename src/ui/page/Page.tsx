/** The whole page on one screen: the person's job on the left, the model's on the right. */
import { lazy, Suspense, useEffect } from 'react';
import { listenForDrops } from '../actions/dropAnywhere.ts';
import { listenForShortcuts } from '../actions/keyboard.ts';
import { ChartGrid } from '../charts/ChartGrid.tsx';
import { ComparePanel } from '../inspect/ComparePanel.tsx';
import { SamplesPanel } from '../inspect/SamplesPanel.tsx';
import { Header } from './Header.tsx';
import { LoadBoundary } from '../parts/LoadBoundary.tsx';
import { RankPanel } from '../rank/RankPanel.tsx';
import { Later } from '../parts/Later.tsx';
import { RecordedBar } from '../runs/RecordedBar.tsx';
import { LiveRegion, StatusBar } from './StatusBar.tsx';
import { TrainPanel } from '../train/TrainPanel.tsx';
import { messageOf } from '../../workers/failures.ts';
import { AppContext, useApp, useRun, useUi, useWords } from '../app/context.ts';
import type { App } from '../app/createApp.ts';
import { useRunView, useYardstick } from '../runs/view.ts';
import styles from './Page.module.css';

const TimePanel = lazy(() => import('../inspect/TimePanel.tsx'));
const SettingsDialog = lazy(() => import('../settings/SettingsDialog.tsx'));
const ShortcutsDialog = lazy(() => import('./ShortcutsDialog.tsx'));
const ResetDialog = lazy(() => import('../train/ResetDialog.tsx'));
const ModelDialog = lazy(() => import('../library/ModelDialog.tsx'));
const ExportDialog = lazy(() => import('../export/ExportDialog.tsx'));
const ClusterDialog = lazy(() => import('../export/ClusterDialog.tsx'));
const ClassifierDialog = lazy(() => import('../rank/ClassifierDialog.tsx'));
const RunsDialog = lazy(() => import('../runs/RunsDialog.tsx'));
const LabDialog = lazy(() => import('../lab/LabDialog.tsx'));
const ExperimentsDialog = lazy(() => import('../experiments/ExperimentsDialog.tsx'));
const ClassPart = lazy(() => import('../class/ClassPart.tsx'));
const LinkDialog = lazy(() => import('../runs/LinkDialog.tsx'));
const UnsupportedPanel = lazy(() => import('./UnsupportedPanel.tsx'));

export function Page({ app }: { readonly app: App }) {
  return (
    <AppContext.Provider value={app}>
      <Content />
    </AppContext.Provider>
  );
}

function Content() {
  const app = useApp();
  const language = useUi((state) => state.language);
  const theme = useUi((state) => state.theme);
  const dialog = useUi((state) => state.dialog);
  const assigned = useUi((state) => state.assigned);
  const missing = useRun((state) => state.missing);
  const view = useRunView();
  const yardstick = useYardstick(view);
  const words = useWords();
  const refuse = (error: unknown) =>
    app.ui.setState({
      dialog: null,
      notice: { kind: 'error', text: messageOf(words.notLoaded(messageOf(error))) },
    });

  useEffect(() => listenForShortcuts(app), [app]);
  useEffect(() => listenForDrops(app), [app]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);

  return (
    <div className={styles.page}>
      <Header />
      <StatusBar />
      <main className={styles.main}>
        <div className={styles.left}>
          {assigned && (
            <Later>
              <ClassPart part="panel" />
            </Later>
          )}
          {missing ? (
            <LoadBoundary onFailure={refuse}>
              <Suspense fallback={null}>
                <UnsupportedPanel />
              </Suspense>
            </LoadBoundary>
          ) : (
            <RankPanel />
          )}
        </div>
        <div className={styles.right}>
          <RecordedBar />
          <TrainPanel view={view} />
          <ChartGrid view={view} yardstick={yardstick} />
          <ComparePanel view={view} />
          <SamplesPanel view={view} />
          <Later>
            <TimePanel />
          </Later>
        </div>
      </main>
      <LiveRegion />
      <LoadBoundary key={dialog} onFailure={refuse}>
        <Suspense fallback={null}>
          {dialog === 'settings' && <SettingsDialog />}
          {dialog === 'shortcuts' && <ShortcutsDialog />}
          {dialog === 'reset' && <ResetDialog />}
          {dialog === 'classifier' && <ClassifierDialog />}
          {dialog === 'model' && <ModelDialog />}
          {dialog === 'export' && <ExportDialog />}
          {dialog === 'cluster' && <ClusterDialog />}
          {dialog === 'runs' && <RunsDialog />}
          {dialog === 'lab' && <LabDialog />}
          {dialog === 'experiments' && <ExperimentsDialog />}
          {dialog === 'link' && <LinkDialog />}
          {(dialog === 'class' || dialog === 'handIn') && <ClassPart part={dialog} />}
        </Suspense>
      </LoadBoundary>
    </div>
  );
}
