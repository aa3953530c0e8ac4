/** What was done: how often, what it counts, whether it is about length, the latest events, and files out and in. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { toJsonl } from '../../../preferences/exportRows.ts';
import { useApp } from '../../../ui/app/context.ts';
import { useTypedNumbers } from '../../../ui/lab/parts/useTypedNumbers.ts';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed } from '../../../ui/text/format.ts';
import { visibleText } from '../../../ui/text/visibleText.ts';
import {
  FEEDBACK_KINDS,
  feedbackLines,
  isWeight,
  USUAL_WEIGHTS,
  type FeedbackEvent,
  type FeedbackKind,
  type FeedbackWeights,
} from '../../feedback/event.ts';
import { readFeedback } from '../../feedback/eventRows.ts';
import { countsOf, lengthFigures } from '../figures.ts';
import { labelsOf, type Outcome } from '../outcomes.ts';
import type { ImplicitWords } from './enImplicit.ts';
import type { FeedbackLog } from './feedbackLog.ts';
import styles from './ImplicitPanel.module.css';

/** Events listed. */
const LATEST = 12;
/** Beyond this, what counts is nearly all length. */
const SUSPICIOUS = 0.6;
const FEW = 8;

interface Props {
  readonly words: ImplicitWords;
  readonly log: FeedbackLog;
  readonly outcomes: readonly Outcome[];
  readonly weights: FeedbackWeights;
  onWeights(weights: FeedbackWeights): void;
}

export function EventLog({ words, log, outcomes, weights, onWeights }: Props) {
  const { events, trouble } = useStore(log.store);
  const { liked, others, correlation } = lengthFigures(outcomes);
  return (
    <section aria-labelledby="implicit-log">
      <h3 id="implicit-log">{words.log}</h3>
      <p role="status">{words.count(events.length, events.filter(({ by }) => by === 'person').length)}</p>
      {trouble !== null && (
        <p className={styles.problem} role="alert">
          {words.unsaved(trouble.slice(0, 200))}
        </p>
      )}
      <Weights words={words} counts={countsOf(events)} weights={weights} onWeights={onWeights} />
      {outcomes.length > 0 && <p>{words.about(fixed(liked, 1), fixed(others, 1), fixed(correlation))}</p>}
      {outcomes.length >= FEW && Math.abs(correlation) >= SUSPICIOUS && (
        <p className={styles.problem}>{words.suspicious}</p>
      )}
      {events.length > 0 && (
        <div className={styles.latest}>
          <DataTable
            inText
            caption={words.latest}
            headers={['#', words.when, words.who, words.kind, words.weight, words.answer]}
            rows={events
              .slice(-LATEST)
              .toReversed()
              .map(({ at, by, kind, answer, turn }, index) => [
                String(events.length - index),
                `${new Date(at).toLocaleTimeString()}${turn === undefined ? '' : ` · ${turn + 1}`}`,
                whoIs(words, by),
                words.kinds[kind],
                fixed(weights[kind]),
                visibleText(answer),
              ])}
          />
        </div>
      )}
      <Files words={words} log={log} outcomes={outcomes} weights={weights} />
    </section>
  );
}

/** A person, or a simulated user by its taste. */
function whoIs(words: ImplicitWords, by: FeedbackEvent['by']): string {
  if (by === 'person') return words.person;
  const [, taste, hurried] = /^simulated:(\S*)(.*)$/s.exec(by) ?? [];
  const known: Readonly<Record<string, string>> = words.tastes;
  return words.simulatedAs(known[taste] ?? taste, hurried === ' in a hurry');
}

interface WeightsProps extends Pick<Props, 'words' | 'weights' | 'onWeights'> {
  readonly counts: Readonly<Record<FeedbackKind, number>>;
}

function Weights({ words, counts, weights, onWeights }: WeightsProps) {
  const typed = useTypedNumbers<FeedbackKind>(weights, isWeight, (kind, weight) =>
    onWeights({ ...weights, [kind]: weight }),
  );
  const wrong = FEEDBACK_KINDS.find((kind) => typed.wrong(kind));
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.weight}>
        <table className={styles.weights}>
          <thead>
            <tr>
              {[words.kind, words.times, words.weight].map((header) => (
                <th key={header} scope="col">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {FEEDBACK_KINDS.toReversed().map((kind) => (
              <tr key={kind}>
                <th scope="row">{words.kinds[kind]}</th>
                <td>{counts[kind]}</td>
                <td>
                  <input
                    type="text"
                    inputMode="decimal"
                    aria-label={words.weightOf(words.kinds[kind])}
                    aria-invalid={typed.wrong(kind)}
                    value={typed.text(kind)}
                    onChange={({ target }) => typed.take(kind, target.value)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {wrong && (
        <p className={styles.problem} role="alert">
          {words.wrong(words.kinds[wrong])}
        </p>
      )}
      <div className={styles.buttons}>
        <button
          type="button"
          onClick={() => {
            typed.clear();
            onWeights(USUAL_WEIGHTS);
          }}
        >
          {words.usual}
        </button>
      </div>
    </>
  );
}

function Files({ words, log, outcomes, weights }: Omit<Props, 'onWeights'>) {
  const { download } = useApp();
  const { events } = useStore(log.store);
  const [told, setTold] = useState<readonly string[]>([]);
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const { events, problems } = readFeedback(await file.text());
    const added = log.add(events);
    const [first] = problems;
    setTold([
      ...(events.length > 0 ? [words.imported(added, events.length - added)] : []),
      ...(first ? [words.problem(first.line, first.reason, problems.length - 1)] : []),
    ]);
  };
  return (
    <>
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={events.length === 0}
          onClick={() => download('events.jsonl', feedbackLines(events, weights))}
        >
          {words.exportEvents}
        </button>
        <button
          type="button"
          disabled={outcomes.length === 0}
          onClick={() => download('unpaired.jsonl', toJsonl(labelsOf(outcomes)))}
        >
          {words.exportLabels}
        </button>
        <label className={styles.file}>
          <span>{words.importEvents}</span>
          <input
            type="file"
            accept=".jsonl,.json,.txt"
            onChange={({ target }) => {
              void read(target.files?.[0]);
              target.value = '';
            }}
          />
        </label>
      </div>
      <div role="status">
        {told.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
    </>
  );
}
