/**
 * What a bandit learnt as pairs for the policy: the bare question, an answer under the template that does well as the chosen one,
 * an answer under one that does badly as the rejected one. So the policy is to write by itself what the good prompt makes it write.
 * Rows are TRL's, which the page reads as rankings; a group's id says that it is a bandit's. Pure.
 */
import { interval, type Arm, type RewardKind } from './arms.ts';
import { bestArm } from './bandit.ts';

export interface TrainingPair {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
  readonly group_id: string;
  /** Where the pair comes from; readers pass it over. */
  readonly source: {
    readonly bench: 'bandit';
    readonly by: string;
    readonly chosen_template: string;
    readonly rejected_template: string;
  };
}

/** An answer that was given, and under which template. */
export interface Given {
  readonly arm: number;
  readonly question: string;
  readonly answer: string;
}

/** Arms that are worse than the best beyond doubt: their intervals end below where its begins. */
export function worseArms(arms: readonly Arm[], kind: RewardKind): number[] {
  const best = bestArm(arms, kind);
  if (best === null) return [];
  const { low } = interval(arms[best], kind);
  return arms.flatMap((arm, index) =>
    index !== best && arm.pulls > 0 && interval(arm, kind).high < low ? [index] : [],
  );
}

/**
 * A pair for each question that was answered under the best arm and under one that is worse beyond doubt; none where nothing is
 * beyond doubt. The last answers to a question are taken.
 * @param by who gave the feedback
 */
export function trainingPairs(
  given: readonly Given[],
  arms: readonly Arm[],
  kind: RewardKind,
  templates: readonly string[],
  by: string,
): TrainingPair[] {
  const best = bestArm(arms, kind);
  const worse = new Set(worseArms(arms, kind));
  const chosen = new Map<string, string>();
  const rejected = new Map<string, Given>();
  for (const each of given) {
    if (each.arm === best) chosen.set(each.question, each.answer);
    else if (worse.has(each.arm)) rejected.set(each.question, each);
  }
  return [...chosen].flatMap(([question, answer]) => {
    const other = rejected.get(question);
    if (best === null || !other || answer === '' || other.answer === '' || other.answer === answer) return [];
    const pair = { prompt: question, chosen: answer, rejected: other.answer };
    return [
      {
        ...pair,
        group_id: `bandit-${fingerprint(JSON.stringify(pair))}`,
        source: {
          bench: 'bandit' as const,
          by,
          chosen_template: templates[best],
          rejected_template: templates[other.arm],
        },
      },
    ];
  });
}

/** FNV-1a over UTF-16 units, twice with different starts: the same pair is known again. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x9e3779b9]
    .map((start) => {
      let hash = start;
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
