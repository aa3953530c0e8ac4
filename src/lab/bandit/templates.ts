/**
 * Prompt templates: a text with a place for the question, and, if its writer likes, a place where the answer begins, so that it
 * says the answer's first words. Checks what people write; nothing that was written is changed or dropped. Pure.
 */

export const QUESTION = '{question}';
export const ANSWER = '{answer}';

/** The question as it stands, which every other template is compared with. */
export const BARE = QUESTION;

/** Templates for restaurants' blurbs: facts that are added, and words that answers begin with. */
export const BLURB_TEMPLATES: readonly string[] = [
  BARE,
  '{question}, rating: 5 out of 5',
  '{question}, rating: low',
  '{question}{answer} There is a',
  '{question}{answer} Looking for',
  '{question}{answer} You will love',
];

/** Templates for models that follow instructions. */
export const INSTRUCT_TEMPLATES: readonly string[] = [
  BARE,
  '{question}\nAnswer in one short sentence.',
  '{question}\nAnswer warmly, as a friend would.',
  '{question}\nThink step by step, then answer.',
  'You are an expert. {question}',
];

/** Fewer leave nothing to choose; more than these would each be tried too seldom. */
export const FEWEST = 2;
export const MOST = 12;

export type TemplateProblem =
  | { readonly kind: 'few'; readonly given: number }
  | { readonly kind: 'many'; readonly given: number }
  /** Counted from 0. */
  | { readonly kind: 'empty' | 'place' | 'twice' | 'order'; readonly at: number }
  | { readonly kind: 'same'; readonly at: number; readonly as: number };

/** What keeps templates from being chosen among, in their order; nothing when all is well. */
export function templateProblems(templates: readonly string[]): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  if (templates.length < FEWEST) problems.push({ kind: 'few', given: templates.length });
  if (templates.length > MOST) problems.push({ kind: 'many', given: templates.length });
  templates.forEach((template, at) => {
    const as = templates.findIndex((other) => other.trim() === template.trim());
    if (template.trim() === '') problems.push({ kind: 'empty', at });
    else if (!template.includes(QUESTION)) problems.push({ kind: 'place', at });
    else if (count(template, QUESTION) > 1 || count(template, ANSWER) > 1)
      problems.push({ kind: 'twice', at });
    else if (template.includes(ANSWER) && template.indexOf(ANSWER) < template.indexOf(QUESTION))
      problems.push({ kind: 'order', at });
    else if (as < at) problems.push({ kind: 'same', at, as });
  });
  return problems;
}

/** A template with a question in it. */
export interface Filled {
  /** What the model reads. */
  readonly prompt: string;
  /** First words of the answer, which the model reads too and people see before what it writes. */
  readonly start: string;
}

/**
 * Puts a question into a template.
 * @param promptEnd what must stand at the end of the model's prompts; a question that ends with it loses it first
 */
export function fill(template: string, question: string, promptEnd: string): Filled {
  const bare =
    promptEnd !== '' && question.endsWith(promptEnd) ? question.slice(0, -promptEnd.length) : question;
  const [before, start = ''] = template.split(ANSWER);
  // A function, so that "$&" in a question stays what it is.
  return { prompt: `${before.replace(QUESTION, () => bare)}${promptEnd}${start}`, start };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
