/** A field for a number within a range: what is typed stays, and counts once it is right. */
import { useTypedNumbers } from '../../../../ui/lab/parts/useTypedNumbers.ts';

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

interface Props {
  readonly label: string;
  readonly range: Range;
  readonly value: number;
  wrongNumber(least: number, most: number): string;
  onValue(value: number): void;
  onRight(right: boolean): void;
}

export function TypedNumber({ label, range, value, wrongNumber, onValue, onRight }: Props) {
  const { least, most, whole } = range;
  const right = (number: number) => number >= least && number <= most && (!whole || Number.isInteger(number));
  const typed = useTypedNumbers({ value }, right, (_, number) => onValue(number));
  const wrong = typed.wrong('value');
  return (
    <label>
      <span>{label}</span>
      <input
        inputMode="decimal"
        value={typed.text('value')}
        aria-invalid={wrong}
        onChange={({ target }) => {
          typed.take('value', target.value);
          const text = target.value.trim().replace(',', '.');
          onRight(text !== '' && right(Number(text)));
        }}
      />
      {wrong && <span role="alert">{wrongNumber(least, most)}</span>}
    </label>
  );
}
