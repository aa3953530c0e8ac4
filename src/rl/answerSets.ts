/**
 * Sets of K answers judged by a simulated labeler. Several prompts are answered in one rollout, so that the
 * unattended loop is as fast as PPO's own sampling. Knows models and labelers, not the reward model.
 */
import { LABELERS } from './labelers/index.ts';
import type { LabelerId } from './labelers/labeler.ts';
import { DEFAULT_TEMPERATURE, simulateJudgement } from './labelers/simulate.ts';
import { SAMPLING_STREAMS, type Models } from './models.ts';
import type { PreferenceEvent } from './preference.ts';
import { stream } from './random.ts';
import type { Settings } from './settings.ts';
import type { Turns } from './turns.ts';

export interface SimulationContext {
  readonly models: Models;
  readonly turns: Turns;
  readonly prompts: readonly string[];
  readonly settings: Settings;
  /** Policy iteration that writes the answers. */
  readonly iteration: number;
  /** Standard deviation of the labeler's utility over the base model's answers. */
  readonly sd: number;
  /** Events in the log so far: new draws continue from here, so that two calls never repeat each other. */
  readonly made: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** Rows of one rollout pass. */
const ROWS = 32;

/** Judges `count` prompts, handing each judgement over as it is made. */
export async function nextJudgements(
  context: SimulationContext,
  labeler: LabelerId,
  count: number,
  onJudgement: (event: PreferenceEvent) => void,
): Promise<void> {
  const { models, turns, prompts, settings, iteration, sd, made } = context;
  const order = stream(settings.seed, 'simulate/prompts').permutation(prompts.length);
  const noise = stream(settings.seed, `simulate/${labeler}/${made}`);
  const perPass = Math.max(1, Math.floor(ROWS / settings.answers));
  for (let first = 0; first < count && !context.signal?.aborted; first += perPass) {
    const chosen = Array.from({ length: Math.min(perPass, count - first) }, (_, i) => {
      return prompts[order[(made + first + i) % order.length]];
    });
    const rows = chosen.flatMap((prompt) =>
      Array.from({ length: settings.answers }, () => models.encodePrompt(prompt)),
    );
    const draw = SAMPLING_STREAMS.simulation + (made + first) * 64;
    const generations = await turns.take('training', () =>
      models.rollout('current', rows, settings, draw, context.signal),
    );
    if (context.signal?.aborted) return;
    chosen.forEach((prompt, index) => {
      const answers = generations
        .slice(index * settings.answers, (index + 1) * settings.answers)
        .map((generation) => models.toAnswer(generation, iteration));
      const number = made + first + index;
      const stamp = { id: `${labeler}-${settings.seed}-${number}`, at: 0 };
      const doubt = { temperature: DEFAULT_TEMPERATURE, sd };
      onJudgement(
        simulateJudgement({ labeler: LABELERS[labeler], prompt, answers, doubt, stream: noise, stamp }),
      );
    });
    context.onProgress?.(Math.min(count, first + perPass));
  }
}
