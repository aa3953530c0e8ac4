/** One answer, token by token: its tokens in colour, all their numbers, and the formulas of the token that is looked at. */
import { useState } from 'react';
import type { Inspection } from '../../../rl/runs/inspection.ts';
import { ModelText } from '../../parts/ModelText.tsx';
import { useApp } from '../../app/context.ts';
import { useRunView } from '../../runs/view.ts';
import { signed } from '../../text/format.ts';
import { Formulas } from './Formulas.tsx';
import {
  quantitiesOf,
  readQuantities,
  rowsOf,
  scaleOf,
  tokensCsv,
  type Quantity,
  type Scale,
  type TokenRow,
} from './state/tokenRows.ts';
import { answerFormulas } from './state/answerFormulas.ts';
import { TokenGrid } from './TokenGrid.tsx';
import { StripLegend, TokenStrip } from './TokenStrip.tsx';
import { useInsideWords } from './useInsideWords.ts';
import { useLit } from './useLit.ts';
import formulas from './Formulas.module.css';
import styles from './Inside.module.css';

interface Props {
  readonly inspection: Inspection;
  readonly answer: number;
  readonly firstRatio: number | null;
  readonly onAnswer: (answer: number) => void;
  /** What is not known of it, in words. */
  readonly missing?: React.ReactNode;
}

export function OpenAnswer({ inspection, answer, firstRatio, onAnswer, missing }: Props) {
  const words = useInsideWords();
  const lit = useLit();
  const [colour, setColour] = useState<Quantity>('kl');
  const [chosen, setChosen] = useState({ at: 0, pinned: false });
  const [pointed, setPointed] = useState<number | null>(null);
  const [next, setNext] = useState(false);
  const { credit, iteration, whole } = inspection;
  const open = inspection.answers[answer];
  const rows = rowsOf(open, credit, whole);
  const quantities = open.read ? readQuantities(rows) : quantitiesOf(rows);
  const last = rows.length - 1;
  const own = Math.min(last, chosen.at);
  const looked = Math.min(last, chosen.pinned ? own : (pointed ?? own));
  const shownAt = next ? Math.min(last, looked + 1) : looked;
  const quantity = lit.quantity ?? colour;
  const scale = scaleOf(rows, quantity, credit?.clip ?? (whole?.loss.term === 'token' ? whole.loss.high : 1));
  const row = rows.at(looked);
  const walk = (step: number) =>
    onAnswer(Math.max(0, Math.min(inspection.answers.length - 1, answer + step)));
  return (
    <div className={styles.open}>
      <div className={styles.tokens}>
        <Tools {...{ iteration, answer, rows, quantities, colour, scale }} onColour={setColour} />
        <p className={styles.prompt}>
          <span>{words.answers.prompt}</span> <ModelText as="span" oneLine text={open.prompt} />
        </p>
        <TokenStrip
          {...{ rows, quantity, scale }}
          chosen={shownAt}
          own={own}
          pinned={chosen.pinned}
          onPoint={setPointed}
          onAnswer={walk}
          onChoose={(at, pinned) => {
            setChosen({ at, pinned });
            setPointed(null);
          }}
        />
        <p className={styles.hint}>
          <span>{words.tokens.position(shownAt + 1, rows.length)}</span>
          {chosen.pinned && <span>{words.tokens.pinned}</span>}
          <span>{words.tokens.keys}</span>
        </p>
        <Attributed inspection={inspection} answer={answer} />
        <TokenGrid
          {...{ rows, quantities, colour, lit }}
          at={shownAt}
          onColour={setColour}
          onPoint={setPointed}
        />
      </div>
      {row && (open.read ?? (credit && open.columns) ?? (whole && open.pulled)) ? (
        <Formulas
          {...{ row, credit, firstRatio, lit }}
          own={answerFormulas(inspection, answer, row)}
          hasRatio={whole && whole.loss.term !== 'plain'}
          before={beforeOf(open.attribution, looked)}
          onColour={setColour}
          onNext={setNext}
        >
          {open.pulled && <p>{words.pulled}</p>}
          {missing}
        </Formulas>
      ) : (
        <p className={formulas.formulas}>{withoutFormulas(open, words)}</p>
      )}
    </div>
  );
}

/** Why an answer has no formulas. */
function withoutFormulas(
  { score, pulled }: Inspection['answers'][number],
  words: ReturnType<typeof useInsideWords>,
): string {
  if (score === null) return words.stages.sampled;
  return pulled ? words.pulled : words.noCredit;
}

interface ToolsProps {
  readonly iteration: number;
  readonly answer: number;
  readonly rows: readonly TokenRow[];
  readonly quantities: readonly Quantity[];
  readonly colour: Quantity;
  readonly scale: Scale;
  readonly onColour: (quantity: Quantity) => void;
}

/** What tokens are coloured by, what the colours stand for, and the numbers as a file. */
function Tools({ iteration, answer, rows, quantities, colour, scale, onColour }: ToolsProps) {
  const app = useApp();
  const words = useInsideWords();
  return (
    <div className={styles.tools}>
      <label>
        {words.tokens.colour}{' '}
        <select value={colour} onChange={(event) => onColour(event.target.value as Quantity)}>
          {quantities.map((name) => (
            <option key={name} value={name}>
              {words.quantities[name]}
            </option>
          ))}
        </select>
      </label>
      <StripLegend scale={scale} />
      <button
        type="button"
        onClick={() =>
          app.download(`nudge-tokens-${iteration}-${answer + 1}.csv`, tokensCsv(iteration, answer, rows))
        }
      >
        {words.csv}
      </button>
    </div>
  );
}

type Attribution = Inspection['answers'][number]['attribution'];

/** Score of the text before a token. */
function beforeOf(attribution: Attribution, at: number): number | null {
  return attribution && attribution.parts.slice(0, at).reduce((sum, part) => sum + part, attribution.start);
}

function Attributed({ inspection, answer }: Pick<Props, 'inspection' | 'answer'>) {
  const { tokens } = useInsideWords();
  const { rule } = useRunView().method.needs;
  const { attribution, score } = inspection.answers[answer];
  if (score === null) return null;
  if (!attribution) return <p className={styles.hint}>{rule ? tokens.ruled : tokens.learned}</p>;
  const parts = attribution.parts.reduce((sum, part) => sum + part, 0);
  return (
    <p className={styles.hint}>
      {tokens.sum(tokens.start(signed(attribution.start, 3)), signed(parts, 3), signed(score, 3))}
    </p>
  );
}
