/** The game itself: an answer and what one may do with it, or a simulated user that plays. */
import { useStore } from 'zustand';
import { ModelText } from '../../../ui/parts/ModelText.tsx';
import { ACTS, type Act } from '../game.ts';
import { STRATEGY_IDS } from '../strategies.ts';
import type { BanditWords } from './enBandit.ts';
import { forgetTurns, takeFeedback, type Game, type TableStore } from './table.ts';
import { usePlaying } from './usePlaying.ts';
import styles from './BanditPanel.module.css';

interface Props {
  readonly words: BanditWords;
  readonly store: TableStore;
  readonly game: Game;
}

export function Turns({ words, store, game }: Props) {
  const { by, strategy } = useStore(store);
  const { playing, play, pause } = usePlaying(store);
  return (
    <>
      {by === 'person' && <Answer words={words} store={store} game={game} />}
      <div className={styles.buttons}>
        {by !== 'person' && (
          <>
            <button type="button" onClick={() => (playing ? pause() : play([strategy]))}>
              {playing ? words.pause : words.play}
            </button>
            <button
              type="button"
              disabled={playing}
              onClick={() => play([strategy, ...STRATEGY_IDS.filter((id) => id !== strategy)])}
            >
              {words.playAll}
            </button>
          </>
        )}
        <button
          type="button"
          onClick={() => {
            pause();
            forgetTurns(store);
          }}
        >
          {words.forget}
        </button>
      </div>
    </>
  );
}

function Answer({ words, store, game }: Props) {
  const { shown } = useStore(store);
  if (shown === null) return null;
  const { question, answer } = game.written[shown.arm][shown.index];
  const take = (kind: Act) => {
    // Where the clipboard is closed to the page, it counts all the same.
    if (kind === 'copy') void navigator.clipboard?.writeText(answer).catch(() => undefined);
    takeFeedback(store, kind);
  };
  return (
    <section aria-labelledby="bandit-turn" className={styles.card}>
      <h3 id="bandit-turn">{words.yours}</h3>
      <p className={styles.note}>{words.yoursNote}</p>
      <dl aria-live="polite">
        <dt>{words.question}</dt>
        <dd>
          <ModelText text={question} />
        </dd>
        <dt>{words.answer}</dt>
        <dd>
          <ModelText text={answer} />
        </dd>
      </dl>
      <div className={styles.buttons}>
        {ACTS.toReversed().map((kind) => (
          <button key={kind} type="button" onClick={() => take(kind)}>
            {words.acts[kind]}
          </button>
        ))}
      </div>
    </section>
  );
}
