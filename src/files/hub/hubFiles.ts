/**
 * The list of a repository's files with sizes and hashes, from a hub's API: what a page has to go by, because a
 * browser hides the redirect that has the hash. Knows that one call; knows no format.
 * https://huggingface.co/docs/huggingface.js/hub/interfaces/ListFileEntry
 */
import * as v from 'valibot';
import { unreadable } from '../bytes/byteSource.ts';
import { hubAddress, refusedBy } from './hub.ts';
import { RETRIES, answerOf, retrying } from './httpRetry.ts';
import type { HttpOptions } from './httpSource.ts';

const commitSchema = v.looseObject({ sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{6,64}$/)) });

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** null for small files, of which a hub knows git's SHA-1 only. */
  readonly sha256: string | null;
}

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const schema = v.array(
  v.looseObject({
    type: v.string(),
    path: v.string(),
    size,
    lfs: v.optional(v.looseObject({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), size })),
  }),
);

/** Most entries of one answer. */
const PAGE = 1_000;

export interface HubListing {
  readonly files: readonly HubFile[];
  /** Names of the folders beside them. */
  readonly folders: readonly string[];
  /** Whether that is all there is: one answer has a thousand at most. */
  readonly whole: boolean;
}

/**
 * The files in a folder of a repository.
 * @param id `owner/name`.
 * @param folder a path; '' for the top.
 * @returns null when there is no such repository or revision.
 * @throws CheckpointError when the hub cannot be reached, refuses, or answers something else.
 */
export async function listHubFiles(
  id: string,
  revision = 'main',
  host = 'https://huggingface.co',
  options: Omit<HttpOptions, 'expectedSize'> = {},
  folder = '',
): Promise<HubListing | null> {
  const { label } = hubAddress(id, revision, host);
  const tree = `${host.replace(/\/+$/, '')}/api/models/${id}/tree/${encodeURIComponent(revision)}`;
  const name = `The list of files of ${label}`;
  const answer = await ask(folder === '' ? tree : `${tree}/${folder}`, name, options);
  if (answer === undefined) return null;
  const result = v.safeParse(schema, answer);
  if (!result.success) throw unreadable(name, 'the server answered something else');
  const { output } = result;
  return {
    files: output
      .filter(({ type }) => type === 'file')
      .map((file) => ({
        path: file.path,
        size: file.lfs?.size ?? file.size,
        sha256: file.lfs?.oid ?? null,
      })),
    folders: output.filter(({ type }) => type === 'directory').map(({ path }) => path),
    whole: output.length < PAGE,
  };
}

/** What the API answers, null where it is no JSON; undefined where it knows nothing of it. */
function ask(url: string, name: string, options: Omit<HttpOptions, 'expectedSize'>): Promise<unknown> {
  const { headers, fetch: send = fetch, retry = RETRIES, signal } = options;
  const request = async (): Promise<unknown> => {
    const get = (aborted: AbortSignal) => send(url, { headers, signal: aborted });
    const response = await answerOf(get, new AbortController(), retry, signal);
    if (response.status === 404) return undefined;
    if (!response.ok) throw refusedBy(name, response.status);
    return response.json().catch(() => null);
  };
  return retrying(name, request, retry, signal);
}

/**
 * The commit that a revision stands for.
 * @returns null when there is no such repository or revision.
 * @throws CheckpointError when the hub cannot be reached, refuses, or answers something else.
 */
export async function hubCommit(
  id: string,
  revision = 'main',
  host = 'https://huggingface.co',
  options: Omit<HttpOptions, 'expectedSize'> = {},
): Promise<string | null> {
  const { label } = hubAddress(id, revision, host);
  const url = `${host.replace(/\/+$/, '')}/api/models/${id}/revision/${encodeURIComponent(revision)}`;
  const answer = v.safeParse(commitSchema, await ask(url, `What the hub says of ${label}`, options));
  return answer.success ? answer.output.sha : null;
}
