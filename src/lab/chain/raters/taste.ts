/**
 * The simulated person who ranks candidates while the chain is trained. The taste is known: short copy that speaks to its reader, says
 * what the reader cares about, and nothing that is not so. It looks for words on lists of its own, and errs like people do. The rater
 * that judges in the end (rater.ts) shares none of this. Pure.
 */
import type { Stream } from '../../../rl/random.ts';
import { drawRanking } from '../../../rl/training/simulate.ts';
import type { Brief, Domain } from '../domain/domain.ts';
import type { Role } from '../domain/prompts.ts';
import { ranked, type Ranker, type Trace } from '../trace.ts';

export const TASTE: Ranker = 'simulated:copy editor';

interface Words {
  /** By reader: what catches the eye, and what puts off. */
  readonly catches: Readonly<Record<string, readonly string[]>>;
  readonly repels: Readonly<Record<string, readonly string[]>>;
  /** By fact and value: signs that a text says so. */
  readonly signs: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly loud: readonly string[];
  /** A line that is longer is too long. */
  readonly length: number;
}

const WORDS: Readonly<Record<Domain['id'], Words>> = {
  venues: {
    catches: {
      families: ['children', 'crayons', 'little money', 'small price', 'park', 'quiet'],
      couples: ['river', 'water', 'adults', 'noise', 'praise', 'marks'],
      students: ['little money', 'small price', 'walk', 'centre', 'curries', 'tandoor', 'dumplings', 'wok'],
    },
    repels: {
      families: ['adults', 'noise', 'worth their', 'big evenings'],
      couples: ['children', 'crayons'],
      students: ['worth their', 'big evenings', 'quiet street', 'park'],
    },
    signs: {
      food: {
        Italian: ['pasta', 'pizza'],
        French: ['French', 'bistro'],
        Indian: ['curries', 'tandoor'],
        Chinese: ['dumplings', 'wok'],
        English: ['roasts', 'pies'],
      },
      price: {
        low: ['small prices', 'little money'],
        middle: ['fair prices', 'surprises'],
        high: ['big evenings', 'worth their'],
      },
      area: {
        riverside: ['river', 'water'],
        centre: ['centre', 'walk'],
        suburb: ['quiet street', 'park'],
      },
      family: { yes: ['children', 'crayons'], no: ['noise', 'adults'] },
      rating: { high: ['praise', 'marks'], average: ['regulars', 'honest'] },
    },
    loud: ['on earth', 'changes your life'],
    length: 14,
  },
  funds: {
    catches: {
      稳健储户: ['波动', '稳为先', '零钱', '货币市场', '债券', '老将', '经验'],
      年轻人: ['费率很低', '更省', '随用', '灵活', '指数', '篮子'],
      资深投资者: ['弹性', '进取', '好公司', '专注股票', '封闭', '长远'],
    },
    repels: {
      稳健储户: ['弹性', '进取', '好公司', '专注股票'],
      年轻人: ['较高', '收费', '封闭', '长远'],
      资深投资者: ['波动', '稳为先', '零钱', '货币市场'],
    },
    signs: {
      类型: {
        货币: ['零钱', '货币市场'],
        债券: ['债券'],
        股票: ['好公司', '专注股票'],
        指数: ['指数走', '一篮子'],
      },
      风险: { 低: ['波动', '稳为先'], 中: ['攻守', '进退'], 高: ['弹性', '进取'] },
      费率: { 低: ['费率很低', '更省'], 高: ['收费', '较高'] },
      期限: { 灵活: ['随用', '进出'], 一年: ['一年'], 三年: ['封闭', '长远'] },
      经理: { 资深: ['老将', '经验'], 新任: ['新锐', '思路新'] },
    },
    loud: ['不赔', '翻倍'],
    length: 26,
  },
};

/** How well a candidate of a step pleases; of no unit. */
export function pleases(domain: Domain, role: Role | null, brief: Brief, text: string): number {
  switch (role) {
    case 'topic':
      return pleasesAsTopic(domain, brief, text);
    case 'keywords':
      return saysWell(domain, brief, text);
    case 'template':
      return pleasesAsTemplate(domain, text);
    default:
      return pleasesAsCopy(domain, brief, text);
  }
}

function pleasesAsTopic({ id }: Domain, { item, reader }: Brief, text: string): number {
  const { catches, repels, signs } = WORDS[id];
  const value = item.facts[text];
  const said = (value !== undefined && signs[text]?.[value]) || null;
  if (!said) return -3;
  const has = (list: readonly string[] = []) =>
    list.some((word) => said.some((sign) => sign.includes(word) || word.includes(sign)));
  return (has(catches[reader]) ? 2 : 0) - (has(repels[reader]) ? 2 : 0);
}

/** What the words say to the reader: two things are enough. Falsehoods and loud words weigh most. */
function saysWell({ id }: Domain, { item, reader }: Brief, text: string): number {
  const { catches, repels, signs, loud } = WORDS[id];
  const count = (list: readonly string[] = []) => list.filter((word) => text.includes(word)).length;
  const wrong = Object.entries(signs).reduce((sum, [fact, values]) => {
    const others = Object.entries(values).filter(([value]) => value !== item.facts[fact]);
    return sum + others.filter(([, words]) => count(words) > 0).length;
  }, 0);
  return Math.min(2, count(catches[reader])) - count(repels[reader]) - 2 * wrong - 2 * count(loud);
}

function pleasesAsTemplate({ masks, id }: Domain, text: string): number {
  const once = [masks.name, ...masks.phrases].filter((mask) => text.split(mask).length === 2).length;
  const addressed = text.split(masks.reader).length === 2 ? 0.7 : 0;
  return 1.5 * (once - 3) + addressed - (doubled(text, id) ? 1 : 0);
}

function pleasesAsCopy(domain: Domain, brief: Brief, text: string): number {
  const { id } = domain;
  const named = text.includes(brief.item.name) ? 0 : -2;
  const addressed = text.toLowerCase().includes(brief.reader) ? 0.7 : 0;
  const open = /[[\]]/.test(text) ? -2 : 0;
  const words = id === 'funds' ? text.length : text.split(' ').length;
  const long = -0.1 * Math.max(0, words - WORDS[id].length);
  return saysWell(domain, brief, text) + named + addressed + open + long - (doubled(text, id) ? 2 : 0);
}

/** A word that follows itself. */
function doubled(text: string, id: Domain['id']): boolean {
  return id === 'funds' ? /(\p{Script=Han})\1/u.test(text) : /\b(\w+) \1\b/i.test(text);
}

/** How far ranks are drawn from what pleases: the smaller, the surer. */
const NOISE = { temperature: 0.35, sd: 1 };

/** A trace whose last step this person has ranked; what pleases alike shares a tier. */
export function rankLast(
  trace: Trace,
  brief: Brief,
  domain: Domain,
  roleOf: (name: string) => Role | null,
  random: Stream,
): Trace {
  const place = trace.steps.length - 1;
  const { step, candidates } = trace.steps[place];
  if (candidates.length === 0) return trace;
  const utilities = candidates.map(({ text }) => pleases(domain, roleOf(step.name), brief, text));
  return ranked(trace, place, drawRanking(utilities, NOISE, random), TASTE);
}
