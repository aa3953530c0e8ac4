/** The facts of a prompt, set like the head of a menu: the name large, the rest as a list. */
import { factsOf } from '../../ranking/promptFacts.ts';
import { useRun, useWords } from '../../context.ts';
import styles from './PromptCard.module.css';

export function PromptCard({ prompt }: { readonly prompt: string | null }) {
  const words = useWords();
  const status = useRun((state) => state.status);
  if (prompt === null) {
    return (
      <div className={styles.card} data-empty="true">
        <p>{status === 'ready' || status === 'loading' || status === 'probing' ? words.rank.waiting : '–'}</p>
      </div>
    );
  }
  const { name, facts } = factsOf(prompt);
  const labels: Record<string, string> = words.facts;
  return (
    <section className={styles.card} aria-label={words.rank.prompt}>
      <h3 className={styles.name}>{name}</h3>
      <dl className={styles.facts}>
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{labels[key] ?? key}</dt>
            <dd lang="en">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
