/**
 * The guide's questions: each is made of what stands on the page at that moment, with its answer, and the numbers that its
 * explanation says. Pure; knows no words and no component.
 */
import { orderedPairs } from '../../../preferences/agreement.ts';
import { wordCount } from '../../../tastes/textMetrics.ts';
import { fixed, percent, signed } from '../../text/format.ts';
import { letterOf } from '../../rank/state/letters.ts';
import { cutAt, latest, type GuideFacts } from './facts.ts';

/** Numbers and names that an explanation says. */
export type Said = Readonly<Record<string, string>>;

export type Asked =
  | {
      readonly kind: 'choice';
      /** What can be chosen: letters, tokens, or names of texts in the dictionary. */
      readonly options: readonly string[];
      /** Those that are right: more than one where the page leaves it open. */
      readonly right: readonly string[];
      readonly said: Said;
    }
  | { readonly kind: 'number'; readonly right: number; readonly tolerance: number; readonly said: Said };

export type QuestionId =
  'longest' | 'pairs' | 'best' | 'heldOut' | 'clipped' | 'token' | 'price' | 'together';

/** Null while the page does not show what is asked about. */
export type Ask = (facts: GuideFacts) => Asked | null;

export const QUESTIONS: Readonly<Record<QuestionId, Ask>> = {
  longest,
  pairs,
  best,
  heldOut,
  clipped,
  token,
  price,
  together,
};

/** Whether an answer as it was typed or chosen is right; null for what is no answer. */
export function isRight(asked: Asked, answer: string): boolean | null {
  if (asked.kind === 'choice') return answer === '' ? null : asked.right.includes(answer);
  const number = numberOf(answer);
  // A hair more, as decimal fractions are not exact.
  return number === null ? null : Math.abs(number - asked.right) <= asked.tolerance + 1e-9;
}

/** A number as people type it, with a comma or a point, a sign of minus of either kind, and a unit behind it; null for others. */
export function numberOf(text: string): number | null {
  const found = /^\s*([-+−]?\d*[.,]?\d+)\s*(?:%|nats)?\s*$/i.exec(text);
  return found ? Number(found[1].replace('−', '-').replace(',', '.')) : null;
}

/** Which of the answers is the longest: without a ranking, of base and trained model. */
function longest({ source, answers, comparison }: GuideFacts): Asked | null {
  const texts: (readonly [string, string])[] =
    source === 'live'
      ? answers.flatMap((text, place) => (text === null ? [] : [[letterOf(place), text] as const]))
      : comparison
        ? [
            ['base', comparison.base.text],
            ['current', comparison.current.text],
          ]
        : [];
  if (texts.length < 2 || (source === 'live' && texts.length < answers.length)) return null;
  const counts = texts.map(([, text]) => wordCount(text));
  const most = Math.max(...counts);
  return {
    kind: 'choice',
    options: texts.map(([name]) => name),
    right: texts.filter((_, at) => counts[at] === most).map(([name]) => name),
    said: { most: String(most), least: String(Math.min(...counts)), count: String(texts.length) },
  };
}

/** Of how many pairs the last ranking says which is better. */
function pairs({ source, last }: GuideFacts): Asked | null {
  if (source !== 'live' || !last) return null;
  const ranked = last.tiers.flat().length;
  const all = (ranked * (ranked - 1)) / 2;
  const right = orderedPairs(last.tiers).length;
  return {
    kind: 'number',
    right,
    tolerance: 0,
    said: { right: String(right), ranked: String(ranked), all: String(all), tied: String(all - right) },
  };
}

/** Which answer of the last ranking the reward model likes best. */
function best({ source, last }: GuideFacts): Asked | null {
  const scores = last?.scores;
  if (source !== 'live' || !last || !scores) return null;
  const ranked = last.tiers.flat().toSorted((one, other) => one - other);
  const most = Math.max(...ranked.map((index) => scores[index]));
  const right = ranked.filter((index) => scores[index] === most).map(letterOf);
  const yours = last.tiers[0].map(letterOf);
  return {
    kind: 'choice',
    options: ranked.map(letterOf),
    right,
    said: {
      best: right.join(', '),
      score: signed(most),
      yours: yours.join(', '),
      same: right.some((letter) => yours.includes(letter)) ? 'yes' : 'no',
    },
  };
}

/** The agreement with held-out rankings. */
function heldOut({ agreement }: GuideFacts): Asked | null {
  if (!agreement || agreement.heldOut.pairs === 0) return null;
  const { accuracy, pairs: count } = agreement.heldOut;
  return {
    kind: 'number',
    right: accuracy,
    tolerance: 0.011,
    said: { share: fixed(accuracy), pairs: String(count), trained: fixed(agreement.trained.accuracy) },
  };
}

