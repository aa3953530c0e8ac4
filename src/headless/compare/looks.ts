/**
 * What a policy is worth at a moment: answers to prompts that nothing was trained on, each time by the same random numbers, as
 * the rater and one reward model see them. Knows models and scores; knows no method.
 */
import type { Look } from '../../contest/result.ts';
import { readF32 } from '../../gpu/queue.ts';
import { shapeFor, type Sequence } from '../../model/sequences.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import type { RlhfRun } from '../../rl/runs/run.ts';
import { SAMPLING_STREAMS, toSequence } from '../../rl/training/models.ts';
import { TokenReader, type Reading } from '../../rl/training/read.ts';
import {
  distinct4,
  endedCount,
  mean,
  meanLength,
  promptOf,
  type Rollout,
} from '../../rl/training/rollout.ts';
import { trainingTemperature } from '../../rl/trainingSettings.ts';
import type { Labeler } from '../../tastes/labeler.ts';

/** A place among the reference's draws that its samples never come to. */
const STREAM = SAMPLING_STREAMS.reference + 0xc0_0000;

/** Answers that are read at once. */
const TOGETHER = 16;

const READ = {
  logp: { under: 'policy', what: 'logp' },
  logpRef: { under: 'reference', what: 'logp' },
} as const satisfies Record<string, Reading>;

/** Answers with what the rater and the reward model say of each. */
export interface Judged {
  readonly rollout: Rollout;
  readonly scores: readonly number[];
  readonly utilities: readonly number[];
}

export class Looks {
  readonly #reader: TokenReader<keyof typeof READ>;

  /** @param judge a run whose reward model scores everybody's answers */
  constructor(
    private readonly judge: RlhfRun,
    private readonly labeler: Labeler,
    private readonly prompts: readonly string[],
  ) {
    this.#reader = new TokenReader(judge.models, READ);
  }

  /** @param group answers to each prompt */
  async judged(version: 'base' | 'current', group: number, settings: Settings): Promise<Judged> {
    const { models, rewards, turns } = this.judge;
    const { prompts, labeler } = this;
    const ids = prompts.map((prompt) => models.encodePrompt(prompt));
    return turns.take('training', async () => {
      const written = await models.rollout(version, ids, group, settings, STREAM);
      const rollout: Rollout = {
        prompts,
        group,
        texts: written.map(({ tokens }) => models.responseText(tokens)),
        sequences: written.map(({ tokens }, row) =>
          toSequence(ids[Math.floor(row / group)], tokens, models.config.eos),
        ),
        finished: written.map(({ finished }) => finished),
      };
      const scores = await rewards.score(rollout.sequences, {}, settings.rewardCaution);
      const utilities = rollout.texts.map((text, row) => labeler.utility(promptOf(rollout, row), text));
      return { rollout, scores, utilities };
    });
  }

  /** The policy as it is now. */
  async look(iteration: number, group: number, settings: Settings): Promise<Look> {
    const { rollout, scores, utilities } = await this.judged('current', group, settings);
    const kl = await this.#kl(rollout.sequences, settings);
    return {
      iteration,
      utility: mean(utilities),
      score: mean([...scores]),
      kl,
      ...textNumbers(rollout),
    };
  }

  /** Mean over answers of Σ tokens (log π − log π_ref): k1 on samples of the policy. */
  async #kl(sequences: readonly Sequence[], settings: Settings): Promise<number> {
    const { models, turns } = this.judge;
    let total = 0;
    for (let first = 0; first < sequences.length; first += TOGETHER) {
      const chunk = sequences.slice(first, first + TOGETHER);
      const shape = shapeFor(chunk, settings.maxNewTokens);
      total += await turns.take('training', async () => {
        const { columns } = await this.#reader.read(chunk, shape, trainingTemperature(settings));
        const logp = await readF32(models.gpu, columns.logp);
        const logpRef = await readF32(models.gpu, columns.logpRef);
        return chunk.reduce(
          (sum, { response }, row) =>
            response.reduce((kl, _, t) => {
              const place = row * shape.responseLength + t;
              return kl + logp[place] - logpRef[place];
            }, sum),
          0,
        );
      });
    }
    return total / sequences.length;
  }
}

/** What is told of the texts alone. */
export function textNumbers(rollout: Rollout): Pick<Look, 'distinct4' | 'length' | 'ended'> {
  return {
    distinct4: distinct4(rollout),
    length: meanLength(rollout),
    ended: endedCount(rollout) / rollout.sequences.length,
  };
}
