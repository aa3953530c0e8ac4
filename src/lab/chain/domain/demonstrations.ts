/**
 * What supervised training sees: each step of the chain done, and copy at one go, as an unpractised writer does it. Topics suit the
 * reader now and then, some of what is said is not so, some lines are clumsy, and judges err. So the model knows what each step asks for and
 * has much to learn from people who rank. Pure.
 */
import { stream, type Stream } from '../../../rl/random.ts';
import { filled, type Values } from '../steps.ts';
import {
  claimOf,
  drawItem,
  factLine,
  factsOf,
  fillTemplate,
  pick,
  strikes,
  type Claim,
  type Domain,
  type Item,
} from './domain.ts';
import { FUNDS } from './funds.ts';
import { PROMPTINGS, VERDICTS, type Prompting, type Role } from './prompts.ts';
import { VENUES } from './venues.ts';

export const DOMAINS: Readonly<Record<Domain['id'], Domain>> = { venues: VENUES, funds: FUNDS };

/** A text, and whether the model is to learn to write it. */
export type Piece = readonly [text: string, learnt: boolean];

export interface Demonstration {
  readonly kind: string;
  readonly pieces: readonly Piece[];
}

/** How often each is drawn beside the others. */
const WEIGHTS: Readonly<Record<Role, number>> = {
  topic: 2,
  keywords: 4,
  template: 3,
  fill: 5,
  fluency: 3,
  rewrite: 4,
  select: 4,
  readers: 2,
  copy: 5,
};

/** How often an unpractised writer does well, and a judge errs. */
const SKILL = { suits: 0.4, true: 0.82, boasts: 0.06, whole: 0.82, clumsy: 0.14, misnamed: 0.06, same: 0.12 };
const ERRS: Readonly<Record<'fluency' | 'select' | 'readers', number>> = {
  fluency: 0.1,
  select: 0.2,
  readers: 0.15,
};

/** Demonstrations without end, of both languages; the same seed gives the same. @param held of names that training never sees */
export function* demonstrations(seed: number, held: boolean): Generator<Demonstration, never, undefined> {
  const random = stream(seed, `chain/demonstrations/${held ? 'held' : 'shown'}`);
  const roles = (Object.keys(WEIGHTS) as Role[]).flatMap((role) => Array<Role>(WEIGHTS[role]).fill(role));
  for (;;) {
    const domain = pick([VENUES, FUNDS], random);
    const role = pick(roles, random);
    const { values, answer } = new Writer(domain, random, held).does(role);
    const prompt = filled(worded(PROMPTINGS[domain.id][role], random), named(domain, values));
    yield {
      kind: `${domain.id}/${role}`,
      pieces: [
        [prompt, false],
        [` ${answer}`, true],
      ],
    };
  }
}

/** Mostly the usual wording; else another, or its lines in another order. */
function worded({ known, asks }: Prompting, random: Stream): string {
  const ask = random.uniform() < 0.6 ? asks[0] : pick(asks, random);
  const lines =
    random.uniform() < 0.85 ? known : random.permutation(known.length).map((place) => known[place]);
  return [...lines, ask].join('\n');
}

/** Values by the names that prompts of the domain call them by. */
function named(
  { id }: Domain,
  values: Partial<Record<Role | 'facts' | 'name' | 'reader' | 'text', string>>,
): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [PROMPTINGS[id][key as Role]?.name ?? key, value]),
  );
}

/** One who does any step for an item and a reader. */
class Writer {
  readonly #item: Item;
  readonly #reader: string;

  constructor(
    private readonly domain: Domain,
    private readonly random: Stream,
    held: boolean,
  ) {
    this.#item = drawItem(domain, random, held);
    this.#reader = pick(Object.keys(domain.readers), random);
  }

