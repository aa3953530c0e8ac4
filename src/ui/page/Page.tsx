/** The whole page on one screen: the person's job on the left, the model's on the right. */
import { lazy, memo, useEffect } from 'react';
import { listenForDrops } from '../actions/dropAnywhere.ts';
import { listenForShortcuts } from '../actions/keyboard.ts';
import { ChartGrid } from '../charts/ChartGrid.tsx';
import { Dialogs } from './Dialogs.tsx';
import { GuidePlace, InsidePlace, LooksPlace } from './BesidePlaces.ts';
import { Header } from './Header.tsx';
import { RankPanel } from '../rank/RankPanel.tsx';
import { Later } from '../parts/Later.tsx';
import { RecordedBar } from '../runs/RecordedBar.tsx';
import { LiveRegion, StatusBar } from './StatusBar.tsx';
import { TrainPanel } from '../train/TrainPanel.tsx';
import { usePhone } from '../actions/touch.ts';
import { AppContext, useApp, useRun, useRuns, useUi } from '../app/context.ts';
import type { App } from '../app/createApp.ts';
import type { Tab } from '../app/state/uiStore.ts';
import { useRunView, useYardstick } from '../runs/view.ts';
import styles from './Page.module.css';

const PhoneTabs = lazy(() => import('./PhoneTabs.tsx'));
const TimePanel = lazy(() => import('../inspect/TimePanel.tsx'));
const SentBar = lazy(() => import('../share/SentBar.tsx'));
const AssignmentPanel = lazy(() => import('../class/AssignmentPanel.tsx'));
const UnsupportedPanel = lazy(() => import('./UnsupportedPanel.tsx'));

// The page is looked through whenever the run tells of its progress: of these only what changed is.
const [Head, Bars, Ranking, Recorded] = [memo(Header), memo(StatusBar), memo(RankPanel), memo(RecordedBar)];
const [Training, Curves] = [memo(TrainPanel), memo(ChartGrid)];

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
  const assigned = useUi((state) => state.assigned);
  const missing = useRun((state) => state.missing);
  const phone = usePhone();
  const tab = useUi((state) => state.tab) ?? (missing ? 'watch' : 'rank');
  const tabbed = useUi((state) => state.tabbed);
  const sent = useRuns((state) => state.sent !== null);
  const view = useRunView();
  const yardstick = useYardstick(view);

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
    <div className={styles.page} data-room>
      <Head />
      <Bars />
      {sent && (
        <Later>
          <SentBar view={view} />
        </Later>
      )}
      <main className={styles.main} data-room>
        {phone && (
          <Later>
            <PhoneTabs shown={tab} view={view} yardstick={yardstick} />
          </Later>
        )}
        <div className={styles.left} {...(tabbed && halfOf('rank', tab))}>
          {assigned && (
            <Later>
              <AssignmentPanel />
            </Later>
          )}
          {missing ? (
            <Later>
              <UnsupportedPanel />
            </Later>
          ) : (
            <Ranking />
          )}
        </div>
        <div className={styles.right} data-covered {...(tabbed && halfOf('watch', tab))}>
          <Recorded />
          <Training view={view} />
          <Curves view={view} yardstick={yardstick} />
          <LooksPlace view={view} />
          <Later>
            <TimePanel />
          </Later>
        </div>
      </main>
      <GuidePlace view={view} yardstick={yardstick} />
      <LiveRegion />
      <InsidePlace view={view} />
      <Dialogs />
    </div>
  );
}

/** What a half of the page is to the tabs of a phone. */
function halfOf(half: Tab, shown: Tab) {
  return { id: `half-${half}`, role: 'tabpanel', 'aria-labelledby': `tab-${half}`, hidden: half !== shown };
}
