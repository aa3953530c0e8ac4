/** Templates as people write them, what is wrong with them, the model that answers, and questions. */
import { ModelSelect } from '../../../ui/lab/parts/ModelSelect.tsx';
import {
  BLURB_TEMPLATES,
  INSTRUCT_TEMPLATES,
  MOST,
  QUESTION,
  templateProblems,
  type TemplateProblem,
} from '../templates.ts';
import type { BanditWords } from './enBandit.ts';
import type { Table } from './table.ts';
import styles from './BanditPanel.module.css';

type Change = Partial<Pick<Table, 'templates' | 'model' | 'questions'>>;

interface Props {
  readonly words: BanditWords;
  readonly table: Table;
  /** Whether a model is open on the page. */
  readonly own: boolean;
  onChange(change: Change): void;
}

export function TemplatesForm({ words, table, own, onChange }: Props) {
  const { templates } = table;
  const problems = templateProblems(templates);
  return (
    <section aria-labelledby="bandit-templates">
      <h3 id="bandit-templates">{words.templates}</h3>
      <p className={styles.note}>{words.templatesNote}</p>
      <ol className={styles.templates}>
        {templates.map((template, at) => (
          // Templates have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            <span aria-hidden="true">{at + 1}</span>
            <textarea
              rows={template.split('\n').length}
              spellCheck={false}
              aria-label={words.template(at + 1)}
              aria-invalid={problems.some((problem) => 'at' in problem && problem.at === at)}
              value={template}
              onChange={({ target }) => onChange({ templates: templates.with(at, target.value) })}
            />
            <button
              type="button"
              aria-label={words.drop(at + 1)}
              onClick={() => onChange({ templates: templates.toSpliced(at, 1) })}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      {problems.length > 0 && (
        <ul className={styles.problems} role="alert">
          {problems.map((problem) => {
            const text = told(words, problem);
            return <li key={text}>{text}</li>;
          })}
        </ul>
      )}
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={templates.length >= MOST}
          onClick={() => onChange({ templates: [...templates, `${QUESTION} `] })}
        >
          {words.add}
        </button>
        <button type="button" onClick={() => onChange({ templates: BLURB_TEMPLATES })}>
          {words.sets.blurbs}
        </button>
        <button type="button" onClick={() => onChange({ templates: INSTRUCT_TEMPLATES })}>
          {words.sets.instruct}
        </button>
      </div>
      <div className={styles.fields}>
        <ModelSelect
          label={words.model}
          words={{ ...words.models, openNone: words.openNone }}
          own={own}
          model={table.model}
          onModel={(model) => onChange({ model })}
        />
        <label>
          <span>{words.questions}</span>
          <textarea
            rows={2}
            value={table.questions}
            onChange={({ target }) => onChange({ questions: target.value })}
          />
        </label>
      </div>
    </section>
  );
}

function told({ problems }: BanditWords, problem: TemplateProblem): string {
  switch (problem.kind) {
    case 'few':
      return problems.few(problem);
    case 'many':
      return problems.many(problem);
    case 'same':
      return problems.same(problem);
    case 'empty':
    case 'place':
    case 'twice':
    case 'order':
      return problems[problem.kind](problem);
  }
}
