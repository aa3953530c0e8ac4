/** The four templates, which a person may change, and what one of them lacks. */
import { missingMark, PAPER_TEMPLATES, type Templates } from '../templates.ts';
import type { ApeWords } from './enApe.ts';
import styles from './ApePanel.module.css';

interface Props {
  readonly words: ApeWords;
  readonly templates: Templates;
  onTemplates(templates: Templates): void;
}

export function TemplatesForm({ words, templates, onTemplates }: Props) {
  const missing = missingMark(templates);
  return (
    <>
      <details>
        <summary>{words.templates}</summary>
        {(Object.keys(PAPER_TEMPLATES) as (keyof Templates)[]).map((name) => (
          <label key={name} className={styles.area}>
            <span>{words.templateNames[name]}</span>
            <textarea
              rows={4}
              value={templates[name]}
              aria-invalid={missing?.template === name}
              onChange={({ target }) => onTemplates({ ...templates, [name]: target.value })}
            />
          </label>
        ))}
        <button type="button" onClick={() => onTemplates(PAPER_TEMPLATES)}>
          {words.paper}
        </button>
      </details>
      {missing && <p role="alert">{words.missing(words.templateNames[missing.template], missing.mark)}</p>}
    </>
  );
}
