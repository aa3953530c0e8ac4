/** The same facts answered by the base model and the current one, with what training moved. */
import { lazy, useState } from 'react';
import type { ChatRecord } from '../../model/prompts/prompts.ts';
import type { ScoredAnswer } from '../../rl/runs/compare.ts';
import { useApp, useOwnModel, useRun } from '../app/context.ts';
import { useLooks } from './useLooks.ts';
import { fixed, signed } from '../text/format.ts';
import { EMPTY_PROMPT, textOf } from '../library/choice/prompts.ts';
import { factsOf } from '../text/promptFacts.ts';
import type { RunView } from '../runs/view.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Explain } from '../parts/Explain.tsx';
import { LookInside } from '../parts/LookInside.tsx';
import { Later } from '../parts/Later.tsx';
import { useSteadyHeight } from '../parts/useSteadyHeight.ts';
import { KlLegend, TokenText } from './TokenText.tsx';
import styles from './ComparePanel.module.css';

const TokenTable = lazy(() => import('./TokenTable.tsx'));

export function ComparePanel({ view }: { readonly view: RunView }) {
  const app = useApp();
  const words = useLooks();
  const comparing = useRun((state) => state.comparing) && view.kind === 'live';
  const [tableOpen, setTableOpen] = useState(false);
  const own = useOwnModel() && view.kind === 'live';
  const chats = useRun((state) => state.session?.reading.chats);
  const answers = useSteadyHeight<HTMLDivElement>();
  const { comparison, comparePrompt, comparePrompts } = view;
  return (
    <section className={styles.panel} aria-labelledby="compare-title">
      <div className={styles.head}>
        <h2 id="compare-title">
          <span className={styles.number}>3</span> <span>{words.compare.title}</span>
        </h2>
        <p className={styles.lead}>{comparing ? words.compare.updating : words.compare.lead}</p>
        <select
          aria-label={words.compare.prompt}
          className={styles.prompt}
          value={comparePrompt ?? ''}
          disabled={comparePrompts.length === 0}
          onChange={(event) => {
            const prompt = event.target.value;
            if (view.kind === 'live') void app.training.compare(prompt);
            else app.run.setState({ comparePrompt: prompt });
          }}
        >
          {comparePrompts.map((prompt) => (
            <option key={prompt} value={prompt}>
              {own ? ownText(prompt, chats?.get(prompt)) : optionText(prompt)}
            </option>
          ))}
        </select>
        <ActionButton id="compare" />
      </div>
      <div ref={answers} className={styles.answers} aria-busy={comparing} aria-live="off">
        {comparison ? (
          <>
            <Answer title={words.compare.base} answer={comparison.base} at={0} />
            <Answer title={words.compare.current(comparison.iteration)} answer={comparison.current} at={1} />
            {tableOpen && (
              <Later>
                <TokenTable comparison={comparison} />
              </Later>
            )}
          </>
        ) : (
          <p className={styles.none}>{words.compare.none}</p>
        )}
      </div>
      <div className={styles.foot}>
        <KlLegend />
        {comparison && (
          <button type="button" aria-expanded={tableOpen} onClick={() => setTableOpen(!tableOpen)}>
            {words.compare.showTokens}
          </button>
        )}
      </div>
    </section>
  );
}

function Answer({
  title,
  answer,
  at,
}: {
  readonly title: string;
  readonly answer: ScoredAnswer;
  /** 0 is the base model's, 1 the current one's. */
  readonly at: number;
}) {
  const words = useLooks();
  const kl = answer.tokens.reduce((sum, token) => sum + token.logp - token.logpRef, 0);
  return (
    <article className={styles.answer} data-current={at === 1} aria-label={title}>
      <header>
        <h3>{title}</h3>
        <Explain text={words.compare.scoreHelp}>
          <span>{words.compare.score}</span> <b>{answer.score === null ? '–' : signed(answer.score)}</b>
        </Explain>
        <Explain text={words.compare.klHelp} values={`Σ = ${signed(kl)} nats`}>
          <span>{words.compare.kl}</span> <b>{fixed(kl, 1)}</b>
        </Explain>
        <LookInside name={title} of="comparison" answer={at} />
      </header>
      <TokenText answer={answer} />
    </article>
  );
}

function optionText(prompt: string): string {
  const { name, facts } = factsOf(prompt);
  return [name, ...facts.map(([key, value]) => (key === 'family' ? `family ${value}` : value))].join(' · ');
}

/** Characters of a prompt in a list. */
const LISTED = 80;

/** What a person asked a model of their own, in one line. */
function ownText(prompt: string, chat: ChatRecord | undefined): string {
  const text = (chat ? textOf(chat.messages) : prompt).trim().replace(/\s+/g, ' ');
  return text.length > LISTED ? `${text.slice(0, LISTED)}…` : text || EMPTY_PROMPT;
}
