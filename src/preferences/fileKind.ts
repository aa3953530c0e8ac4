/**
 * What a file is, by what is in it: names lie, and people drop anything anywhere.
 *
 * Knows: how the first bytes of the files of this field look. Must not know: how to read any of them whole.
 */
import { parsePythonJson } from '../files/pythonJson.ts';

/**
 * `preferences`: judgements, pairs or labels. `run`: a recorded run, or the receipt of one. `gzip`: one file, packed. `metrics`: curves as a table. `prompts`: prompts
 * alone. `handIn`, `assignment`: a class's. `weights`, `model`: part of a model's folder. `zip`, `gguf`, `pickle`: weights or a folder in a form that is
 * not read. `pointer`: what Git LFS leaves in place of a file. `bundle`: a settings file of a bundle for a cluster.
 */
export type FileKind =
  | 'preferences'
  | 'run'
  | 'handIn'
  | 'assignment'
  | 'metrics'
  | 'prompts'
  | 'weights'
  | 'model'
  | 'zip'
  | 'gzip'
  | 'gguf'
  | 'pickle'
  | 'pointer'
  | 'bundle'
  | 'image'
  | 'empty'
  | 'text'
  | 'other';

/** Bytes of a file's beginning that are enough to tell. */
export const HEAD_BYTES = 65_536;

/** Keys that only one kind of JSON file has. */
const KEYS: readonly (readonly [string, FileKind])[] = [
  ['"nudge-recorded-run"', 'run'],
  ['"nudge-run"', 'run'],
  ['"nudge-receipt"', 'run'],
  ['"nudge-hand-in"', 'handIn'],
  ['"nudge-assignment"', 'assignment'],
  ['"nudge-cluster-bundle"', 'bundle'],
  ['"weight_map"', 'model'],
  ['"architectures"', 'model'],
  ['"model_type"', 'model'],
  ['"tokenizer_class"', 'model'],
  ['"added_tokens"', 'model'],
  ['"peft_type"', 'model'],
  ['"eos_token_id"', 'model'],
  ['"eos_token"', 'model'],
];

/** @param head the file's first {@link HEAD_BYTES}, or all of it */
export function fileKind(head: Uint8Array): FileKind {
  if (head.length === 0) return 'empty';
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) {
    // Weights of PyTorch are a zip too, of a pickle.
    return includes(head, 'data.pkl') ? 'pickle' : 'zip';
  }
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x47, 0x47, 0x55, 0x46)) return 'gguf';
  if (starts(0x80) && head[1] <= 5) return 'pickle';
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || starts(0x47, 0x49, 0x46, 0x38))
    return 'image';
  // The length of a header, below 100 MB, and the header.
  if (head.length > 9 && head[8] === 0x7b && head[4] + head[5] + head[6] + head[7] === 0) return 'weights';
  const text = textOf(head);
  return text === null ? 'other' : kindOfText(text);
}

function kindOfText(text: string): FileKind {
  const start = text.trimStart();
  if (start === '') return 'empty';
  if (start.startsWith('version https://git-lfs')) return 'pointer';
  if (!/^[[{]/.test(start)) {
    const [header] = start.split('\n', 1);
    return /(^|,)"?iteration"?,/.test(header) ? 'metrics' : 'text';
  }
  const row = firstRow(start);
  if (row) {
    if ('chosen' in row || 'completion' in row || 'target' in row) return 'preferences';
    if ('responses' in row || ('type' in row && 'id' in row)) return 'preferences';
    if (!('format' in row) && ('prompt' in row || 'messages' in row)) return 'prompts';
  }
  return KEYS.find(([key]) => start.includes(key))?.[1] ?? 'text';
}

/** The first row of JSON lines or of a list of rows, if it is whole. */
function firstRow(text: string): object | null {
  const [line] = text.split('\n', 1);
  try {
    const value = parsePythonJson(line.replace(/^\[\s*/, '').replace(/,?\s*\]?\s*$/, ''));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    // The rest of a list may stand in the same line.
  }
  try {
    const value = parsePythonJson(text);
    const row: unknown = Array.isArray(value) ? value[0] : value;
    return typeof row === 'object' && row !== null ? row : null;
  } catch {
    return null;
  }
}

/** The text of a file in UTF-8 or, as some editors of Windows write it, UTF-16. */
export function textOfFile(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The text that bytes are, a character cut at the end left out; null where they are none. */
function textOf(head: Uint8Array): string | null {
  try {
    const text = new TextDecoder(encodingOf(head), { fatal: true }).decode(head, { stream: true });
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function includes(bytes: Uint8Array, word: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(word);
}
