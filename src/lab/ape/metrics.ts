/**
 * How near an answer is to the right one: the measures of instruction induction (Honovich et al. 2022) as the code of
 * automatic prompt engineering (Zhou et al. 2022) has them. Pure; every score is in [0, 1]. Knows no model.
 */

export const METRIC_IDS = ['exact', 'verbatim', 'f1', 'set', 'contains'] as const;
export type MetricId = (typeof METRIC_IDS)[number];

/** Drops " and ", all but the first line and all after its first full stop; lower case, no punctuation, single spaces. */
export function normalise(text: string): string {
  return text
    .trim()
    .replaceAll(' and ', ' ')
    .split('\n')[0]
    .split('.')[0]
    .toLowerCase()
    .replaceAll(/\p{P}+/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * An answer's score against the right ones, the best of them.
 * @param targets every output that is right, at least one
 */
export function answerScore(metric: MetricId, answer: string, targets: readonly string[]): number {
  return Math.max(...targets.map((target) => METRICS[metric](answer, target)));
}

const METRICS: Readonly<Record<MetricId, (answer: string, target: string) => number>> = {
  exact: (answer, target) => Number(normalise(answer) === normalise(target)),
  verbatim: (answer, target) => Number(firstLine(answer) === firstLine(target)),
  f1,
  set: (answer, target) => Number(sorted(answer) === sorted(target)),
  contains: (answer, target) => {
    const [said, wanted] = [normalise(answer), normalise(target)];
    return Number(wanted !== '' && ` ${said} `.includes(` ${wanted} `));
  },
};

/** Capitals and punctuation count: what the paper's code throws away is the point of tasks such as "in capitals". */
function firstLine(text: string): string {
  return text.trim().split('\n')[0].trim();
}

/** F1 of the words that answer and target share, with their numbers. */
function f1(answer: string, target: string): number {
  const [said, wanted] = [words(answer), words(target)];
  if (said.length === 0 || wanted.length === 0) return Number(said.length === wanted.length);
  const left = [...wanted];
  let shared = 0;
  for (const word of said) {
    const at = left.indexOf(word);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  return shared === 0 ? 0 : (2 * shared) / (said.length + wanted.length);
}

function words(text: string): string[] {
  return normalise(text).split(' ').filter(Boolean);
}

function sorted(text: string): string {
  return words(text).sort().join(' ');
}
