/** What the embedded model is shown: the steps of the chain in the prompts of the page, and no name that is kept back. */
import { expect, it } from 'vitest';
import { demonstrations, DOMAINS, grammar } from '../../../../src/lab/chain/domain/demonstrations.ts';
import {
  drawItem,
  factLine,
  fillTemplate,
  isHeldOut,
  strikes,
} from '../../../../src/lab/chain/domain/domain.ts';
import { essayChain, oneShot, roleOf } from '../../../../src/lab/chain/domain/prompts.ts';
import { byLikelihood, marksOf } from '../../../../src/lab/chain/steps.ts';
import { stream } from '../../../../src/rl/random.ts';

const drawn = (held: boolean, count: number) => {
  const all = demonstrations(1, held);
  return Array.from({ length: count }, () => all.next().value);
};

it('shows every step of both chains, in the prompts of the page, in other words now and then', () => {
  const shown = drawn(false, 1500);
  const kinds = new Set(shown.map(({ kind }) => kind));
  expect(kinds.size).toBe(18);
  for (const domain of Object.values(DOMAINS)) {
    for (const step of [...essayChain(domain), ...oneShot(domain)]) {
      const { prompt, name } = step;
      // By likelihood copy is weighed as what it is.
      const role = byLikelihood(step) ? 'copy' : roleOf(domain, name)!;
      const [ask] = prompt.split('\n').slice(-1);
      const prompts = shown
        .filter(({ kind }) => kind === `${domain.id}/${role}`)
        .map(({ pieces }) => pieces[0][0]);
      const usual = prompts.filter((text) => text.endsWith(`\n${ask}`)).length;
      expect(usual / prompts.length, role).toBeGreaterThan(0.5);
      expect(usual, role).toBeLessThan(prompts.length);
    }
  }
});

it('every prompt is filled, ends where the model goes on, and has an answer', () => {
  for (const { pieces } of drawn(false, 300)) {
    const [[prompt, read], [answer, learnt]] = pieces;
    expect([read, learnt]).toEqual([false, true]);
    expect(prompt).toMatch(/[:：]$/);
    expect(marksOf(prompt)).toEqual([]);
    expect(answer).toMatch(/^ \S/);
    expect(answer).not.toContain('\n');
  }
});

it('repeats by its seed, and keeps names back', () => {
  expect(drawn(false, 20)).toEqual(drawn(false, 20));
  const names = (held: boolean) => {
    const random = stream(1, 'names');
    return new Set(Array.from({ length: 400 }, () => drawItem(DOMAINS.venues, random, held).name));
  };
  const [shown, kept] = [names(false), names(true)];
  expect([...kept].filter((name) => shown.has(name))).toEqual([]);
  expect(isHeldOut(1, 2)).toBe(true);
  const facts = drawn(false, 400)
    .map(({ pieces }) => pieces[0][0])
    .join('\n');
  for (const name of kept) expect(facts).not.toContain(`Facts: ${name};`);
});

it('the vocabulary has every word that is drawn', () => {
  const words = (texts: readonly string[]) =>
    new Set(
      texts
        .join(' ')
        .toLowerCase()
        .match(/\p{Script=Han}|[a-z]+/gu),
    );
  const known = words(grammar());
  const said = words(drawn(false, 400).flatMap(({ pieces }) => pieces.map(([text]) => text)));
  expect([...said].filter((word) => !known.has(word))).toEqual([]);
});

it('each reader likes something, no template lacks a mask, and no phrase says two things', () => {
  for (const domain of Object.values(DOMAINS)) {
    for (const reader of Object.keys(domain.readers)) {
      const liked = Object.entries(domain.phrases).flatMap(([fact, values]) =>
        Object.keys(values).filter((value) => strikes(domain, reader, fact, value) > 0),
      );
      expect(liked.length).toBeGreaterThan(2);
    }
    for (const template of domain.templates)
      for (const mask of [domain.masks.name, ...domain.masks.phrases]) expect(template).toContain(mask);
    const phrases = Object.values(domain.phrases).flatMap((values) => Object.values(values).flat());
    for (const phrase of phrases) expect(phrases.filter((other) => other.includes(phrase))).toEqual([phrase]);
  }
});

it('writes facts and templates as prompts have them', () => {
  const { venues, funds } = DOMAINS;
  expect(factLine({ name: 'Blue Fox', facts: { food: 'Indian', price: 'low' } })).toBe(
    'Blue Fox; food Indian; price low',
  );
  expect(
    fillTemplate(venues, venues.templates[0], 'Blue Fox', 'students', ['small prices', 'a hot wok']),
  ).toBe('Students, come to Blue Fox for small prices and a hot wok.');
  expect(fillTemplate(funds, funds.templates[2], '远航优选', '年轻人', ['费率很低', '进出灵活'])).toBe(
    '想要费率很低？试试远航优选，进出灵活。',
  );
});
