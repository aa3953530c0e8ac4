/** A field for a text with its line breaks, as high as what is in it. */

interface PromptTextProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Lines of a field before it scrolls. */
const MOST_ROWS = 10;

export function PromptText({ label, text, onChange }: PromptTextProps) {
  return (
    <textarea
      // For browsers that cannot size a field by what is in it.
      rows={Math.min(MOST_ROWS, text.split('\n').length)}
      dir="auto"
      aria-label={label}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
