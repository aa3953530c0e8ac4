/**
 * The one error of this folder. Knows how to word a failure; knows no format and no storage.
 */

/**
 * `format`: a file that is not what it claims to be. `model`: a model folder the engine cannot run.
 * `full`: storage has no room. `storage`: any other failure of the storage itself.
 */
export type CheckpointErrorKind = 'format' | 'model' | 'full' | 'storage';

export interface CheckpointProblem {
  readonly kind: CheckpointErrorKind;
  /** What happened, one sentence. */
  readonly happened: string;
  /** What was kept, one sentence. */
  readonly kept: string;
  /** What to do now, one sentence. */
  readonly todo: string;
  readonly cause?: unknown;
}

/** A checkpoint or model that could not be read or written: what happened, what was kept, what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly kind: CheckpointErrorKind;
  readonly happened: string;
  readonly kept: string;
  readonly todo: string;

  constructor(problem: CheckpointProblem) {
    super(`${problem.happened} ${problem.kept} ${problem.todo}`, { cause: problem.cause });
    this.kind = problem.kind;
    this.happened = problem.happened;
    this.kept = problem.kept;
    this.todo = problem.todo;
  }
}

/** A model folder that the engine cannot run, because of what `happened` says. */
export function unusableModel(happened: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened,
    kept: 'Nothing was loaded from it.',
    todo: 'Use a GPT-2, Llama, Qwen2 or Qwen3 model in Hugging Face layout (config.json, tokenizer.json, tokenizer_config.json, model.safetensors).',
    cause,
  });
}
