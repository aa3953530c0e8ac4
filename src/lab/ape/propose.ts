/**
 * Candidates out of pairs: a model reads some pairs and writes what the instruction may have been, forward or as an infill, and
 * other wordings of what did well. Knows the templates; knows no strategy and no score.
 */
import type { CallHooks, Chat, LanguageModel } from '../model/languageModel.ts';
import type { Stream } from '../../rl/random.ts';
import type { Pair } from './pairs.ts';
import type { Proposal } from './search/resampling.ts';
import { forward, resample, reverse, tidy, type Templates } from './templates.ts';

export interface ProposeOptions {
  readonly model: Pick<LanguageModel, 'generate'>;
  readonly templates: Templates;
  /** Times that pairs are drawn and shown; each draw is asked forward and as an infill. */
  readonly draws: number;
  /** Pairs shown at a time; the paper shows five. */
  readonly shown: number;
  readonly forward: number;
  readonly infill: number;
  readonly seed: number;
  readonly chat?: Chat | null;
  readonly hooks?: CallHooks;
}

export const PROPOSE_DEFAULTS = { draws: 6, shown: 5, forward: 3, infill: 2 } as const;

/** As the paper's code samples. */
const SAMPLING = { maxTokens: 48, temperature: 0.9, topP: 0.9, stop: ['\n'] } as const;

/**
 * Instructions that a model proposes, each text once, in the order proposed. May be empty: a model may write nothing that has a
 * letter.
 */
export async function propose(
  pairs: readonly Pair[],
  options: ProposeOptions,
  random: Stream,
): Promise<Proposal[]> {
  const { model, templates, draws, shown, seed, chat, hooks } = options;
  const groups = Array.from({ length: draws }, () =>
    random
      .permutation(pairs.length)
      .slice(0, shown)
      .map((index) => pairs[index]),
  );
  const proposals = new Map<string, Proposal>();
  for (const [origin, ask, samples] of [
    ['forward', forward, options.forward],
    ['infill', reverse, options.infill],
  ] as const) {
    if (samples === 0) continue;
    const prompts = groups.map((group) => ask(templates, group));
    const written = await model.generate(
      prompts,
      { ...SAMPLING, samples, seed: seed + Number(origin === 'infill'), ...(chat && { chat }) },
      hooks,
    );
    for (const { text } of written) {
      const instruction = tidy(text);
      if (instruction && !proposals.has(instruction))
        proposals.set(instruction, { text: instruction, origin });
    }
  }
  return [...proposals.values()];
}

/** Other wordings of each text, those that differ from it, each once. */
export async function vary(
  texts: readonly string[],
  samples: number,
  {
    model,
    templates,
    seed,
    chat,
    hooks,
  }: Pick<ProposeOptions, 'model' | 'templates' | 'seed' | 'chat' | 'hooks'>,
): Promise<string[][]> {
  if (texts.length === 0) return [];
  const prompts = texts.map((text) => resample(templates, text));
  const written = await model.generate(prompts, { ...SAMPLING, samples, seed, ...(chat && { chat }) }, hooks);
  return texts.map((text, index) => {
    const several = written.slice(index * samples, (index + 1) * samples).map(({ text }) => tidy(text));
    return [...new Set(several)].filter((variation) => variation !== '' && variation !== text);
  });
}
