import { expect, it } from 'vitest';
import { answerAdvantages, tokenAdvantages } from '../../../../src/rl/algorithms/rloo/rloo.ts';
import { libraryAdvantages } from '../libraryAdvantages.ts';

const trl = libraryAdvantages('trl');
const open = libraryAdvantages('openrlhf');
const verl = libraryAdvantages('verl');

it.each([
  ['RLOO, β 0.0', 0, false],
  ['RLOO, β 0.0, normalised', 0, true],
  ['RLOO, β 0.25', 0.25, false],
  ['RLOO, β 0.25, normalised', 0.25, true],
])("an answer's advantage is TRL's: %s", (name, klCoefficient, normaliseAdvantages) => {
  const settings = { groupSize: trl.group, klCoefficient, normaliseAdvantages };
  const advantages = answerAdvantages(trl.rewards, trl.kl, settings);
  trl.named(name).forEach((expected, row) => expect(advantages[row]).toBeCloseTo(expected, 7));
});

it.each([
  ['rloo', 0],
  ['rloo, KL 0.25', 0.25],
])("a token's advantage is OpenRLHF's: %s", (name, klCoefficient) => {
  const settings = { groupSize: open.group, klCoefficient, normaliseAdvantages: false };
  const advantages = tokenAdvantages(open.rewards, open.gaps, settings);
  expect(advantages.map((of) => of.length)).toEqual(open.lengths);
  open
    .tokens(name)
    .forEach((expected, row) => expected.forEach((of, t) => expect(advantages[row][t]).toBeCloseTo(of, 6)));
});

it("without a KL is verl's as well", () => {
  const settings = { groupSize: verl.group, klCoefficient: 0, normaliseAdvantages: false };
  const advantages = answerAdvantages(verl.rewards, verl.kl, settings);
  verl
    .tokens('RLOO')
    .forEach((tokens, row) => tokens.forEach((expected) => expect(advantages[row]).toBeCloseTo(expected, 6)));
});

it('sums to 0 over a group, since each is compared with all others', () => {
  const settings = { groupSize: 3, klCoefficient: 0, normaliseAdvantages: false };
  expect(answerAdvantages([1, 2, 6], [0, 0, 0], settings)).toEqual([-3, -1.5, 4.5]);
});
