/** Which model a bench asks: the small one that comes with it, or the one that is open on the page. Knows no bench. */
export type BenchModel = 'embedded' | 'open';

interface Props {
  readonly label: string;
  readonly words: {
    readonly embedded: string;
    readonly open: string;
    /** Why the second cannot be chosen where none is. */
    readonly openNone: string;
  };
  /** Whether a model is open on the page; where none is, the bench's own is asked whatever was chosen. */
  readonly own: boolean;
  readonly model: BenchModel;
  onModel(model: BenchModel): void;
}

export function ModelSelect({ label, words, own, model, onModel }: Props) {
  return (
    <label>
      <span>{label}</span>
      <select value={own ? model : 'embedded'} onChange={({ target }) => onModel(target.value as BenchModel)}>
        <option value="embedded">{words.embedded}</option>
        <option value="open" disabled={!own}>
          {own ? words.open : `${words.open} (${words.openNone})`}
        </option>
      </select>
    </label>
  );
}
