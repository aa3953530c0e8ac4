/**
 * Whether strategies find the prompt that a user likes best, and what it costs them to find it. Answers of a real model under each
 * template are written first, the same questions under each; users with a known taste are then shown one answer a pull, out of
 * those of the template that a strategy chose, and copy it, go on, ask again or leave, with noise. As every answer's chance of
 * each is known, so is each template's true mean, and regret is exact. Knows a model by its type; knows no page.
 */
import { stream } from '../../rl/random.ts';
import { LABELERS } from '../../tastes/index.ts';
import type { FixedLabelerId } from '../../tastes/labeler.ts';
import type { Experiment } from '../experiment.ts';
import { USUAL_WEIGHTS } from '../feedback/event.ts';
import { act, expectedReward, likingOf, type Liking } from '../feedback/simulatedUser.ts';
import { answersUnder, someQuestions } from './answers.ts';
import { pulled, type Arm } from './arms.ts';
import { armsAfter, bestArm } from './bandit.ts';
import { choose, STRATEGY_IDS, type StrategyId } from './strategies.ts';
import { FOUND, mean, verdict, type BanditResult, type Played, type UserResult } from './summary.ts';
import { BLURB_TEMPLATES, INSTRUCT_TEMPLATES } from './templates.ts';

const MODEL = 'blurbs-tiny';
/** Each of another best template, on the embedded model. */
const TASTES = ['warmer', 'question'] as const satisfies readonly FixedLabelerId[];
/** Of texts that are no blurbs these two have nothing to say. */
const ANY_TASTES = ['shorter'] as const satisfies readonly FixedLabelerId[];
const LONGEST = 60;

interface Effort {
  readonly answers: number;
  readonly pulls: number;
  readonly users: number;
}
const WHOLE: Effort = { answers: 32, pulls: 400, users: 20 };
const QUICK: Effort = { answers: 16, pulls: 200, users: 5 };

export const BANDIT: Experiment<BanditResult> = {
  goal: `Thompson sampling and UCB1-Tuned name the best template for ≥${FOUND * 100} % of users, each with less regret than ε-greedy and uniform`,
  async run(place, seed, quick) {
    const name = place.model ?? MODEL;
    const { answers, pulls, users } = quick ? QUICK : WHOLE;
    const model = await place.openModel(name);
    const restaurants = (model.facts.prompts[0] ?? '').startsWith('name: ');
    const templates = restaurants ? BLURB_TEMPLATES : INSTRUCT_TEMPLATES;
    const questions = someQuestions(model.facts.prompts, answers, stream(seed, 'bandit/questions'));
    if (questions.length === 0) throw new RangeError(`${name} brings no prompts to ask.`);
    const utilities: Record<string, number[][]> = {};
    const tastes = restaurants ? TASTES : ANY_TASTES;
    for (const template of templates) {
      const written = await answersUnder(model, template, questions, {
        seed,
        maxTokens: LONGEST,
        chat: true,
      });
      for (const taste of tastes) {
        const liked = written.map(({ question, answer }) => LABELERS[taste].utility(question, answer));
        (utilities[taste] ??= []).push(liked);
      }
    }
    return {
      seed,
      model: name,
      templates,
      pulls,
      users: tastes.map((taste) => playUser(taste, utilities[taste], { seed, pulls, users })),
    };
  },
  line: ({ templates, users }) => users.map((user) => userLine(user, templates)).join('; '),
  judge: verdict,
};

/** @param utilities of each template's answers; the first is the bare question, which says what the user is used to */
export function playUser(
  taste: FixedLabelerId,
  utilities: readonly (readonly number[])[],
  { seed, pulls, users }: { readonly seed: number; readonly pulls: number; readonly users: number },
): UserResult {
  const liking = likingOf(utilities[0]);
  const means = utilities.map((each) =>
    mean(each.map((utility) => expectedReward(utility, liking, USUAL_WEIGHTS))),
  );
  const best = means.indexOf(Math.max(...means));
  const played = STRATEGY_IDS.map((strategy): Played => {
    const ends = Array.from({ length: users }, (_, user) =>
      play(strategy, utilities, liking, pulls, seed, `${taste}/${strategy}/${user}`),
    );
    return {
      strategy,
      regret: mean(
        ends.map((arms) => arms.reduce((sum, arm, at) => sum + arm.pulls * (means[best] - means[at]), 0)),
      ),
      found: mean(ends.map((arms) => Number(bestArm(arms, 'weighted') === best))),
      bestShare: mean(ends.map((arms) => arms[best].pulls / pulls)),
    };
  });
  return { taste, means, best, played };
}

function play(
  strategy: StrategyId,
  utilities: readonly (readonly number[])[],
  liking: Liking,
  pulls: number,
  seed: number,
  name: string,
): Arm[] {
  const chance = stream(seed, `bandit/choose/${name}`);
  const user = stream(seed, `bandit/user/${name}`);
  const arms = armsAfter(utilities.length, []);
  for (let pull = 0; pull < pulls; pull++) {
    const arm = choose(strategy, arms, chance);
    const utility = utilities[arm][user.integer(utilities[arm].length)];
    arms[arm] = pulled(arms[arm], USUAL_WEIGHTS[act(utility, liking, user)]);
  }
  return arms;
}

function userLine({ taste, best, means, played }: UserResult, templates: readonly string[]): string {
  const each = played.map(
    ({ strategy, regret, found }) => `${strategy} ${regret.toFixed(1)} (${Math.round(found * 100)} %)`,
  );
  return `${taste} likes ${JSON.stringify(templates[best])} (${means[best].toFixed(2)}, bare ${means[0].toFixed(2)}): regret ${each.join(', ')}`;
}
