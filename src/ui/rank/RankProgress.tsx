/** How many rankings there are, and where the reward model starts. */
import { useMemo } from 'react';
import { activeRankings } from '../../preferences/log.ts';
import { RANKINGS_TO_START } from '../../preferences/event.ts';
import { GOAL_RANKINGS } from '../train/state/trainingController.ts';
import { useMethod, usePreferences, useRun, useWords } from '../app/context.ts';
import { writtenOtherwise } from './state/writtenOtherwise.ts';
import styles from './RankProgress.module.css';

export function RankProgress() {
  const words = useWords();
  const events = usePreferences((state) => state.events);
  const loaded = usePreferences((state) => state.loaded);
  const session = useRun((state) => state.session);
  const rankings = useMemo(() => activeRankings(events), [events]);
  const otherwise = useMemo(() => (session ? writtenOtherwise(rankings, session) : 0), [rankings, session]);
  const { name, needs } = useMethod();
  // Who learns from rankings, where it is not a reward model.
  const who = needs.reward ? undefined : name;
  const count = rankings.length;
  const goal = Math.max(GOAL_RANKINGS, count);
  const next =
    count < RANKINGS_TO_START
      ? words.rank.starts(RANKINGS_TO_START, who)
      : count < GOAL_RANKINGS
        ? words.rank.startsNow
        : words.rank.learning(who);
  // Rankings that were not read yet are not none.
  if (!loaded) return <p className={styles.progress}>{words.keeping.reading}</p>;
  return (
    <div className={styles.progress}>
      <p>
        <strong>{words.rank.progress(count, goal)}</strong>
        {(needs.reward ?? needs.rankings) && <span>{next}</span>}
      </p>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={words.rank.progress(count, goal)}
        aria-valuemin={0}
        aria-valuemax={goal}
        aria-valuenow={count}
      >
        <div className={styles.fill} style={{ width: `${(100 * count) / goal}%` }} />
        <div className={styles.mark} style={{ left: `${(100 * RANKINGS_TO_START) / goal}%` }} />
      </div>
      {otherwise > 0 && <p className={styles.otherwise}>{words.rank.otherwise(otherwise, count)}</p>}
    </div>
  );
}
