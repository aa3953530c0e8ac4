/**
 * Where the files of a model are, as all that reads them sees it: a folder that can be listed or not, whose files are
 * opened and read by ranges. Every place that models come from is one of these: what comes with the page, an address, a
 * hub, files of a person's own, the browser's storage, a disk. Knows no place and no format.
 */
import type { ByteSource } from '../bytes/byteSource.ts';

/** The folder of a model in which further chat templates lie, by their names. */
export const TEMPLATES = 'additional_chat_templates';

/** What the chat template at a path is called; null for any other file, and for one that lies deeper. */
export function templateName(path: string): string | null {
  const [, name = null] = /^additional_chat_templates\/([\w-][\w.-]*)\.jinja$/.exec(path) ?? [];
  return name;
}

/** Opens a file of the model; null when there is none. Called anew for each pass over a file. */
export type SourceOpener = (file: string, signal?: AbortSignal) => Promise<ByteSource | null>;

export interface ModelFiles {
  readonly open: SourceOpener;
  /**
   * The paths of all files there, `/` between folders; null, or left out, where the place cannot tell, and every file must be
   * asked for.
   */
  readonly list?: (signal?: AbortSignal) => Promise<readonly string[] | null>;
  /** The SHA-256 that a weights file must have; null, or left out, where nobody says. */
  readonly sha256?: (file: string, signal?: AbortSignal) => Promise<string | null>;
}

/** The same files, of which those are not asked for that the place says it does not have. */
export async function withoutMissing(
  { open, list }: ModelFiles,
  signal?: AbortSignal,
): Promise<{ readonly open: SourceOpener; readonly listed: readonly string[] | null }> {
  const listed = (await list?.(signal)) ?? null;
  if (listed === null) return { open, listed };
  const known = new Set(listed);
  return { listed, open: (file, aborted) => (known.has(file) ? open(file, aborted) : Promise.resolve(null)) };
}
