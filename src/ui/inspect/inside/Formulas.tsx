/** The formulas of one token, symbols above and its own numbers below, each term linked to its column, token and curve. */
import type { InspectedCredit } from '../../../rl/runs/inspection.ts';
import { fixed, signed } from '../../text/format.ts';
import { formulasOf, type Formula, type Piece } from './state/formulas.ts';
import type { Quantity, TokenRow } from './state/tokenRows.ts';
import { useInsideWords } from './useInsideWords.ts';
import { lighting, type Lit } from './useLit.ts';
import styles from './Formulas.module.css';

interface Props {
  readonly row: TokenRow;
  /** Null of an answer that no iteration sampled to learn from. */
  readonly credit: InspectedCredit | null;
  /** Score of the text before the token, where it is known. */
  readonly before: number | null;
  /** Mean ratio of the update's first minibatch, where the iteration has told it. */
  readonly firstRatio: number | null;
  readonly lit: Lit;
  readonly onColour: (quantity: Quantity) => void;
  /** Shows the token after this one while a term of it is looked at. */
  readonly onNext: (next: boolean) => void;
  /** Those of a method that learns from answers as wholes. */
  readonly own?: readonly Formula[];
  /** Whether its loss has a ratio; left out of other methods. */
  readonly hasRatio?: boolean;
  /** What stands below them. */
  readonly children?: React.ReactNode;
}

export function Formulas(props: Props) {
  const { row, credit, before, firstRatio, own = [], hasRatio, lit, onColour, onNext, children } = props;
  const words = useInsideWords();
  const formulas = [...formulasOf(row, credit, { attribution: before }), ...own];
  return (
    <section className={styles.formulas} aria-label={words.formulas.title}>
      {formulas.map((formula) => (
        <div key={formula.id} className={styles.formula} data-lit={lit.is(formula.of)}>
          <h4>{words.formulas.names[formula.id]}</h4>
          <Line pieces={formula.symbols} {...{ lit, onColour, onNext }} />
          <Line pieces={formula.numbers} lead="= " {...{ lit, onColour, onNext }}>
            {' = '}
            <b>{signed(formula.result, 3)}</b>
          </Line>
          <Checked formula={formula} clipped={row.clipped} />
        </div>
      ))}
      {(credit ?? hasRatio) && (
        <>
          <p>{words.formulas.ratioBefore(firstRatio === null ? null : fixed(firstRatio, 6))}</p>
          {row.ratio === null && <p>{words.formulas.afterUpdate}</p>}
          {credit && <p>{words.formulas.symbols}</p>}
        </>
      )}
      {own.length > 0 && <p>{words.formulas.wholeSymbols}</p>}
      {children}
    </section>
  );
}

interface LineProps extends Pick<Props, 'lit' | 'onColour' | 'onNext'> {
  readonly pieces: readonly Piece[];
  readonly lead?: string;
  readonly children?: React.ReactNode;
}

function Line({ pieces, lead = '', lit, onColour, onNext, children }: LineProps) {
  return (
    <p className={styles.math} translate="no">
      {lead}
      {pieces.map(({ text, term, next = false }, at) => {
        if (!term) return <span key={at}>{text}</span>;
        const light = lighting(lit, term);
        const on = (enter: () => void, other: boolean) => () => {
          enter();
          onNext(other);
        };
        return (
          <button
            key={at}
            type="button"
            data-lit={light['data-lit']}
            onMouseEnter={on(light.onMouseEnter, next)}
            onMouseLeave={on(light.onMouseLeave, false)}
            onFocus={on(light.onFocus, next)}
            onBlur={on(light.onBlur, false)}
            onClick={() => onColour(term)}
          >
            {text}
          </button>
        );
      })}
      {children}
    </p>
  );
}

function Checked({ formula, clipped }: { readonly formula: Formula; readonly clipped: boolean | null }) {
  const { formulas } = useInsideWords();
  if (formula.id === 'clip') return <p>{clipped ? formulas.isClipped : formulas.isFree}</p>;
  if (formula.agrees === null || formula.told === null) return null;
  const told = signed(formula.told, 3);
  return (
    <p className={styles.checked} data-agrees={formula.agrees}>
      {formula.agrees ? `✓ ${formulas.agrees(told)}` : `✗ ${formulas.differs(told)}`}
    </p>
  );
}
