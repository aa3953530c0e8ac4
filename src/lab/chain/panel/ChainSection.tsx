/** The chain itself: its steps with what came of each, the ways to run it, what stands in its way, and what came out. */
import { problemsOf } from '../check.ts';
import { DOMAINS } from '../domain/demonstrations.ts';
import { essayChain, NEW_STEP, oneShot, VERDICTS } from '../domain/prompts.ts';
import { added, changed, moved, removed } from '../editing.ts';
import { beginTrace } from '../run.ts';
import { callsOf, type Chain, type Step } from '../steps.ts';
import { cutAt, deskNow, withChain, withRanks, withTrace, type Board } from './board.ts';
import type { ChainWords } from './enChain.ts';
import { Outcomes } from './Outcomes.tsx';
import { StepCard } from './StepCard.tsx';
import { isBusy, newSeed, type AskedModel, type ChainState, type ChainWork } from './useChain.ts';
import styles from './ChainPanel.module.css';

interface Props {
  readonly words: ChainWords;
  readonly board: Board;
  readonly work: ChainWork;
  asked(): AskedModel;
  onBoard(change: (board: Board) => Board): void;
}

export function ChainSection(props: Props) {
  const { words, board, work, asked, onBoard } = props;
  const { item, reader, chain } = deskNow(board);
  const busy = isBusy(work.state);
  const problems = problemsOf(chain);
  const ready = 'gpu' in navigator && !busy && problems.length === 0 && item.name.trim() !== '';
  const toChain = (chain: Chain) => onBoard((board) => withChain(board, chain));
  const from = (place: number) => {
    const begun = cutAt(board, place);
    onBoard(() => begun);
    void work.run(asked(), chain, begun.trace, newSeed(), (grown) =>
      onBoard((board) => withTrace(board, grown)),
    );
  };
  return (
    <section aria-labelledby="chain-steps">
      <h3 id="chain-steps">{words.steps}</h3>
      <p className={styles.note}>{words.how}</p>
      <Running {...props} ready={ready} busy={busy} onFrom={from} />
      {problems.length > 0 && (
        <ul className={styles.problems} role="alert">
          {problems.map((problem) => (
            <li key={JSON.stringify(problem)}>{words.problem(problem)}</li>
          ))}
        </ul>
      )}
      <ol className={styles.steps}>
        {chain.map((step, place) => (
          <StepCard
            key={`${board.domain}/${place}`}
            words={words}
            step={step}
            place={place}
            last={place === chain.length - 1}
            done={board.trace.steps[place] ?? null}
            busy={busy}
            ready={ready}
            onStep={(step) => toChain(changed(chain, place, step))}
            onMove={(to) => toChain(moved(chain, place, to))}
            onRemove={() => toChain(removed(chain, place))}
            onRank={(tiers) => onBoard((board) => withRanks(board, place, tiers))}
            onAgain={() => from(place)}
          />
        ))}
      </ol>
      <Adding words={words} busy={busy} chain={chain} domain={board.domain} onChain={toChain} />
      <Outcomes words={words} domain={DOMAINS[board.domain]} item={item} reader={reader} board={board} />
    </section>
  );
}

interface RunningProps extends Props {
  readonly ready: boolean;
  readonly busy: boolean;
  onFrom(place: number): void;
}

/** The ways to run it, and how that goes. */
function Running({ words, board, work, asked, onBoard, ready, busy, onFrom }: RunningProps) {
  const { chain } = deskNow(board);
  const { trace } = board;
  const done = trace.steps.length;
  const atOnce = oneShot(DOMAINS[board.domain]);
  const runAtOnce = () =>
    void work.run(asked(), atOnce, beginTrace(crypto.randomUUID(), trace.inputs), newSeed(), (grown) =>
      onBoard((board) => ({ ...board, atOnce: grown })),
    );
  return (
    <>
      <div className={styles.buttons}>
        <button type="button" disabled={!ready || done >= chain.length} onClick={() => onFrom(done)}>
          {done === 0 ? words.run(callsOf(chain)) : words.goOn}
        </button>
        <button type="button" disabled={!ready || done === 0} onClick={() => onFrom(0)}>
          {words.fromStart}
        </button>
        <button type="button" disabled={!ready} onClick={runAtOnce}>
          {words.atOnce(callsOf(atOnce))}
        </button>
        <button type="button" disabled={!busy} onClick={work.stop}>
          {words.stop}
        </button>
      </div>
      <div role="status">
        {'gpu' in navigator ? <Status words={words} state={work.state} /> : <p>{words.noGpu}</p>}
      </div>
    </>
  );
}

interface AddingProps {
  readonly words: ChainWords;
  readonly busy: boolean;
  readonly chain: Chain;
  readonly domain: Board['domain'];
  onChain(chain: Chain): void;
}

function Adding({ words, busy, chain, domain, onChain }: AddingProps) {
  const add = (kind: Step['kind']) => {
    const { name, writing, judging } = NEW_STEP[domain];
    onChain(added(chain, kind, name, kind === 'write' ? writing : judging, VERDICTS[domain]));
  };
  return (
    <div className={styles.buttons}>
      <button type="button" disabled={busy} onClick={() => add('write')}>
        {words.addWriting}
      </button>
      <button type="button" disabled={busy} onClick={() => add('judge')}>
        {words.addJudge}
      </button>
      <button type="button" disabled={busy} onClick={() => onChain(essayChain(DOMAINS[domain]))}>
        {words.reset}
      </button>
    </div>
  );
}

function Status({ words, state }: { readonly words: ChainWords; readonly state: ChainState }) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'nothing':
      return <p className={styles.problem}>{words.nothing(state.step)}</p>;
    case 'failed':
      return <p className={styles.problem}>{words.failed(state.why)}</p>;
    case 'taught':
      return <p>{words.taught(state.learnt)}</p>;
    case 'practised':
      return <p>{words.practised(state.ranked)}</p>;
    default:
      return <p>{words.at[state.is]}</p>;
  }
}
