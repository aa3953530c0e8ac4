/** Which tools are at work, how many rounds there may be, and which model is asked. */
import { ModelSelect, type BenchModel } from '../../../ui/lab/parts/ModelSelect.tsx';
import { TOOL_IDS } from '../toolset/tool.ts';
import { TOOL_STATES, type ToolState, type ToolStates } from './brokenTools.ts';
import type { ToolsWords } from './enTools.ts';
import styles from './ToolsPanel.module.css';

const ROUNDS = [0, 1, 2, 3, 4, 6, 8];

export interface ToolChoices {
  readonly states: ToolStates;
  readonly most: number;
  readonly model: BenchModel;
}

interface Props {
  readonly words: ToolsWords;
  readonly choices: ToolChoices;
  /** Whether a model is open on the page. */
  readonly own: boolean;
  onChoices(choices: ToolChoices): void;
}

export function ToolsForm({ words, choices, own, onChoices }: Props) {
  const { states, most, model } = choices;
  return (
    <>
      <div className={styles.fields}>
        {TOOL_IDS.map((id) => (
          <label key={id}>
            <span>{words.tools[id]}</span>
            <select
              value={states[id]}
              onChange={({ target }) =>
                onChoices({ ...choices, states: { ...states, [id]: target.value as ToolState } })
              }
            >
              {TOOL_STATES.map((state) => (
                <option key={state} value={state}>
                  {words.states[state]}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label>
          <span>{words.rounds}</span>
          <select
            value={most}
            onChange={({ target }) => onChoices({ ...choices, most: Number(target.value) })}
          >
            {ROUNDS.map((rounds) => (
              <option key={rounds} value={rounds}>
                {rounds}
              </option>
            ))}
          </select>
        </label>
        <ModelSelect
          label={words.asked}
          words={words}
          own={own}
          model={model}
          onModel={(chosen) => onChoices({ ...choices, model: chosen })}
        />
      </div>
      {own && model === 'open' && <p className={styles.note}>{words.openNote}</p>}
    </>
  );
}
