/** What each template makes the model write: its answer to the first question. */
import type { BanditWords } from './enBandit.ts';
import type { Game } from './table.ts';
import styles from './BanditPanel.module.css';

export function Samples({ words, game }: { readonly words: BanditWords; readonly game: Game }) {
  const answers = game.written.reduce((sum, { length }) => sum + length, 0);
  return (
    <details className={styles.samples}>
      <summary>{words.ready(answers, game.model)}</summary>
      <dl translate="no">
        {game.templates.map((template, at) => (
          <div key={template}>
            <dt>
              <code>{template}</code>
            </dt>
            <dd>{game.written[at][0].answer}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
