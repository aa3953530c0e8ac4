/**
 * The prompt that answers are ranked to. Facts of the models that come with the page are set like the head of a menu; any
 * other prompt is shown as the model reads it, what a chat template put around it dimmed.
 */
import type { ChatRecord } from '../../model/prompts/prompts.ts';
import { EMPTY_PROMPT } from '../library/choice/prompts.ts';
import { factsOf } from '../text/promptFacts.ts';
import { promptPieces } from '../text/promptPieces.ts';
import { visibleText } from '../text/visibleText.ts';
import { useOwnModel, useRun, useWords } from '../app/context.ts';
import { ModelText } from '../parts/ModelText.tsx';
import styles from './PromptCard.module.css';

interface PromptCardProps {
  readonly prompt: string | null;
  /** What a chat template made the prompt of, if one did. */
  readonly chat?: ChatRecord;
}

export function PromptCard({ prompt, chat }: PromptCardProps) {
  const words = useWords();
  const status = useRun((state) => state.status);
  const own = useOwnModel();
  if (prompt === null) {
    return (
      <div className={styles.card} data-empty="true">
        <p>{status === 'ready' || status === 'loading' || status === 'probing' ? words.rank.waiting : '–'}</p>
      </div>
    );
  }
  return (
    <section className={styles.card} aria-label={words.rank.prompt} data-prompt>
      {own || chat ? (
        // New with each prompt: what a translator of pages did to the last one must not stay.
        <p key={prompt} className={styles.text} dir="auto" lang="" translate="no">
          {promptPieces(prompt || EMPTY_PROMPT, chat).map((piece, at) =>
            piece.own ? (
              <b key={at}>{visibleText(piece.text)}</b>
            ) : (
              <span key={at}>{visibleText(piece.text)}</span>
            ),
          )}
        </p>
      ) : (
        <Facts prompt={prompt} />
      )}
    </section>
  );
}

function Facts({ prompt }: { readonly prompt: string }) {
  const words = useWords();
  const { name, facts } = factsOf(prompt);
  const labels: Record<string, string> = words.facts;
  return (
    <>
      <h3 className={styles.name}>
        <ModelText as="span" text={name} />
      </h3>
      <dl className={styles.facts}>
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{labels[key] ?? key}</dt>
            <dd>
              <ModelText as="span" text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
