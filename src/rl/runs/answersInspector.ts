/**
 * Reads answers that no iteration sampled to learn from, when somebody looks: log π and log π_ref of their tokens, and what
 * each adds to the reward model's score. It changes nothing of the run. Knows run and models; knows no page, and no credit,
 * which only a rollout has.
 */
import { Attributor } from '../rewards/attribution.ts';
import { TokenReader, type Reading } from '../training/read.ts';
import { trainingTemperature } from '../trainingSettings.ts';
import { readF32 } from '../../gpu/queue.ts';
import { shapeFor, tokensOf, type Sequence } from '../../model/sequences.ts';
import { contextLength, toSequence } from '../training/models.ts';
import { ownAnswer } from '../training/foreignAnswers.ts';
import type { ComparedAnswer, Comparator } from './compare.ts';
import type { AnswersReading, AskedAnswers, InspectedAnswer } from './inspection.ts';
import type { RlhfRun } from './run.ts';

const NOW = {
  logp: { under: 'policy', what: 'logp' },
  logpRef: { under: 'reference', what: 'logp' },
} as const satisfies Record<string, Reading>;

export class AnswersInspector {
  readonly #reader: TokenReader<keyof typeof NOW>;

  constructor(
    private readonly run: RlhfRun,
    private readonly comparator: Pick<Comparator, 'last'>,
    private readonly attributor = new Attributor(run.rewards),
  ) {
    this.#reader = new TokenReader(run.models, NOW);
  }

  /**
   * Call between stages, so that all is of one policy. Null where nothing is known any more of the comparison asked for.
   * @throws RangeError where an answer is longer than the run makes room for
   */
  read(asked: AskedAnswers): Promise<AnswersReading | null> {
    return this.run.turns.take('interactive', () => this.#read(asked));
  }

  async #read(asked: AskedAnswers): Promise<AnswersReading | null> {
    const { rewards, kit, iteration, settings, models } = this.run;
    const all = this.#sequences(asked);
    if (!all) return null;
    const blind = 'blind' in asked && asked.blind;
    const without = rewards.members.length === 0;
    const unscored = without ? 'without' : blind ? 'blind' : rewards.fitted ? null : 'unfitted';
    const sequences = all.map(({ sequence }) => sequence);
    const shape = shapeFor(sequences, Math.max(...sequences.map(({ response }) => response.length)));
    const { columns } = await this.#reader.read(sequences, shape, trainingTemperature(settings));
    const [logp, logpRef] = [
      await readF32(models.gpu, columns.logp),
      await readF32(models.gpu, columns.logpRef),
    ];
    const attributed =
      unscored === null ? await this.#attributed(sequences, kit.settings.rewardCaution) : null;
    const answers = all.map(({ prompt, text, finished, sequence: { response } }, row): InspectedAnswer => {
      const first = row * shape.responseLength;
      const of = (grid: Float32Array) => [...grid.subarray(first, first + response.length)];
      const attribution = attributed?.[row] ?? null;
      const score = attribution && attribution.parts.reduce((sum, part) => sum + part, attribution.start);
      return {
        prompt,
        text,
        finished,
        tokens: response.map((id) => models.tokenizer.tokenText(id)),
        score,
        spread: null,
        earned: null,
        columns: null,
        read: { logp: of(logp), logpRef: of(logpRef) },
        logpAfter: null,
        attribution,
      };
    });
    return { iteration, answers, unscored };
  }

  #sequences(asked: AskedAnswers): readonly ComparedAnswer[] | null {
    const { models, settings } = this.run;
    const { eos } = models.config;
    if ('compared' in asked) return this.comparator.last(asked.compared);
    const { prompt, chat } = asked;
    const ids = models.encodePrompt(prompt, chat !== undefined);
    const room = contextLength(models.config, settings.contextLength);
    return asked.answers.map((answer) => {
      const { text, finished, tokens } = ownAnswer(models, prompt, answer);
      const sequence = toSequence(ids, tokens, eos);
      const length = tokensOf(sequence).length;
      if (length > room)
        throw new RangeError(`An answer has ${length} tokens with its prompt; there is room for ${room}.`);
      return { prompt, text, finished, sequence };
    });
  }

  #attributed(sequences: readonly Sequence[], caution: number) {
    const answers = sequences.map((sequence) => ({ prompt: sequence.prompt, whole: tokensOf(sequence) }));
    return this.attributor.attribute(answers, caution);
  }
}
