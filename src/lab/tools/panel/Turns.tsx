/** One dialogue, turn by turn: who spoke to whom, what each tool gave and why one gave nothing, where it went wrong. */
import type { Round } from '../dialogue.ts';
import type { ToolResult } from '../toolset/toolset.ts';
import type { ToolsWords } from './enTools.ts';
import type { Told } from './told.ts';
import styles from './ToolsPanel.module.css';

interface Props {
  readonly words: ToolsWords;
  readonly told: Told;
}

export function Turns({ words, told }: Props) {
  const { text, rounds, end, alone, right, wrong } = told;
  return (
    <article className={styles.dialogue}>
      <ol className={styles.turns}>
        <li>
          <Speakers words={words} from={words.user} to={words.model} />
          <q translate="no">{text}</q>
        </li>
        {rounds.map((round, index) => (
          <RoundTurns key={index} words={words} round={round} wrong={wrong === index} />
        ))}
      </ol>
      {end !== null && end !== 'answered' && <p className={styles.problem}>{words.ends[end]}</p>}
      {right !== null && end !== null && (
        <p className={wrong === null ? styles.right : styles.problem}>
          {wrong === null ? words.right : words.wrong}: <b translate="no">{right}</b>
        </p>
      )}
      {alone !== null && (
        <p className={styles.note}>
          {words.alone}: <span translate="no">{alone}</span>
        </p>
      )}
    </article>
  );
}

function RoundTurns({ words, round, wrong }: { words: ToolsWords; round: Round; wrong: boolean }) {
  const { turn, results } = round;
  const to = turn.to === null ? words.nobody : turn.to === 'TS' ? words.toolset : words.user;
  return (
    <>
      <li className={wrong ? styles.wrongTurn : undefined}>
        <Speakers words={words} from={words.model} to={to} />
        <q translate="no">{turn.to === null ? turn.wrote.trim() : turn.text}</q>
        {wrong && <small>{words.wentWrong}</small>}
      </li>
      {results?.map((result) => (
        <li key={result.tool} className={result.items.length > 0 ? undefined : styles.silent}>
          <Speakers words={words} from={words.tools[result.tool]} to={words.model} />
          <Given words={words} result={result} />
        </li>
      ))}
    </>
  );
}

function Given({ words, result: { items, reason } }: { words: ToolsWords; result: ToolResult }) {
  if (items.length > 0) return <q translate="no">{items.join(' | ')}</q>;
  return <span>{words.nothing(reason ? words.reasons[reason] : '')}</span>;
}

function Speakers({ words, from, to }: { words: ToolsWords; from: string; to: string }) {
  return (
    <b className={styles.speakers}>
      {from} <span aria-hidden="true">→</span>
      <span className="visually-hidden">{words.speaksTo}</span> {to}
    </b>
  );
}
