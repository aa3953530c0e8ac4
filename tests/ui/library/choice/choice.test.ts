import { expect, test } from 'vitest';
import {
  AUTOMATIC,
  choiceFromText,
  choiceKey,
  choiceLabel,
  choiceToText,
  sameChoice,
} from '../../../../src/ui/library/choice/choice.ts';
import type { ModelChoice } from '../../../../src/workers/protocol.ts';

const CHOICES: readonly ModelChoice[] = [
  { kind: 'embedded', name: 'blurbs-tiny' },
  { kind: 'stored', id: 'tiny-0123456789ab' },
  { kind: 'remote', address: { kind: 'hub', id: 'owner/name' } },
  { kind: 'remote', address: { kind: 'hub', id: 'owner/name', revision: 'v2' } },
  { kind: 'remote', address: { kind: 'url', url: 'https://models.example/tiny' } },
];

test('a model comes back from its name in the address', () => {
  for (const choice of CHOICES) expect(choiceFromText(choiceToText(choice))).toEqual(choice);
});

test('the default and files have no name there, and what is no name is nothing', () => {
  expect(choiceToText(AUTOMATIC)).toBe('');
  expect(choiceToText({ kind: 'files', files: [new File(['{}'], 'config.json')], label: 'mine' })).toBe('');
  for (const text of ['', 'gpt-5', 'stored:', 'stored:a/b', 'a/b/c']) expect(choiceFromText(text)).toBe(null);
});

test('no two models are the same one', () => {
  expect(new Set(CHOICES.map(choiceKey)).size).toBe(CHOICES.length);
  for (const one of CHOICES) for (const other of CHOICES) expect(sameChoice(one, other)).toBe(one === other);
});

test('a stored model is called what it was stored as, and nothing once it is gone', () => {
  const stored = { id: 'tiny-0123456789ab', label: 'someone/tiny' } as never;
  expect(choiceLabel(CHOICES[1], [stored])).toBe('someone/tiny');
  expect(choiceLabel(CHOICES[1], [])).toBe(null);
  expect(choiceLabel(CHOICES[3], [])).toBe('owner/name at v2');
});
