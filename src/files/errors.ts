/**
 * The one error of this folder. Knows how to word a failure; knows no format and no storage.
 */
import { LONGEST_MESSAGE, shortened } from './shortened.ts';

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

/** Most characters of what was kept, and of what to do: what happened has the rest of the message. */
const ADVICE = 190;

/** A checkpoint or model that could not be read or written: what happened, what was kept, what to do. */
export class CheckpointError extends Error {
  override readonly name: string = 'CheckpointError';
  readonly kind: CheckpointErrorKind;
  readonly happened: string;
  readonly kept: string;
  readonly todo: string;

  constructor(problem: CheckpointProblem) {
    const kept = shortened(problem.kept, ADVICE);
    const todo = shortened(problem.todo, ADVICE);
    const happened = shortened(problem.happened, LONGEST_MESSAGE - kept.length - todo.length - 2);
    super(`${happened} ${kept} ${todo}`, { cause: problem.cause });
    this.kind = problem.kind;
    this.happened = happened;
    this.kept = kept;
    this.todo = todo;
  }
}

/** A model folder that the engine cannot run, because of what `happened` says. */
export function unusableModel(happened: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened,
    kept: 'Nothing was loaded from it.',
    todo: 'Use a GPT-2, Llama, Qwen2 or Qwen3 model in Hugging Face layout (config.json, tokenizer.json, tokenizer_config.json, model.safetensors or its shards with their index).',
    cause,
  });
}

/**
 * A value out of a file as it may stand in a message: JSON, cut after 80 characters. Made for hostile input: a
 * name of megabytes stays short, and an array nested a million deep does not overflow the stack.
 */
export function shown(value: unknown): string {
  const text = oneLevel(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function oneLevel(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (Array.isArray(value)) {
    const items = value.slice(0, 40) as unknown[];
    return `[${items.map((item) => (Array.isArray(item) ? '[…]' : oneLevel(item))).join(', ')}]`;
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
