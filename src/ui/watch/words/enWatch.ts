/** What is told of a run beside its curves, in English: marks, alarms with what to do, the time it takes. Knows words only. */
import { fixed, percent, plural } from '../../text/format.ts';

export const enWatch = {
  title: 'What happens to the run',
  marks: 'Marks on the curves',
  noMark: 'No mark in focus',
  countOf: (count: number) => plural(count, 'mark'),
  at: (iteration: number) => `After ${iteration}`,
  set: (name: string, from: string, to: string) => `${name} ${from} → ${to}`,
  on: 'on',
  off: 'off',
  fit: (number: number, accuracy: number | null) =>
    accuracy === null ? `fit ${number}` : `fit ${number}, ${percent(accuracy)} held out`,
  second: 'Second yardstick',
  alone: '+ second',
  /** Dashed, as it is drawn. */
  beside: (name: string) => `┄ ${name}, both in sd`,
  pace: (seconds: string) => `${seconds} s per iteration`,
  paceHelp: (count: number) => `Median of the last ${plural(count, 'iteration')} that ran without a pause.`,
  fine: 'Nothing wrong to be seen.',
  more: 'Why, and what to do',
  also: 'Also',
  samples: 'These three score best and are worth least:',
  sample: (score: number, utility: number) => `score ${fixed(score)} sd, yardstick ${fixed(utility)}`,
  do: 'What to do',
  troubles: {
    fooling: {
      title: 'It is fooling the reward model: see these three.',
      text: (since: number, from: number, to: number, was: number, is: number) =>
        `Since iteration ${since} the reward has gone from ${fixed(was)} to ${fixed(is)}, and the yardstick from ${fixed(from)} to ${fixed(to)} spreads of the base model. The policy has found what the reward model likes and nobody asked for.`,
      advice:
        'Rank a few of the answers that it writes now: the reward model has never seen such. Tighten the leash, or go back to the iteration where the yardstick was best.',
    },
    disagreeing: {
      title: 'The reward rises, and the reward model agrees less with you.',
      text: (since: number, from: number, to: number, was: number, is: number) =>
        `Of the pairs it has not learned from it had ${percent(from)} right after iteration ${since}, and has ${percent(to)} now, while the reward went from ${fixed(was)} to ${fixed(is)}.`,
      advice: 'Rank more. Until then tighten the leash: what it climbs is not your taste.',
    },
    kl: {
      title: 'The policy has run off its leash.',
      text: (since: number, limit: number, is: number) =>
        `Since iteration ${since} the KL is above ${fixed(limit, 1)} nats per answer; it is ${fixed(is, 1)} now.`,
      advice: 'Raise β or switch adaptive β on, and take a smaller learning rate.',
    },
    gradient: {
      title: 'The gradient has jumped.',
      text: (_since: number, usual: number, is: number) =>
        `Its norm is ${fixed(is)} after ${fixed(usual)} before: one batch pulls much harder than the others.`,
      advice:
        'Watch the next iterations. If it comes again, take more answers per iteration or a smaller learning rate.',
    },
    ratio: {
      title: 'One update has gone too far.',
      text: (_since: number, usual: number, is: number) =>
        `The ratio of new to old probability has a variance of ${fixed(is)} over the tokens, after ${fixed(usual)} before. The clipping holds the gain of such tokens, not their loss.`,
      advice: 'Take a smaller learning rate, fewer epochs, or a narrower clip range.',
    },
    diversity: {
      title: 'The answers are becoming the same.',
      text: (_since: number, from: number, to: number) =>
        `Of four words in a row ${percent(to)} are said once only; at first it was ${percent(from)}.`,
      advice: 'Tighten the leash or raise the temperature; a policy that says one thing learns no other.',
    },
    length: {
      title: 'The length drifts, and nobody asked for it.',
      text: (_since: number, from: number, to: number) =>
        `Answers have ${fixed(to, 1)} tokens; at first it was ${fixed(from, 1)}.`,
      advice:
        'See whether length is what you like. If not, rank answers of one length: the reward model took length for taste.',
    },
  },
  neverAsked: 'So far from the base model the reward model was never asked.',
  tighten: 'Tighten the leash',
  slower: 'Halve the learning rate',
};

export type WatchWords = typeof enWatch;
