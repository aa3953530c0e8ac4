/** Model, strategy, score and what may be spent. */
import { ModelSelect, type BenchModel } from '../../../ui/lab/parts/ModelSelect.tsx';
import { percent } from '../../../ui/text/format.ts';
import { SCORE_IDS, type ScoreId } from '../judges.ts';
import { STRATEGY_IDS, type StrategyId } from '../search/strategy.ts';
import type { ApeWords } from './enApe.ts';
import styles from './ApePanel.module.css';

export interface Choices {
  readonly proposer: BenchModel;
  readonly target: BenchModel;
  readonly strategy: StrategyId;
  readonly score: ScoreId;
  readonly share: number;
  readonly resampling: number;
}

export const FIRST_CHOICES: Choices = {
  proposer: 'embedded',
  target: 'embedded',
  strategy: 'filter',
  score: 'accuracy',
  share: 0.25,
  resampling: 0,
};

const SHARES = [0.1, 0.25, 0.5, 1];
const ROUNDS = [0, 1, 2, 3];

interface Props {
  readonly words: ApeWords;
  readonly choices: Choices;
  /** Whether a model is open on the page. */
  readonly own: boolean;
  onChoices(choices: Choices): void;
}

export function SearchForm({ words, choices, own, onChoices }: Props) {
  const take = (change: Partial<Choices>) => onChoices({ ...choices, ...change });
  return (
    <>
      <div className={styles.fields}>
        {(['proposer', 'target'] as const).map((role) => (
          <ModelSelect
            key={role}
            label={words[role]}
            words={words}
            own={own}
            model={choices[role]}
            onModel={(model) => take({ [role]: model })}
          />
        ))}
        <label>
          <span>{words.strategy}</span>
          <select
            value={choices.strategy}
            onChange={({ target }) => take({ strategy: target.value as StrategyId })}
          >
            {STRATEGY_IDS.map((id) => (
              <option key={id} value={id}>
                {words.strategies[id]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.score}</span>
          <select value={choices.score} onChange={({ target }) => take({ score: target.value as ScoreId })}>
            {SCORE_IDS.map((id) => (
              <option key={id} value={id}>
                {words.scores[id]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.share}</span>
          <select
            value={choices.share}
            disabled={choices.strategy === 'exhaustive'}
            onChange={({ target }) => take({ share: Number(target.value) })}
          >
            {SHARES.map((share) => (
              <option key={share} value={share}>
                {percent(share)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.resampling}</span>
          <select
            value={choices.resampling}
            onChange={({ target }) => take({ resampling: Number(target.value) })}
          >
            {ROUNDS.map((rounds) => (
              <option key={rounds} value={rounds}>
                {rounds}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className={styles.note}>{words.modelNote}</p>
    </>
  );
}
