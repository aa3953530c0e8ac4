import { describe, expect, it } from 'vitest';
import { drawRanking } from '../../../src/rl/training/simulate.ts';
import { LABELERS } from '../../../src/tastes/index.ts';
import { FIXED_IDS, type FixedLabelerId } from '../../../src/tastes/labeler.ts';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { stream } from '../../../src/rl/random.ts';
import { chooseYardstick, labelerAgreement } from '../../../src/rl/runs/yardstick.ts';
import { answer, PROMPT, ranking } from '../events.ts';

const TEXTS = [
  'The Eagle is a pub. It is family-friendly and has Italian food for you.',
  'Looking for a pub? The Eagle is near.',
  'You will feel at home at The Eagle, a lovely, cosy pub with a warm welcome.',
  'The Eagle, pub.',
  'A family-friendly pub with Italian food is The Eagle.',
  'Kids are welcome at The Eagle, and that is all there is to say about it today.',
  'The Eagle is a pub which serves Italian food to everyone who comes in, and it is nice.',
];

/** Rankings a person would give who shares the labeler's taste, each over four of the texts. */
function rankingsLike(
  id: FixedLabelerId,
  count: number,
  changes: Partial<RankingEvent> = {},
): RankingEvent[] {
  const random = stream(2, id);
  return Array.from({ length: count }, (_, index) => {
    const answers = random
      .permutation(TEXTS.length)
      .slice(0, 4)
      .map((text) => answer(TEXTS[text]));
    const utilities = answers.map(({ text }) => LABELERS[id].utility(PROMPT, text));
    const tiers = drawRanking(utilities, { temperature: 0, sd: 1 }, random);
    return ranking(`${id}${index}`, { answers, tiers, ...changes });
  });
}

describe('chooseYardstick', () => {
  it.each(FIXED_IDS)('finds the taste of a person who ranks by "%s"', (id) => {
    const yardstick = chooseYardstick(rankingsLike(id, 8));
    expect(yardstick?.labeler).toBe(id);
    expect(yardstick?.tau).toBeCloseTo(1, 9);
    expect(yardstick?.rankings).toBeGreaterThanOrEqual(4);
  });

  it('says nothing before there are four rankings', () => {
    expect(chooseYardstick(rankingsLike('shorter', 3))).toBeNull();
    expect(chooseYardstick([])).toBeNull();
  });

  it('counts only what the person ranked', () => {
    const mixed = [...rankingsLike('shorter', 5), ...rankingsLike('warmer', 20, { rater: 'warmer' })];
    expect(chooseYardstick(mixed)).toMatchObject({ labeler: 'shorter', rankings: 5 });
    expect(chooseYardstick(rankingsLike('warmer', 20, { rater: 'warmer' }))).toBeNull();
  });

  it('does not choose between two that agree equally well', () => {
    // The same answer in every respect but one that two tastes see alike.
    const answers = [
      answer('The Eagle is a family-friendly pub.'),
      answer('The Eagle is a pub with some good food in it.'),
    ];
    const same = Array.from({ length: 5 }, (_, index) =>
      ranking(`r${index}`, { answers, tiers: [[0], [1]] }),
    );
    const agreement = labelerAgreement(same);
    expect(agreement.shorter.kendallTau).toBe(1);
    expect(agreement.family.kendallTau).toBe(1);
    expect(chooseYardstick(same)).toBeNull();
  });

  it('does not name a taste that disagrees', () => {
    const answers = [
      answer('The Eagle is a pub with nothing whatever to say for it.'),
      answer('The Eagle is a lovely, family-friendly pub for you?'),
    ];
    const against = Array.from({ length: 5 }, (_, index) =>
      ranking(`r${index}`, { answers, tiers: [[0], [1]] }),
    );
    expect(Math.max(...FIXED_IDS.map((id) => labelerAgreement(against)[id].kendallTau))).toBeLessThanOrEqual(
      0,
    );
    expect(chooseYardstick(against)).toBeNull();
  });
});

describe('labelerAgreement', () => {
  it('measures every labeler over the same rankings', () => {
    const rankings = rankingsLike('shorter', 6);
    const agreement = labelerAgreement(rankings);
    expect(agreement.shorter).toMatchObject({ rankings: 6, accuracy: 1 });
    for (const id of FIXED_IDS) expect(agreement[id].pairs).toBe(agreement.shorter.pairs);
  });
});
