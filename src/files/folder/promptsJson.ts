/** The prompts that lie beside a model, in prompts.json. Knows that file. */
import * as v from 'valibot';
import { unusableModel } from '../errors.ts';
import { parseJson } from './folderFiles.ts';

export interface Prompts {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

const promptsSchema = v.object({ train: v.array(v.string()), heldout: v.array(v.string()) });

/** @throws CheckpointError for anything but two lists of strings. */
export function parsePrompts(bytes: Uint8Array): Prompts {
  const result = v.safeParse(promptsSchema, parseJson('prompts.json', bytes));
  if (!result.success) throw unusableModel('prompts.json has no lists of strings "train" and "heldout".');
  return { train: result.output.train, heldOut: result.output.heldout };
}
