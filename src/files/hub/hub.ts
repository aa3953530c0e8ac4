/**
 * Models by address: `owner/name` on a hub that speaks Hugging Face's paths, or a folder under any URL. Knows
 * those paths and headers; knows no format. https://huggingface.co/docs/hub/api
 */
import { unreadable } from '../bytes/byteSource.ts';
import { shown, unusableModel } from '../errors.ts';
import type { FileReader } from '../folder/folderFiles.ts';
import { RETRIES, answerOf, retrying } from './httpRetry.ts';
import { openHttpSource, type HttpByteSource, type HttpOptions } from './httpSource.ts';

export interface ModelAddress {
  /** How to call the model in messages. */
  readonly label: string;
  fileUrl(file: string): string;
}

export interface RemoteFileInfo {
  /** null where the server does not say, or counts compressed bytes. */
  readonly size: number | null;
  /** Of large files on a hub; null where the server does not say, or hides it from pages of another origin. */
  readonly sha256: string | null;
  readonly etag: string | null;
  /** When the server says it was changed, as it says it. */
  readonly modified: string | null;
  /** The commit that a revision stands for. */
  readonly commit: string | null;
}

/**
 * A repository on a hub.
 * @param id `owner/name`.
 * @param revision a branch, tag or commit; `main` when left out.
 * @param host another server that speaks the same paths.
 * @throws CheckpointError for anything that is not the name of a repository.
 */
export function hubAddress(id: string, revision = 'main', host = 'https://huggingface.co'): ModelAddress {
  if (!/^[A-Za-z0-9_][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/.test(id)) {
    throw unusableModel(`"${id.slice(0, 80)}" is not the id of a model (owner/name).`);
  }
  if (revision === '')
    throw unusableModel('The revision is empty; leave it out or name a branch, tag or commit.');
  if (!isRevision(revision)) {
    throw unusableModel(`${shown(revision)} is not the name of a branch, a tag or a commit.`);
  }
  // A branch such as refs/pr/1 is one part of the path.
  const base = `${host.replace(/\/+$/, '')}/${id}/resolve/${encodeURIComponent(revision)}`;
  return {
    label: revision === 'main' ? id : `${id} at ${revision}`,
    fileUrl: (file) => `${base}/${encodePath(file)}`,
  };
}

/** What git allows as a name, as far as it could lead elsewhere in an address. */
function isRevision(name: string): boolean {
  return (
    /^[\w.][^\s?#%\\~^:*[\]\p{Cc}]{0,254}$/u.test(name) && !/\.\.|\/\/|\/$|(?:^|\/)\.(?:\/|$)/.test(name)
  );
}

/**
 * A folder of files under one URL.
 * @throws CheckpointError for an address that is not one of http or https.
 */
export function folderAddress(url: string): ModelAddress {
  const base = URL.canParse(url) ? new URL(url) : null;
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:') {
    throw unusableModel(`"${url.slice(0, 80)}" is not a web address.`);
  }
  base.hash = '';
  const folder = base.pathname.replace(/\/*$/, '/');
  return {
    label: url,
    fileUrl(file) {
      const address = new URL(base);
      address.pathname = folder + encodePath(file);
      return address.href;
    },
  };
}

/**
 * Asks for a file's size and hash without reading it (HEAD). A hub answers for large files with a redirect that
 * has X-Linked-Size and X-Linked-Etag, the SHA-256; the storage behind it knows its own ETag only. A browser
 * follows redirects without showing them, so that pages learn the size and no hash.
 * @returns null when there is no such file.
 * @throws CheckpointError when the server cannot be reached or refuses; the signal's reason when aborted.
 */
export function remoteFileInfo(
  url: string,
  name: string,
  options: HttpOptions = {},
): Promise<RemoteFileInfo | null> {
  const { headers, fetch: ask = fetch, retry = RETRIES, signal } = options;
  const head = (redirect: 'manual' | 'follow') =>
    retrying(
      name,
      () =>
        answerOf(
          (aborted) => ask(url, { method: 'HEAD', headers, redirect, signal: aborted }),
          new AbortController(),
          retry,
          signal,
        ),
      retry,
      signal,
    );
  const look = async (): Promise<RemoteFileInfo | null> => {
    const first = await head('manual');
    const redirected = first.type === 'opaqueredirect' || (first.status >= 300 && first.status < 400);
    const linked = first.headers.has('x-linked-size');
    const last = redirected && !linked ? await head('follow') : first;
    if (last.status === 404) return null;
    if (!last.ok && !(redirected && linked)) throw refusedBy(name, last.status);
    return infoOf(last.headers, first.headers, linked);
  };
  return look();
}

/** Opens a file of a model for reading by ranges; null when there is none. */
export function openRemoteFile(
  address: ModelAddress,
  file: string,
  options: HttpOptions = {},
): Promise<HttpByteSource | null> {
  return openHttpSource(address.fileUrl(file), file, options);
}

/** Reads a model's files whole: what is small, and what a server sends without saying how long it is. */
export function remoteReader(
  address: ModelAddress,
  options: Omit<HttpOptions, 'signal' | 'expectedSize'> = {},
): FileReader {
  const { headers, fetch: ask = fetch, retry = RETRIES } = options;
  return async (file, signal) => {
    const url = address.fileUrl(file);
    const get = (aborted: AbortSignal) => ask(url, { headers, signal: anyOf(aborted, signal) });
    const response = await retrying(
      file,
      () => answerOf(get, new AbortController(), retry, signal),
      retry,
      signal,
    );
    if (response.status === 401 || response.status === 403) throw refusedBy(file, response.status);
    return response;
  };
}

function infoOf(last: Headers, first: Headers, linked: boolean): RemoteFileInfo {
  const length = linked
    ? first.get('x-linked-size')
    : last.has('content-encoding')
      ? null
      : last.get('content-length');
  const linkedEtag = bare(first.get('x-linked-etag'));
  return {
    size: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null,
    // Only this one is a SHA-256: small files have git's SHA-1, the storage behind a hub something of its own.
    sha256: linkedEtag !== null && /^[0-9a-f]{64}$/i.test(linkedEtag) ? linkedEtag.toLowerCase() : null,
    etag: linkedEtag ?? bare(last.get('etag')),
    modified: last.get('last-modified'),
    commit: first.get('x-repo-commit') ?? last.get('x-repo-commit'),
  };
}

function bare(etag: string | null): string | null {
  return etag === null ? null : etag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
}

function encodePath(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function anyOf(aborted: AbortSignal, signal?: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([aborted, signal]) : aborted;
}

/** The refusal of a server, with what it may mean. */
export function refusedBy(name: string, status: number): Error {
  const why = status === 401 || status === 403 ? ' (no such model, or one that needs permission)' : '';
  return unreadable(name, `the server answered ${status}${why}`);
}
