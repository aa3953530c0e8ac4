import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  evaluate,
  forward,
  missingMark,
  PAPER_TEMPLATES,
  resample,
  reverse,
  tidy,
} from '../../../src/lab/ape/templates.ts';

const PAIRS = [
  { input: 'cat', outputs: ['c'] },
  { input: 'dog', outputs: ['d'] },
];

describe('templates', () => {
  it('ask forward as the paper does', () => {
    expect(forward(PAPER_TEMPLATES, PAIRS)).toBe(
      'I gave a friend an instruction and two inputs. The friend read the instruction and wrote an output for every one of the inputs. Here are the input-output pairs:\n\nInput: cat\nOutput: c\n\nInput: dog\nOutput: d\n\nThe instruction was',
    );
  });

  it('put an infill into the order in which a causal model writes', () => {
    const asked = reverse(PAPER_TEMPLATES, PAIRS);
    expect(asked.startsWith('I instructed my friend to <INSERT>. The friend read')).toBe(true);
    expect(asked.endsWith('Output: d\n\n<INSERT>')).toBe(true);
  });

  it('fill marks once: an input that looks like a mark stays an input', () => {
    expect(evaluate(PAPER_TEMPLATES, 'Copy [INPUT].', '[INSTRUCTION]')).toBe(
      'Instruction: Copy [INPUT].\n\nInput: [INSTRUCTION]\nOutput:',
    );
    expect(resample(PAPER_TEMPLATES, 'Write $&.')).toContain('Input: Write $&.');
  });

  it('are those that the embedded model was trained on', () => {
    const script = readFileSync(resolve(import.meta.dirname, '../../../scripts/ape/prompts.py'), 'utf8');
    const trained = (name: string): string => {
      const [, value] = new RegExp(`^${name} = (\\([^)]*\\)|.*)$`, 'm').exec(script) ?? [];
      const parts = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
      return parts.join('').replaceAll('\\n', '\n');
    };
    const marked = (text: string) =>
      text.replaceAll(/\[([A-Z]+)\]/g, (_, mark: string) => `{${mark.toLowerCase()}}`);
    expect(trained('FORWARD')).toBe(marked(PAPER_TEMPLATES.forward));
    expect(trained('REVERSE')).toBe(`${marked(PAPER_TEMPLATES.reverse)}\n\n<INSERT>`);
    expect(trained('RESAMPLE')).toBe(marked(PAPER_TEMPLATES.resample));
    expect(trained('EVALUATE')).toBe(marked(PAPER_TEMPLATES.evaluate));
  });

  it('say which mark is missing', () => {
    expect(missingMark(PAPER_TEMPLATES)).toBeNull();
    expect(missingMark({ ...PAPER_TEMPLATES, reverse: 'Do it. [PAIRS]' })).toEqual({
      template: 'reverse',
      mark: '<INSERT>',
    });
  });
});

describe('what a model wrote', () => {
  it.each([
    [' Write the first letter.', 'Write the first letter.'],
    [' write the first letter', 'Write the first letter.'],
    ['\n"To write the first letter"\nInput: x', 'To write the first letter.'],
    ['to write the first letter', 'Write the first letter.'],
    ['Instruction: What is it?', 'What is it?'],
    ['  \n ', ''],
    ['... 12 ?!', ''],
  ])('%j is the candidate %j', (written, wanted) => {
    expect(tidy(written)).toBe(wanted);
  });
});
