/** A few responses of the last rollout: what the numbers above are made of. */
import { useWords } from '../app/context.ts';
import { fixed, signed } from '../text/format.ts';
import type { RunView } from '../runs/view.ts';
import { ModelText } from '../parts/ModelText.tsx';
import styles from './SamplesPanel.module.css';

export function SamplesPanel({ view }: { readonly view: RunView }) {
  const words = useWords();
  const { samples } = view;
  return (
    <section className={styles.panel} aria-labelledby="samples-title">
      <h3 id="samples-title">
        <b>{words.samples.title}</b> {samples && <span>{words.samples.from(samples.iteration)}</span>}
      </h3>
      {samples ? (
        <ul tabIndex={0} aria-labelledby="samples-title">
          {samples.samples.map((sample, at) => (
            <li key={at}>
              <span className={styles.numbers}>
                <span>{words.samples.score}</span> <b>{signed(sample.score)}</b>{' '}
                <span>{words.samples.kl}</span> <b>{fixed(sample.kl, 1)}</b>
              </span>
              <ModelText
                as="span"
                oneLine
                text={sample.text}
                className={styles.sample}
                title={sample.prompt.trim()}
              />
            </li>
          ))}
        </ul>
      ) : (
        <p>{words.samples.none}</p>
      )}
    </section>
  );
}
