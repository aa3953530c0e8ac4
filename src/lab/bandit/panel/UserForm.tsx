/** Who judges, who chooses, and what each act counts. */
import { useStore } from 'zustand';
import { useTypedNumbers } from '../../../ui/lab/parts/useTypedNumbers.ts';
import { isWeight } from '../../feedback/event.ts';
import { ACTS, type Act } from '../game.ts';
import { STRATEGY_IDS, type StrategyId } from '../strategies.ts';
import type { BanditWords } from './enBandit.ts';
import { showNext, TASTE_IDS, type By, type TableStore } from './table.ts';
import styles from './BanditPanel.module.css';

interface Props {
  readonly words: BanditWords;
  readonly store: TableStore;
}

export function UserForm({ words, store }: Props) {
  const { by, strategy, epsilon } = useStore(store);
  return (
    <>
      <div className={styles.fields}>
        <label>
          <span>{words.by}</span>
          <select
            value={by}
            onChange={({ target }) => {
              store.setState({ by: target.value as By });
              showNext(store);
            }}
          >
            {([...TASTE_IDS, 'person'] as const).map((id) => (
              <option key={id} value={id}>
                {words.users[id]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.strategy}</span>
          <select
            value={strategy}
            onChange={({ target }) => store.setState({ strategy: target.value as StrategyId })}
          >
            {STRATEGY_IDS.map((id) => (
              <option key={id} value={id}>
                {words.strategies[id]}
              </option>
            ))}
          </select>
        </label>
        {strategy === 'greedy' && (
          <label>
            <span>
              {words.epsilon} {epsilon}
            </span>
            <input
              type="range"
              min={0}
              max={0.5}
              step={0.05}
              value={epsilon}
              onChange={({ target }) => store.setState({ epsilon: Number(target.value) })}
            />
          </label>
        )}
      </div>
      <p className={styles.note}>{words.strategyNotes[strategy]}</p>
      <details>
        <summary>{words.weights}</summary>
        <Weights words={words} store={store} />
      </details>
    </>
  );
}

/** What each act counts; a weight that is none is told, and the last right one counts. */
function Weights({ words, store }: Props) {
  const { weights } = useStore(store);
  const typed = useTypedNumbers<Act>(weights, isWeight, (kind, weight) =>
    store.setState({ weights: { ...weights, [kind]: weight } }),
  );
  return (
    <>
      <div className={styles.fields}>
        {ACTS.toReversed().map((kind) => (
          <label key={kind}>
            <span>{words.did[kind]}</span>
            <input
              inputMode="decimal"
              value={typed.text(kind)}
              aria-invalid={typed.wrong(kind)}
              onChange={({ target }) => typed.take(kind, target.value)}
            />
          </label>
        ))}
      </div>
      {ACTS.some((kind) => typed.wrong(kind)) && <p role="alert">{words.wrongWeight}</p>}
    </>
  );
}
