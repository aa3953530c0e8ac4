/** A few responses of the last rollout: what the numbers above are made of. Each opens token by token. */
import { useApp } from '../app/context.ts';
import { useLooks } from './useLooks.ts';
import { fixed, signed } from '../text/format.ts';
import type { RunView } from '../runs/view.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { ModelText } from '../parts/ModelText.tsx';
import styles from './SamplesPanel.module.css';

export function SamplesPanel({ view }: { readonly view: RunView }) {
  const app = useApp();
  const words = useLooks();
  const { samples, settings } = view;
  // Of one model and its bag an answer tells when it is opened: here it is one number too many.
  const several = settings.rewardModels > 1;
  return (
    <section className={styles.panel} aria-labelledby="samples-title">
      <div className={styles.head}>
        <h3 id="samples-title">
          <b>{words.samples.title}</b> {samples && <span>{words.samples.from(samples.iteration)}</span>}
        </h3>
        <ActionButton id="inspect" kind="quiet" />
      </div>
      {samples ? (
        <ul tabIndex={0} aria-labelledby="samples-title">
          {samples.samples.map((sample, at) => (
            <li key={at}>
              <button
                type="button"
                className={styles.open}
                onClick={() => app.ui.setState({ inside: { iteration: samples.iteration, answer: at } })}
              >
                <span className={styles.numbers}>
                  <span>{words.samples.score}</span> <b>{signed(sample.score)}</b>
                  {several && sample.spread !== undefined && (
                    <span title={words.samples.spread}>±{fixed(sample.spread)}</span>
                  )}{' '}
                  <span>{words.samples.kl}</span> <b>{fixed(sample.kl, 1)}</b>
                </span>
                <ModelText
                  as="span"
                  oneLine
                  text={sample.text}
                  className={styles.sample}
                  title={sample.prompt.trim()}
                />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p>{words.samples.none}</p>
      )}
    </section>
  );
}
