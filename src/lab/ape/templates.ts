/**
 * The texts around instructions: the templates of automatic prompt engineering (Zhou et al. 2022), and how they are filled.
 * Pure. A template has marks in square brackets, <INSERT> where an infill belongs. Knows no model.
 */
import type { Pair } from './pairs.ts';

/** Every template; a person may change each. */
export interface Templates {
  /** Asks for the instruction at its end. [COUNT], [PAIRS] */
  readonly forward: string;
  /** Asks for what belongs at <INSERT>; a causal model gets it once more at the end, where it writes. [COUNT], [PAIRS] */
  readonly reverse: string;
  /** Asks for another wording. [INSTRUCTION] */
  readonly resample: string;
  /** Asks for an output. [INSTRUCTION], [INPUT] */
  readonly evaluate: string;
}

/** The paper's templates, the reverse one in left-to-right order: see {@link reverse}. */
export const PAPER_TEMPLATES: Templates = {
  forward:
    'I gave a friend an instruction and [COUNT] inputs. The friend read the instruction and wrote an output for every one of the inputs. Here are the input-output pairs:\n\n[PAIRS]\n\nThe instruction was',
  reverse:
    'I instructed my friend to <INSERT>. The friend read the instruction and wrote an output for every one of the inputs. Here are the input-output pairs:\n\n[PAIRS]',
  resample:
    'Generate a variation of the following instruction while keeping the semantic meaning.\n\nInput: [INSTRUCTION]\n\nOutput:',
  evaluate: 'Instruction: [INSTRUCTION]\n\nInput: [INPUT]\nOutput:',
};

/** What each template cannot do without. */
const MARKS: Readonly<Record<keyof Templates, readonly string[]>> = {
  forward: ['[PAIRS]'],
  reverse: ['[PAIRS]', '<INSERT>'],
  resample: ['[INSTRUCTION]'],
  evaluate: ['[INSTRUCTION]', '[INPUT]'],
};

/** The first mark that a template lacks, with its name; null when all are there. */
export function missingMark(templates: Templates): { template: keyof Templates; mark: string } | null {
  for (const template of Object.keys(MARKS) as (keyof Templates)[]) {
    const mark = MARKS[template].find((mark) => !templates[template].includes(mark));
    if (mark) return { template, mark };
  }
  return null;
}

const NUMBERS = 'zero one two three four five six seven eight nine ten'.split(' ');

/** The forward question about pairs. */
export function forward(templates: Templates, pairs: readonly Pair[]): string {
  return withPairs(templates.forward, pairs);
}

/**
 * The infill question about pairs, as a model that writes from left to right can answer it: the whole text with its blank
 * marked, then the mark again, after which what belongs there is written (Donahue et al. 2020).
 */
export function reverse(templates: Templates, pairs: readonly Pair[]): string {
  return `${withPairs(templates.reverse, pairs)}\n\n<INSERT>`;
}

/** Asks for another wording of an instruction. */
export function resample(templates: Templates, instruction: string): string {
  return fill(templates.resample, { '[INSTRUCTION]': instruction });
}

/** Asks what the output to an input is under an instruction. */
export function evaluate(templates: Templates, instruction: string, input: string): string {
  return fill(templates.evaluate, { '[INSTRUCTION]': instruction, '[INPUT]': input });
}

function withPairs(template: string, pairs: readonly Pair[]): string {
  const shown = pairs.map(({ input, outputs }) => `Input: ${input}\nOutput: ${outputs[0]}`).join('\n\n');
  return fill(template, { '[COUNT]': NUMBERS[pairs.length] ?? String(pairs.length), '[PAIRS]': shown });
}

/** Replaces marks in one pass, so that what is filled in is never filled again. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\[[A-Z]+\]/g, (mark) => values[mark] ?? mark);
}

/**
 * What a model wrote as an instruction, tidied: its first line that says something, without quotes, a label or a "to" before it.
 * An infill comes without capital and full stop; it gets them, so that it is not another candidate than the same sentence.
 */
export function tidy(written: string): string {
  const line =
    written
      .split('\n')
      .map((line) => line.trim())
      .find(Boolean) ?? '';
  const bare = line
    .replace(/^(?:instruction|output|variation)\s*:\s*/i, '')
    .replace(/^["'“”‘’]+|["'“”‘’]+$/g, '')
    .replace(/^(?:to|was to|is to)\s+(?=\p{Ll})/u, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (!/\p{L}/u.test(bare)) return '';
  const ended = /[.?!:]$/.test(bare) ? bare : `${bare}.`;
  return ended[0].toUpperCase() + ended.slice(1);
}