  does(role: Role): { values: Parameters<typeof named>[1]; answer: string } {
    const { domain } = this;
    const { name } = this.#item;
    const known = { facts: factLine(this.#item), name, reader: this.#reader };
    const topic = this.#topic();
    const claims = this.#claims(topic);
    const said = this.#phrases(claims);
    const keywords = said.join(domain.comma);
    const template = this.#template();
    switch (role) {
      case 'topic':
        return { values: known, answer: topic };
      case 'keywords':
        return { values: { ...known, topic }, answer: keywords };
      case 'template':
        return { values: { ...known, keywords }, answer: template };
      case 'fill':
        return { values: { ...known, keywords, template }, answer: this.#written(template, said) };
      case 'copy':
        return { values: known, answer: this.#written(template, said) };
      case 'rewrite': {
        const text = this.#written(template, said);
        return { values: { ...known, fluency: text }, answer: this.#rewritten(text, claims, said) };
      }
      default:
        return this.#judged(role, known);
    }
  }

  #judged(role: 'fluency' | 'select' | 'readers', known: { facts: string; name: string; reader: string }) {
    const { domain, random } = this;
    const good = random.uniform() < 0.5;
    const reader = this.#reader;
    const topic = this.#topic(good ? 1 : undefined);
    const claims = this.#claims(topic, good ? 1 : undefined);
    const said = good ? claims.map(({ phrase }) => phrase) : this.#phrases(claims);
    const right = fillTemplate(domain, pick(domain.templates, random), this.#item.name, reader, said);
    const poor = role === 'fluency' ? !good : random.uniform() < SKILL.clumsy;
    const text = poor ? clumsy(domain, right, random) : right;
    const errs = random.uniform() < ERRS[role];
    if (role === 'readers') {
      const likes = (who: string) =>
        claims.reduce((sum, { fact, value }) => sum + strikes(domain, who, fact, value), 0);
      const most = Math.max(...Object.keys(domain.readers).map(likes));
      const fitting = Object.keys(domain.readers).filter((who) => errs || likes(who) === most);
      return { values: { ...known, text }, answer: pick(fitting, random) };
    }
    const so = claims.every(({ fact, value }) => this.#item.facts[fact] === value);
    const liked = claims.reduce((sum, { fact, value }) => sum + strikes(domain, reader, fact, value), 0) > 0;
    const boasts = said.some((phrase) => domain.boasts.includes(phrase));
    const fine = role === 'fluency' ? !poor : so && liked && !boasts && !poor;
    return { values: { ...known, text }, answer: VERDICTS[domain.id][fine !== errs ? 0 : 1] };
  }

  #topic(suits = SKILL.suits): string {
    const { domain, random } = this;
    const facts = factsOf(domain);
    const liked = facts.filter((fact) => strikes(domain, this.#reader, fact, this.#item.facts[fact]) > 0);
    return pick(liked.length > 0 && random.uniform() < suits ? liked : facts, random);
  }

  /** What is said of the topic, and of something else. */
  #claims(topic: string, suits = SKILL.suits): readonly [Claim, Claim] {
    let other = topic;
    while (other === topic) {
      other = this.#topic(suits);
      // There may be only one that suits.
      if (other === topic) other = pick(factsOf(this.domain), this.random);
    }
    return [this.#claim(topic, suits), this.#claim(other, suits)];
  }

  #claim(fact: string, suits: number): Claim {
    const { domain, random } = this;
    const so = suits === 1 || random.uniform() < SKILL.true;
    const value = so ? this.#item.facts[fact] : pick(Object.keys(domain.phrases[fact]), random);
    return claimOf(domain, fact, value, random);
  }

  #phrases(claims: readonly Claim[]): readonly string[] {
    const { domain, random } = this;
    const boasts = random.uniform() < SKILL.boasts;
    return claims.map(({ phrase }, place) => (boasts && place === 1 ? pick(domain.boasts, random) : phrase));
  }

  #template(): string {
    const { domain, random } = this;
    const template = pick(domain.templates, random);
    if (random.uniform() < SKILL.whole) return template;
    // A mask is lost, or another stands there twice.
    const { masks } = domain;
    const lost = pick([masks.name, ...masks.phrases], random);
    return template.replace(lost, pick([masks.phrases[0], masks.reader], random));
  }

  #written(template: string, said: readonly string[]): string {
    const { domain, random } = this;
    const misnamed = random.uniform() < SKILL.misnamed;
    const name = misnamed ? drawItem(domain, random, false).name : this.#item.name;
    const text = fillTemplate(domain, template, name, this.#reader, said);
    return random.uniform() < SKILL.clumsy ? clumsy(domain, text, random) : text;
  }

  #rewritten(text: string, claims: readonly Claim[], said: readonly string[]): string {
    const { domain, random } = this;
    if (random.uniform() < SKILL.same) return text;
    const again = claims.map(({ fact, value, phrase }, place) =>
      said[place] === phrase ? claimOf(domain, fact, value, random).phrase : said[place],
    );
    return this.#written(pick(domain.templates, random), again);
  }
}

/** A line with a word too many. */
export function clumsy({ space, fillers }: Domain, text: string, random: Stream): string {
  const words = space === '' ? Array.from(text) : text.split(' ');
  const at = 1 + random.integer(Math.max(1, words.length - 1));
  const word = random.uniform() < 0.5 ? words[at - 1] : pick(fillers, random);
  return [...words.slice(0, at), word, ...words.slice(at)].join(space);
}

/** All texts whose words are whole in the vocabulary. */
export function grammar(): readonly string[] {
  return [VENUES, FUNDS].flatMap((domain) => [
    ...Object.values(PROMPTINGS[domain.id]).flatMap(({ known, asks }) => [...known, ...asks]),
    ...VERDICTS[domain.id],
    ...Object.keys(domain.readers),
    ...Object.entries(domain.phrases).flatMap(([fact, values]) => [
      fact,
      ...Object.entries(values).flatMap(([value, phrases]) => [value, ...phrases]),
    ]),
    ...domain.boasts,
    ...domain.templates,
    ...domain.fillers,
    ...domain.names.first,
    ...domain.names.second,
  ]);
}
