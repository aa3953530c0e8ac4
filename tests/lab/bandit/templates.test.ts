import { describe, expect, it } from 'vitest';
import {
  BLURB_TEMPLATES,
  fill,
  INSTRUCT_TEMPLATES,
  templateProblems,
} from '../../../src/lab/bandit/templates.ts';

describe('templates', () => {
  it('has nothing against its own', () => {
    expect(templateProblems(BLURB_TEMPLATES)).toEqual([]);
    expect(templateProblems(INSTRUCT_TEMPLATES)).toEqual([]);
  });

  it('says which template lacks what', () => {
    expect(templateProblems(['{question}'])).toEqual([{ kind: 'few', given: 1 }]);
    expect(
      templateProblems([
        '{question}',
        ' ',
        'Say something.',
        '{question} {question}',
        'Yes{answer}{question}',
        ' {question}\n',
      ]),
    ).toEqual([
      { kind: 'empty', at: 1 },
      { kind: 'place', at: 2 },
      { kind: 'twice', at: 3 },
      { kind: 'order', at: 4 },
      { kind: 'same', at: 5, as: 0 },
    ]);
    const many = Array.from({ length: 13 }, (_, index) => `{question} ${index}`);
    expect(templateProblems(many)).toEqual([{ kind: 'many', given: 13 }]);
  });

  it('puts the question before the end of the prompt, and the first words of the answer after it', () => {
    expect(fill('{question}, family: yes', 'name: A\n', '\n')).toEqual({
      prompt: 'name: A, family: yes\n',
      start: '',
    });
    expect(fill('{question}{answer} Yes,', 'name: A', '\n')).toEqual({
      prompt: 'name: A\n Yes,',
      start: ' Yes,',
    });
  });

  it('takes a question as it stands, signs of replacement included', () => {
    expect(fill('Q: {question}!', '$& $1 {answer}', '').prompt).toBe('Q: $& $1 {answer}!');
  });
});
