/** What is wrong with the run in one sentence, and behind a press why, which answers show it, and what to do. */
import { useId } from 'react';
import type { Trouble } from '../../rl/runs/troubles.ts';
import { useApp, useRun } from '../app/context.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { remedyOf } from './remedies.ts';
import { Suspects } from './Suspects.tsx';
import { useTroubles } from './useTroubles.ts';
import { useWatchWords } from './useWatchWords.ts';
import type { WatchWords } from './words/enWatch.ts';
import styles from './Watch.module.css';

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export function Alarm({ view, yardstick }: Props) {
  const words = useWatchWords();
  const id = useId();
  const troubles = useTroubles(view, yardstick);
  const [worst] = troubles;
  return (
    <div className={styles.alarm} data-trouble={worst?.kind}>
      <p role="status">{worst && words.troubles[worst.kind].title}</p>
      {worst && (
        <>
          <button type="button" popoverTarget={id} className={styles.more}>
            {words.more}
          </button>
          <div id={id} popover="auto" role="dialog" aria-label={words.more} className={styles.why}>
            {troubles.map((trouble) => (
              <Why key={trouble.kind} {...{ trouble, view, yardstick }} />
            ))}
          </div>
        </>
      )}
    </div>
  );
}

function Why({ trouble, view, yardstick }: Props & { readonly trouble: Trouble }) {
  const app = useApp();
  const words = useWatchWords();
  const settings = useRun((state) => state.settings);
  const { title, advice } = words.troubles[trouble.kind];
  const remedy = view.kind === 'live' ? remedyOf(trouble.kind, settings, view.method) : null;
  return (
    <section>
      <h3>{title}</h3>
      <p>
        {textOf(trouble, words)} {trouble.kind === 'kl' && view.method.needs.reward && words.neverAsked}
      </p>
      {trouble.kind === 'fooling' && <Suspects view={view} yardstick={yardstick} />}
      <p>
        <b>{words.do}</b> {advice}
      </p>
      {remedy && (
        <button type="button" className={styles.remedy} onClick={() => app.session.configure(remedy.change)}>
          {words[remedy.name]}
        </button>
      )}
    </section>
  );
}

function textOf({ kind, since, from, to, reward }: Trouble, { troubles }: WatchWords): string {
  return troubles[kind].text(since, from, to, reward?.from ?? NaN, reward?.to ?? NaN);
}
