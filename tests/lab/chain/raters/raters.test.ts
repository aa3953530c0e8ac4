/** The person who ranks in training, and the rater that judges in the end: each by what it looks at. */
import { expect, it } from 'vitest';
import { DOMAINS } from '../../../../src/lab/chain/domain/demonstrations.ts';
import { drawItem, fillTemplate, pick } from '../../../../src/lab/chain/domain/domain.ts';
import { roleOf } from '../../../../src/lab/chain/domain/prompts.ts';
import { claimsIn, rate } from '../../../../src/lab/chain/raters/rater.ts';
import { pleases, rankLast, TASTE } from '../../../../src/lab/chain/raters/taste.ts';
import { beginTrace, runChain } from '../../../../src/lab/chain/run.ts';
import { stream } from '../../../../src/rl/random.ts';
import { fakeWriter } from '../fakeWriter.ts';

const { venues, funds } = DOMAINS;
const VENUE = {
  name: 'Blue Fox',
  facts: { food: 'Italian', price: 'low', area: 'suburb', family: 'yes', rating: 'average' },
};
const FUND = {
  name: '远航优选',
  facts: { 类型: '指数', 风险: '中', 费率: '低', 期限: '灵活', 经理: '新任' },
};

it('rates what is so, what is said well, and what suits', () => {
  const good = 'Families, come to Blue Fox for small prices and a menu for children.';
  expect(rate(venues, VENUE, 'families', good)).toEqual({ facts: 1, fluent: 1, fit: 1, total: 1 });
  // Couples would rather have no children about, and have no use for small prices.
  expect(rate(venues, VENUE, 'couples', good)).toMatchObject({ facts: 1, fluent: 1, fit: 0 });
  expect(rate(funds, FUND, '年轻人', '选远航优选，因为费率很低，也因为进出灵活。').total).toBe(1);
  expect(rate(funds, FUND, '年轻人', '远航优选：费率很低，攻守兼备。')).toMatchObject({
    facts: 1,
    fluent: 1,
    fit: 0.5,
  });
});

it('finds what is not so, a wrong name, a boast, an open mask', () => {
  const rated = (text: string) => rate(venues, VENUE, 'families', text);
  expect(rated('Blue Fox offers small prices and a view of the water.')).toMatchObject({
    facts: 0.5,
    fluent: 1,
    fit: 0,
  });
  expect(rated('Red Fox offers small prices and a menu for children.')).toMatchObject({
    facts: 0,
    fluent: 1,
  });
  expect(rated('Blue Fox offers small prices and the best food on earth.')).toMatchObject({
    facts: 0,
    fluent: 1,
  });
  expect(rated('Blue Fox offers small prices and [2].').fluent).toBe(0);
  expect(rated('')).toEqual({ facts: 0, fluent: 0, fit: 0, total: 0 });
});

it('knows a whole sentence from one with a word too many, whatever the place is called', () => {
  const fluent = (text: string, name = 'Blue Fox') =>
    rate(venues, { ...VENUE, name }, 'families', text).fluent;
  expect(fluent('Try Blue Fox, known for small prices and a quiet street.')).toBe(1);
  expect(fluent('Try Blue Fox Fox, known for small prices and a quiet street.')).toBe(0);
  expect(fluent('Try Blue Fox, known very for small prices and a quiet street.')).toBe(0.5);
  expect(fluent('Try Zum Löwen (1), known for small prices and a quiet street.', 'Zum Löwen (1)')).toBe(1);
  expect(rate(funds, FUND, '年轻人', '远航优选：费率很低低，进出灵活。').fluent).toBe(0);
});

it('reads all claims of lines that the grammar makes', () => {
  const random = stream(1, 'claims');
  for (const domain of Object.values(DOMAINS))
    for (let i = 0; i < 40; i++) {
      const item = drawItem(domain, random, false);
      const reader = pick(Object.keys(domain.readers), random);
      const said = ['first', 'second'].map((_, place) => {
        const [fact, values] = Object.entries(domain.phrases)[2 * place + random.integer(2)];
        return { fact, phrase: pick(values[item.facts[fact]], random) };
      });
      const phrases = said.map(({ phrase }) => phrase);
      const text = fillTemplate(domain, pick(domain.templates, random), item.name, reader, phrases);
      expect(
        claimsIn(domain, text)
          .map(({ fact }) => fact)
          .toSorted(),
      ).toEqual(said.map(({ fact }) => fact).toSorted());
      expect(rate(domain, item, reader, text)).toMatchObject({ facts: 1, fluent: 1 });
    }
});

it('the person who ranks likes topics that suit, whole templates, short true copy that speaks to its reader', () => {
  const brief = { item: VENUE, reader: 'families' };
  const of = (role: Parameters<typeof pleases>[1], text: string) => pleases(venues, role, brief, text);
  expect(of('topic', 'price')).toBeGreaterThan(of('topic', 'food'));
  expect(of('topic', 'food')).toBeGreaterThan(of('topic', 'weather'));
  expect(of('keywords', 'small prices, room to park')).toBeGreaterThan(
    of('keywords', 'small prices, fresh pasta'),
  );
  expect(of('keywords', 'small prices, fresh pasta')).toBeGreaterThan(
    of('keywords', 'small prices, a hot wok'),
  );
  const [whole] = venues.templates;
  expect(of('template', whole)).toBeGreaterThan(of('template', whole.replace('[2]', '[1]')));
  expect(of('fill', 'Blue Fox: small prices, room to park.')).toBeGreaterThan(
    of('fill', 'Red Fox: small prices, room to park.'),
  );
  expect(of('fill', 'Blue Fox: small prices, room to park.')).toBeGreaterThan(
    of('fill', 'Blue Fox: small small prices, room to park.'),
  );
  expect(of(null, 'Families: Blue Fox, small prices.')).toBeGreaterThan(of(null, 'Blue Fox: small prices.'));
  const fund = { item: FUND, reader: '年轻人' };
  expect(pleases(funds, 'topic', fund, '费率')).toBeGreaterThan(pleases(funds, 'topic', fund, '经理'));
  expect(pleases(funds, 'copy', fund, '远航优选：费率很低，稳赚不赔。')).toBeLessThan(
    pleases(funds, 'copy', fund, '远航优选：费率很低，经理思路新。'),
  );
});

it('ranks the last step under a name of its own, mostly by what pleases', async () => {
  const chain = [{ kind: 'write', name: 'topic', prompt: '{facts}', candidates: 2, temperature: 1 } as const];
  const model = fakeWriter((_, sample) => ['weather', 'price'][sample]);
  const inputs = { facts: 'x', name: 'Blue Fox', reader: 'families' };
  const [trace] = await runChain(model, chain, [beginTrace('t', inputs)], { seed: 1, chat: null });
  const random = stream(1, 'taste');
  const all = Array.from({ length: 40 }, () =>
    rankLast(trace, { item: VENUE, reader: 'families' }, venues, (name) => roleOf(venues, name), random),
  );
  expect(all.every(({ steps }) => steps[0].by === TASTE)).toBe(true);
  expect(all.filter(({ steps }) => steps[0].tiers![0][0] === 1).length).toBeGreaterThan(35);
});
