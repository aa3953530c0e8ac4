/**
 * Reinforcement learning on the answer alone: the run's own method, with dialogues in place of answers, and whether the last word to the
 * user was right in place of a reward model. What tools gave stands between the policy's tokens and is in no loss. The same question is
 * talked through several times, and what counts is how much better than the others of its group a dialogue ended.
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
export const GROUP = 4;

export interface Practised {
  readonly iteration: number;
  /** Share of its dialogues that ended with the right answer. */
  readonly right: number;
  /** Nats over a dialogue's own tokens. */
  readonly kl: number;
}

/** Draws in its own way; no two purposes share a stream. */
const STREAM = 0x6000_0000;
/** Rows that a round of an iteration may draw for. */
const [ROUND, ITERATION] = [1024, 8192];

class PracticeKit extends RunKit {
  questions: readonly Question[] = [];
  right: readonly boolean[] = [];

  override async sample(): Promise<Rollout> {
    const { models, settings, iteration } = this;
    const asked = this.questions.flatMap((question) => Array<Question>(GROUP).fill(question));
    const write: Writer = (ids, round) => {
      const draw = STREAM + iteration * ITERATION + round * ROUND;
      return this.turns.take('training', () => models.rollout('current', ids, 1, settings, draw));
    };
    const talked = await talk(models.tokenizer, asked, write, models.config.positions);
    this.right = talked.map(({ dialogue }, row) => isRight(asked[row], dialogue));
    this.rollout = {
      prompts: this.questions.map(({ text }) => text),
      group: GROUP,
      sequences: talked.map(({ sequence }) => sequence),
      texts: talked.map(({ dialogue }) => dialogue.answer ?? ''),
      finished: talked.map(({ dialogue }) => dialogue.end === 'answered'),
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
    { memberScores: () => Promise.resolve([centred(kit.right)]) },
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

/** 1 for right and 0 for wrong, less the mean of the group. */
function centred(right: readonly boolean[]): number[] {
  return right.map((each, row) => {
    const first = row - (row % GROUP);
    return Number(each) - mean(right.slice(first, first + GROUP).map(Number));
  });
}
