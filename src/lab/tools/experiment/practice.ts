/**
 * Reinforcement learning on the answer alone: the run's own method, with dialogues in place of answers, and whether the last word to the
 * user was right in place of a reward model. What tools gave stands between the policy's tokens and is in no loss. The same question is
 * talked through several times, and what counts is how much better than the others of its group a dialogue ended: so a question whose
 * dialogues all end alike teaches nothing, and is left out (dynamic sampling, Yu et al. 2025, but for drawing anew).
 */
import { loadAlgorithm } from '../../../rl/algorithms/index.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import { RunKit } from '../../../rl/runs/kit.ts';
import type { Models } from '../../../rl/training/models.ts';
import { mean, type Rollout } from '../../../rl/training/rollout.ts';
import { Turns } from '../../../rl/training/turns.ts';
import type { Question } from '../questions/questions.ts';
import { isRight } from './scoring.ts';
import { talk, TURN_TOKENS, type Writer } from './tokenTalk.ts';

/** Dialogues about one question. */
export const GROUP = 8;

export interface Practised {
  readonly iteration: number;
  /** Share of all its dialogues that ended with the right answer. */
  readonly right: number;
  /** Questions that were learnt from: some of their dialogues ended right, and some did not. */
  readonly apart: number;
  /** Nats over a dialogue's own tokens, of those that were learnt from. */
  readonly kl: number;
}

/** Draws in its own way; no two purposes share a stream. */
const STREAM = 0x6000_0000;
/** Rows that a round of an iteration may draw for. */
const [ROUND, ITERATION] = [1024, 8192];

class PracticeKit extends RunKit {
  questions: readonly Question[] = [];
  /** Of all dialogues that were held. */
  right: readonly boolean[] = [];
  /** Questions, by their places, that are learnt from. */
  apart: readonly number[] = [];
  /** Rows that go on, among all dialogues. */
  rows: readonly number[] = [];

  override async sample(): Promise<Rollout> {
    const { models, settings, iteration } = this;
    const asked = this.questions.flatMap((question) => Array<Question>(GROUP).fill(question));
    const write: Writer = (ids, round) => {
      const draw = STREAM + iteration * ITERATION + round * ROUND;
      return this.turns.take('training', () => models.rollout('current', ids, 1, settings, draw));
    };
    const talked = await talk(models.tokenizer, asked, write, models.config.positions);
    this.right = talked.map(({ dialogue }, row) => isRight(asked[row], dialogue));
    this.apart = toldApart(this.right);
    // A method has to have something: where nothing is to be learnt, a question from which nothing is.
    const groups = this.apart.length > 0 ? this.apart : [0];
    this.rows = groups.flatMap((group) => Array.from({ length: GROUP }, (_, row) => group * GROUP + row));
    const of = this.rows.map((row) => talked[row]);
    this.rollout = {
      prompts: groups.map((group) => this.questions[group].text),
      group: GROUP,
      sequences: of.map(({ sequence }) => sequence),
      texts: of.map(({ dialogue }) => dialogue.answer ?? ''),
      finished: of.map(({ dialogue }) => dialogue.end === 'answered'),
    };
    return this.rollout;
  }
}

/**
 * Trains `models.policy`.
 * @param draw questions of an iteration, `settings.rolloutBatch` ÷ {@link GROUP} of them
 */
export async function practise(
  models: Models,
  settings: Settings,
  iterations: number,
  draw: (iteration: number) => readonly Question[],
  onIteration: (practised: Practised) => void = () => undefined,
): Promise<readonly Practised[]> {
  const algorithm = await loadAlgorithm(settings.algorithm);
  const kit: PracticeKit = new PracticeKit(
    models,
    { memberScores: () => Promise.resolve([kit.rows.map((row) => Number(kit.right[row]))]) },
    new Turns(),
  );
  const all: Practised[] = [];
  let kept: unknown = null;
  try {
    for (let iteration = 1; iteration <= iterations; iteration++) {
      kit.questions = draw(iteration);
      await kit.begin(algorithm, {
        iteration,
        settings: { ...settings, maxNewTokens: TURN_TOKENS, rolloutBatch: kit.questions.length * GROUP },
        episodes: 0,
        kept: algorithm.start(settings, kept),
        prompts: kit.questions.map(({ text }) => text),
        events: [],
      });
      let values = null;
      while (values === null) values = await kit.stages.run(new AbortController().signal);
      kept = kit.kept;
      const practised = {
        iteration,
        right: mean(kit.right.map(Number)),
        apart: kit.apart.length,
        kl: values['objective/kl'] ?? NaN,
      };
      all.push(practised);
      onIteration(practised);
    }
  } finally {
    kit.free();
  }
  return all;
}

/** The groups, by their places, of which some ended right and some did not. @param right of each dialogue, groups together */
export function toldApart(right: readonly boolean[]): number[] {
  const groups = Array.from({ length: right.length / GROUP }, (_, group) => group);
  return groups.filter((group) => {
    const own = right.slice(group * GROUP, (group + 1) * GROUP);
    return own.includes(true) && own.includes(false);
  });
}