/** Percent of tokens whose ratio left the clip range. */
function clipped(facts: GuideFacts): Asked | null {
  const share = latest(facts, 'policy/clipfrac_avg');
  if (share === null) return null;
  const { clipRange } = facts.settings;
  return {
    kind: 'number',
    right: Math.round(100 * share),
    tolerance: 1,
    said: {
      share: percent(share),
      range: String(clipRange),
      low: fixed(1 - clipRange),
      high: fixed(1 + clipRange),
    },
  };
}

/** Nats below which a colour is hardly seen. */
const SEEN = 0.05;
/** What people find again in a text: words and signs, not pieces of words of a letter or two, nor the end. */
const READABLE = /^(?!<\|).*(?:[\p{L}\p{N}]{3}|[?!]|\p{Script=Han}|\p{Extended_Pictographic})/u;
/** Tokens to choose among. */
const CHOICES = 4;

/** Which token of the trained model's answer has become likelier by most. */
function token({ comparison }: GuideFacts): Asked | null {
  const moved = (comparison?.current.tokens ?? []).map(({ text, logp, logpRef }, place) => ({
    text: text.trim(),
    place,
    logp,
    logpRef,
    difference: logp - logpRef,
  }));
  const whole = moved.reduce((sum, { difference }) => sum + difference, 0);
  // Of tokens that are written alike the one that moved most: people choose by what they read.
  const readable = moved
    .filter(({ text }) => READABLE.test(text))
    .toSorted((one, other) => other.difference - one.difference)
    .filter((one, at, all) => all.findIndex(({ text }) => text === one.text) === at);
  const [most, ...others] = readable;
  if (others.length < 2 || !(most.difference >= SEEN)) return null;
  const step = Math.max(1, Math.floor(others.length / (CHOICES - 1)));
  const shown = [most, ...others.filter((_, at) => at % step === step - 1).slice(0, CHOICES - 1)];
  return {
    kind: 'choice',
    options: shown.toSorted((one, other) => one.place - other.place).map(({ text }) => text),
    right: shown.filter(({ difference }) => difference === most.difference).map(({ text }) => text),
    said: {
      token: most.text,
      logp: fixed(most.logp),
      reference: fixed(most.logpRef),
      difference: signed(most.difference),
      times: fixed(Math.exp(most.difference), 1),
      sum: signed(whole),
      count: String(moved.length),
    },
  };
}

/** What the leash takes from the mean reward: β times KL. */
function price(facts: GuideFacts): Asked | null {
  const [kl, beta] = [latest(facts, 'objective/kl'), latest(facts, 'objective/kl_coef')];
  if (kl === null || beta === null) return null;
  const score = latest(facts, 'objective/scores') ?? latest(facts, 'nudge/score');
  const right = beta * kl;
  return {
    kind: 'number',
    right,
    tolerance: Math.max(0.02, 0.06 * Math.abs(right)),
    said: {
      kl: fixed(kl),
      beta: fixed(beta, 3),
      price: fixed(right),
      score: fixed(score),
      rest: score === null ? '–' : fixed(score - right),
    },
  };
}

/** Spreads by which something must have moved for people to agree that it did. */
const CLEAR = 0.15;

/** What reward and yardstick did since the leash was cut; in a recording, from its beginning. */
function together(facts: GuideFacts): Asked | null {
  const from = facts.source === 'recorded' ? 0 : cutAt(facts);
  if (from === null) return null;
  const reward = riseOf(facts, 'nudge/score', from);
  const measured = riseOf(facts, facts.yardstick.metric, from);
  if (reward === null || measured === null) return null;
  const truth = measured / facts.yardstick.spread;
  const right = new Set<string>();
  // What hardly moved may be read either way.
  for (const up of bothWays(reward))
    for (const good of bothWays(truth)) right.add(!up ? 'neither' : good ? 'both' : 'rewardOnly');
  const kl = facts.curve('objective/kl').y;
  return {
    kind: 'choice',
    options: ['both', 'rewardOnly', 'neither'],
    right: [...right],
    said: {
      reward: signed(reward),
      truth: signed(truth),
      kl: fixed(kl.at(-1)),
      from: String(from),
      verdict: right.size > 1 ? 'open' : [...right][0],
    },
  };
}

function bothWays(rise: number): readonly boolean[] {
  return Math.abs(rise) < CLEAR ? [true, false] : [rise > 0];
}

/** Iterations whose mean is told, at either end: a single one is noise. */
const ENDS = 3;
/** Iterations after which there is a curve to read. */
const LONG = 4;

/** How much a metric's mean has risen from around an iteration to the end; null where too few have passed. */
function riseOf({ curve }: GuideFacts, metric: string, from: number): number | null {
  const { x, y } = curve(metric);
  const start = x.findIndex((iteration) => iteration > from);
  if (start < 0 || y.length - start < LONG) return null;
  const first = Math.max(0, start - ENDS + 1);
  return mean(y.slice(-ENDS)) - mean(y.slice(first, start + 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
