/**
 * Reads what the iteration under way, or the one that ended last, knows of its answers, when somebody looks: columns that
 * are on the GPU already, the policy's log-probabilities read again after an update, the reward model's attribution. It
 * changes nothing of the run. Knows run and models; knows no page.
 */
import type { CreditColumn, ShownCredit, ShownPulls } from '../training/algorithm.ts';
import { Attributor } from '../rewards/attribution.ts';
import { TokenReader, type Reading } from '../training/read.ts';
import { trainingTemperature } from '../trainingSettings.ts';
import { grpoChoices } from '../../gpu/kernels/grpo/grpoChoices.ts';
import { readF32 } from '../../gpu/queue.ts';
import { shapeFor, tokensOf, type Sequence } from '../../model/sequences.ts';
import { promptOf, type Rollout } from '../training/rollout.ts';
import {
  CREDIT_COLUMNS,
  MOST_INSPECTED,
  whiteningOf,
  type InspectedAnswer,
  type InspectedCredit,
  type InspectedWhole,
  type Inspection,
} from './inspection.ts';
import type { RlhfRun } from './run.ts';
import { plainRewards } from './tokenTerms.ts';

const NOW = { logp: { under: 'policy', what: 'logp' } } as const satisfies Record<string, Reading>;

/** Answers that are read at once: a fraction of the memory that an iteration takes. */
const TOGETHER = 8;

type Columns = Readonly<Record<CreditColumn, readonly number[]>>;

export class Inspector {
  readonly #reader: TokenReader<keyof typeof NOW>;

  constructor(
    private readonly run: RlhfRun,
    private readonly attributor = new Attributor(run.rewards),
  ) {
    this.#reader = new TokenReader(run.models, NOW);
  }

  /** Call between stages. Null where no iteration has sampled anything, or what it had was given up. */
  inspect(): Promise<Inspection | null> {
    return this.run.turns.take('interactive', () => this.#inspect());
  }

  async #inspect(): Promise<Inspection | null> {
    const { kit } = this.run;
    const { rollout, shown } = kit;
    if (!rollout) return null;
    const updated = this.run.iteration === kit.iteration;
    if (!updated && kit.stages.next === null) return null;
    const columns = shown?.credit ? await this.#columns(rollout, shown.credit) : null;
    const count = Math.min(MOST_INSPECTED, rollout.sequences.length);
    const sequences = rollout.sequences.slice(0, count);
    const pulls = shown?.pulls;
    const after = (columns ?? pulls) && updated ? await this.#logps(sequences) : null;
    const attributed = shown ? await this.#attributed(sequences, shown.scores) : null;
    const answers = sequences.map((sequence, row): InspectedAnswer => ({
      prompt: promptOf(rollout, row),
      text: rollout.texts[row],
      finished: rollout.finished[row],
      tokens: sequence.response.map((id) => this.run.models.tokenizer.tokenText(id)),
      score: shown?.scores[row] ?? null,
      spread: shown?.spreads?.[row] ?? null,
      earned: (shown?.credit ?? pulls)?.earned[row] ?? null,
      columns: columns?.[row] ?? null,
      ...(pulls && {
        pulled: {
          logp: pulls.logp[row],
          logpRef: pulls.logpRef[row],
          advantages: pulls.advantages[row],
          pulls: pulls.pulls[row],
        },
      }),
      ...(rollout.sampled && { sampled: rollout.sampled[row] }),
      logpAfter: after?.[row] ?? null,
      attribution: attributed?.[row] ?? null,
    }));
    const credit = columns && shown?.credit ? this.#credit(columns, shown.credit) : null;
    const all = { iteration: kit.iteration, answers, total: rollout.sequences.length, credit, updated };
    return pulls ? { ...all, whole: this.#whole(rollout, pulls) } : all;
  }

  /** Of every answer: whitening is over all of them. */
  async #columns({ sequences }: Rollout, { columns, responseLength }: ShownCredit): Promise<Columns[]> {
    const grids = {} as Record<CreditColumn, Float32Array>;
    for (const name of CREDIT_COLUMNS) grids[name] = await readF32(this.run.models.gpu, columns[name]);
    return sequences.map(({ response }, row) => {
      const first = row * responseLength;
      const of = (name: CreditColumn) => [...grids[name].subarray(first, first + response.length)];
      return Object.fromEntries(CREDIT_COLUMNS.map((name) => [name, of(name)])) as Record<
        CreditColumn,
        number[]
      >;
    });
  }

  /** log π of the response tokens under the policy as it is now. */
  async #logps(sequences: readonly Sequence[]): Promise<number[][]> {
    const { models, kit } = this.run;
    const { maxNewTokens } = kit.settings;
    const all: number[][] = [];
    for (let first = 0; first < sequences.length; first += TOGETHER) {
      const chunk = sequences.slice(first, first + TOGETHER);
      const width = Math.max(maxNewTokens, ...chunk.map(({ response }) => response.length));
      const shape = shapeFor(chunk, width);
      const { columns } = await this.#reader.read(chunk, shape, trainingTemperature(kit.settings));
      const logp = await readF32(models.gpu, columns.logp);
      chunk.forEach(({ response }, row) =>
        all.push([...logp.subarray(row * width, row * width + response.length)]),
      );
    }
    return all;
  }

  /** Left out where the sum is not the score that was given: the reward model has learned since. */
  async #attributed(sequences: readonly Sequence[], scores: readonly number[]) {
    if (!this.run.rewards.fitted) return null;
    const answers = sequences.map((sequence) => ({ prompt: sequence.prompt, whole: tokensOf(sequence) }));
    const attributed = await this.attributor.attribute(answers, this.run.kit.settings.rewardCaution);
    return attributed.map((attribution, row) => {
      const sum = attribution.parts.reduce((total, part) => total + part, attribution.start);
      return Math.abs(sum - scores[row]) < 1e-3 * Math.max(1, Math.abs(sum)) ? attribution : null;
    });
  }

  #whole({ sequences }: Rollout, { earned, kl, scalars }: ShownPulls): InspectedWhole {
    const lengths = sequences.map(({ response }) => response.length);
    return { earned, kl, lengths, loss: grpoChoices(scalars), settings: this.run.kit.settings };
  }

  #credit(columns: readonly Columns[], { earned, klCoefficient: beta }: ShownCredit): InspectedCredit {
    const { settings } = this.run.kit;
    const { gamma, lambda, clipRange, whitenRewards, whitenAdvantages } = settings;
    const { klEstimator: estimator, dualClip, importanceCap } = settings;
    const rewards = () => columns.flatMap((of, row) => plainRewards(of, earned[row], { beta, estimator }));
    const advantages = () =>
      columns.flatMap(({ returns, values }) => returns.map((of, at) => of - values[at]));
    return {
      beta,
      estimator,
      gamma,
      lambda,
      clip: clipRange,
      dualClip,
      importanceCap,
      whitenedRewards: whitenRewards ? whiteningOf(rewards()) : null,
      whitenedAdvantages: whitenAdvantages ? whiteningOf(advantages()) : null,
    };
  }
}
