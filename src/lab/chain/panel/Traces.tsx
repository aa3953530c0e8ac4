/** Ranked traces as data: learnt from, taken along as JSON lines, brought back, given to the run. */
import { useState } from 'react';
import { exportRankings } from '../../../preferences/exportRows.ts';
import { useApp } from '../../../ui/app/context.ts';
import { rankedSteps, type Trace } from '../trace.ts';
import { rankingsOf, readTraces, traceLines } from '../traceRows.ts';
import type { ChainWords } from './enChain.ts';
import styles from './ChainPanel.module.css';

interface Props {
  readonly words: ChainWords;
  /** Those with a ranking. */
  readonly traces: readonly Trace[];
  /** Those without, too. */
  readonly all: readonly Trace[];
  readonly busy: boolean;
  onLearn(): void;
  /** Null where the simulated person has no words for what the model writes. */
  readonly onPractise: (() => void) | null;
  onForget(): void;
  onImport(traces: readonly Trace[]): void;
}

export function Traces({ words, traces, all, busy, onLearn, onPractise, onForget, onImport }: Props) {
  const { download, files, preferences } = useApp();
  const [told, setTold] = useState<readonly string[]>([]);
  const rankings = rankingsOf(traces, 0).length;
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const { traces, problems } = readTraces(await file.text());
    onImport(traces);
    const [first] = problems;
    setTold([
      ...(traces.length > 0 ? [words.imported(traces.length)] : []),
      ...(first ? [words.badLine(first.line, first.reason, problems.length - 1)] : []),
    ]);
  };
  const give = async (): Promise<void> => {
    const count = () => preferences.store.getState().events.length;
    const before = count();
    await files.import(new File([exportRankings(rankingsOf(traces, Date.now()))], 'chain.jsonl'));
    setTold([words.given(count() - before)]);
  };
  return (
    <section aria-labelledby="chain-traces">
      <h3 id="chain-traces">{words.traces}</h3>
      <p>{words.standing(traces.length, rankedSteps(traces))}</p>
      <div className={styles.buttons}>
        <button type="button" disabled={busy || traces.length === 0} onClick={onLearn}>
          {words.learn}
        </button>
        {onPractise && (
          <button type="button" disabled={busy} onClick={onPractise}>
            {words.practise}
          </button>
        )}
        <button type="button" disabled={busy} onClick={onForget}>
          {words.forget}
        </button>
      </div>
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={all.length === 0}
          onClick={() => download('traces.jsonl', traceLines(all))}
        >
          {words.exportTraces}
        </button>
        <button type="button" disabled={rankings === 0} onClick={() => void give()}>
          {words.give(rankings)}
        </button>
        <label className={styles.file}>
          <span>{words.importTraces}</span>
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
    </section>
  );
}
