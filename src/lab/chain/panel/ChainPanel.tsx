/** Thought chains on the page: an item and a reader, the chain, what was ranked, what was found. */
import { useState } from 'react';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import { embeddedRoot } from '../../../workers/labClient.ts';
import { useRun, useUi } from '../../../ui/app/context.ts';
import { ModelSelect, type BenchModel } from '../../../ui/lab/parts/ModelSelect.tsx';
import { DOMAINS } from '../domain/demonstrations.ts';
import {
  allTraces,
  deskNow,
  newBoard,
  rankedTraces,
  withAnother,
  withDesk,
  withDomain,
  withImported,
  type Board,
} from './board.ts';
import { ChainSection } from './ChainSection.tsx';
import { enChain } from './enChain.ts';
import { ItemForm } from './ItemForm.tsx';
import { Recorded } from './Recorded.tsx';
import { Traces } from './Traces.tsx';
import { isBusy, newSeed, useChain, type AskedModel } from './useChain.ts';
import { zhChain } from './zhChain.ts';
import styles from './ChainPanel.module.css';

/** Where the model lies, below the root of those that come with the page. */
const CHAIN_MODEL = 'chain-tiny';

interface Kept {
  readonly board: Board;
  readonly model: BenchModel;
}

/** What was written, ranked and edited outlives the dialog: nothing is lost by closing it. */
let kept: Kept | null = null;

interface Props {
  readonly lab: LabConnection;
  /** What to begin with; where it is left out, what was there before. */
  readonly begin?: Board;
}

export default function ChainPanel({ lab, begin }: Props) {
  const language = useUi(({ language }) => language);
  const words = language === 'zh' ? zhChain : enChain;
  const own = useRun(({ session, model }) => (session ? model : null));
  const [now, setNow] = useState(() => {
    if (begin) kept = { board: begin, model: 'embedded' };
    return (kept ??= { board: newBoard(language === 'zh' ? 'funds' : 'venues', 1), model: 'embedded' });
  });
  const take = (change: Partial<Kept>) => setNow((kept = { ...kept!, ...change }));
  const onBoard = (change: (board: Board) => Board) => take({ board: change(kept!.board) });
  const work = useChain(lab);
  const { board, model } = now;
  const { item, reader } = deskNow(board);
  const busy = isBusy(work.state);
  const other = model === 'open' ? own : null;
  const asked = (): AskedModel => {
    const modelRoot = embeddedRoot();
    const url = `${modelRoot}${CHAIN_MODEL}`;
    const embedded = { kind: 'remote', address: { kind: 'url', url } } as const;
    return { model: other ?? embedded, modelRoot, chat: other !== null };
  };
  const traces = rankedTraces(board);
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <ItemForm
        words={words}
        domain={DOMAINS[board.domain]}
        item={item}
        reader={reader}
        busy={busy}
        onDomain={(id) => onBoard((board) => withDomain(board, id))}
        onItem={(item) => onBoard((board) => withDesk(board, { item }))}
        onReader={(reader) => onBoard((board) => withDesk(board, { reader }))}
        onAnother={() => onBoard((board) => withAnother(board, newSeed()))}
      />
      <ChainSection words={words} board={board} work={work} asked={asked} onBoard={onBoard} />
      <Traces
        words={words}
        traces={traces}
        all={allTraces(board)}
        busy={busy || !('gpu' in navigator)}
        onLearn={() => void work.learn(asked(), traces, newSeed())}
        onPractise={other ? null : () => void work.practise(asked(), newSeed())}
        onForget={() => lab.close()}
        onImport={(read) => onBoard((board) => withImported(board, read))}
      />
      <div className={styles.fields}>
        <ModelSelect
          label={words.asked}
          words={words}
          own={own !== null}
          model={model}
          onModel={(model) => take({ model })}
        />
      </div>
      {other && <p className={styles.note}>{words.openNote}</p>}
      <Recorded words={words} />
    </div>
  );
}
