/**
 * Tries a tokenizer in a worker of its own before anything else waits for it: a pattern that takes ages for a line of
 * text is stopped and named. Knows the trial's worker; knows no model.
 */
import { CheckpointError, shown } from '../files/errors.ts';
import { needsTrial, trialTexts, type Trial } from '../model/prompts/trial.ts';

/** Milliseconds that a text may take, and characters from which on it may take more. */
const PATIENCE = 2_000;
const SHORT = 2_000;
/** Milliseconds for reading the tokenizer, which is megabytes at times. */
const READING = 60_000;

/** What of a model is tried. */
interface TriedModel extends Pick<Trial, 'tokenizerJson' | 'tokenizerConfig'> {
  readonly config: { readonly vocab: number };
  readonly prompts: Parameters<typeof trialTexts>[1];
}

/**
 * Resolves when every text was encoded in time, at once where the tokenizer has no pattern to be afraid of.
 * @param asked prompts that it will be given.
 * @throws CheckpointError naming the text that took too long; the signal's reason when aborted.
 */
export async function tryEncoding(
  { tokenizerJson, tokenizerConfig, config, prompts }: TriedModel,
  asked: Parameters<typeof trialTexts>[0] = [],
  signal?: AbortSignal,
): Promise<void> {
  if (typeof Worker === 'undefined' || !needsTrial(tokenizerJson)) return;
  const texts = trialTexts(asked, prompts);
  const worker = new Worker(new URL('./encodingTrial.worker.ts', import.meta.url), {
    type: 'module',
    name: 'encoding trial',
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (milliseconds: number, late: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(late, milliseconds);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      signal?.throwIfAborted();
      // A worker that cannot be started tries nothing: the model is opened as it is.
      worker.onerror = () => resolve();
      worker.onmessage = ({ data: index }: MessageEvent<number>) => {
        if (index >= texts.length) return resolve();
        const { length } = texts[index];
        wait(PATIENCE * Math.max(1, length / SHORT), () => reject(tooSlow(`for ${shown(texts[index])}`)));
      };
      wait(READING, () => reject(tooSlow('to be read')));
      worker.postMessage({ tokenizerJson, tokenizerConfig, vocab: config.vocab, texts } satisfies Trial, []);
    });
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

function tooSlow(what: string): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened: `The model's tokenizer takes too long ${what}: it was stopped. A pattern in its tokenizer.json tries too many ways to part a text.`,
    kept: 'Nothing was loaded from it.',
    todo: 'Use the tokenizer.json of the model that this one was made from, or another model.',
  });
}
