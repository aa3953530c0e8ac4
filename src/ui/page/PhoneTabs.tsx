/**
 * The two tabs of a phone at its lower edge: ranking, and watching the run. Each says in words how far it is and whether
 * something moves behind it. Knows the halves by their ids (Page.tsx); must not know what is in them.
 */
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { activeRankings } from '../../preferences/log.ts';
import { useApp, usePreferences, useRanking, useRun, useUi, useWords } from '../app/context.ts';
import type { Tab } from '../app/state/uiStore.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { GOAL_RANKINGS } from '../train/state/trainingController.ts';
import { useTroubles } from '../watch/useTroubles.ts';
import { badgesOf, seenWith, type Badge, type Happening, type Seen } from './tabNews.ts';
import { enTabs } from './words/enTabs.ts';
import { zhTabs } from './words/zhTabs.ts';
import styles from './PhoneTabs.module.css';

const TABS: readonly Tab[] = ['rank', 'watch'];

interface Props {
  readonly shown: Tab;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export default function PhoneTabs({ shown, view, yardstick }: Props) {
  const app = useApp();
  const words = useWords();
  const tabs = useUi(({ language }) => (language === 'zh' ? zhTabs : enTabs));
  const events = usePreferences((state) => state.events);
  const badges = useBadges(shown, view, yardstick);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    app.ui.setState({ tabbed: true });
    return () => app.ui.setState({ tabbed: false });
  }, [app]);
  const choose = useChoice(shown);

  const count = activeRankings(events).length;
  const told: Readonly<Record<Tab, string>> = {
    rank: words.rank.progress(count, Math.max(GOAL_RANKINGS, count)),
    watch: view.iteration > 0 ? words.train.iteration(view.iteration) : words.train.notStarted,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextTab(event.key, shown);
    if (next === null) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={tabs.title} className={styles.tabs}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-controls={`half-${tab}`}
          aria-selected={tab === shown}
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => choose(tab)}
          onKeyDown={onKeyDown}
        >
          <span className={styles.name}>
            <span>{tabs[tab]}</span> <News badge={badges[tab]} words={tabs.badges} />
          </span>
          <span className={styles.told}>{told[tab]}</span>
        </button>
      ))}
    </div>
  );
}

function News({ badge, words }: { badge: Badge | null; words: Readonly<Record<Badge, string>> }) {
  return badge && <small data-badge={badge}>{words[badge]}</small>;
}

/** Where arrow keys lead from a tab; null for other keys. */
function nextTab(key: string, shown: Tab): Tab | null {
  if (key === 'Home') return 'rank';
  if (key === 'End') return 'watch';
  return key === 'ArrowLeft' || key === 'ArrowRight' ? (shown === 'rank' ? 'watch' : 'rank') : null;
}

/** Shows a tab, each at the place where it was left. */
function useChoice(shown: Tab): (tab: Tab) => void {
  const app = useApp();
  const places = useRef<Readonly<Record<Tab, number>>>({ rank: 0, watch: 0 });
  const before = useRef(shown);
  useLayoutEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    window.scrollTo(0, places.current[shown]);
  }, [shown]);
  return (tab) => {
    places.current = { ...places.current, [shown]: window.scrollY };
    app.ui.setState({ tab });
  };
}

function useBadges(shown: Tab, view: RunView, yardstick: ChosenYardstick) {
  const app = useApp();
  const current = useRanking((state) => state.current);
  const opening = useRun(({ status }) => status !== 'ready');
  const running = useRun((state) => state.running);
  const playing = useStore(app.recorded.store, (state) => state.playing);
  const now: Happening = {
    answers: current?.requestId ?? null,
    writing: current?.streaming ?? false,
    iteration: view.iteration,
    moving: view.kind === 'recorded' ? playing : running || view.stage !== 'idle',
    trouble: useTroubles(view, yardstick).length > 0,
  };
  const [before, setSeen] = useState<Seen>(now);
  const seen = seenWith(before, now, shown, opening);
  if (seen.answers !== before.answers || seen.iteration !== before.iteration) setSeen(seen);
  return badgesOf(now, seen, shown);
}
