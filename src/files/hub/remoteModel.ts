/**
 * A model on a server, pinned: of a hub's branch, the commit that it stands for is found first and every file is
 * asked for by it, so that shards of two commits never mix. Knows addresses; knows no storage.
 */
import { bytesSource } from '../bytes/byteSource.ts';
import { CheckpointError, unusableModel } from '../errors.ts';
import { ADAPTER_CONFIG, isAdapter } from '../folder/adapterFolder.ts';
import { parseJson, readFile } from '../folder/folderFiles.ts';
import { TEMPLATES, type ModelFiles } from '../folder/modelFiles.ts';
import {
  folderAddress,
  hubAddress,
  openRemoteFile,
  remoteFileInfo,
  remoteReader,
  type ModelAddress,
  type RemoteFileInfo,
} from './hub.ts';
import { RETRIES } from './httpRetry.ts';
import { hubCommit, listHubFiles, type HubListing } from './hubFiles.ts';
import type { HttpOptions } from './httpSource.ts';
import { addressLabel, type RemoteAddress } from './address.ts';

/** What tells one version of a file from another, as far as the server says. */
export interface FileVersion {
  readonly sha256: string | null;
  readonly etag: string | null;
  readonly modified: string | null;
}

export interface RemoteModel {
  readonly label: string;
  /** null where the server has no commits, or does not tell. */
  readonly commit: string | null;
  /** A hub lists its files; of a folder at a web address nothing does. */
  readonly files: ModelFiles;
  version(file: string, signal?: AbortSignal): Promise<FileVersion>;
}

export type RemoteOptions = Pick<HttpOptions, 'fetch' | 'retry' | 'headers'>;

const CONFIG = 'config.json';

/**
 * Finds a model and what it is pinned to.
 * @param marker the file that must be there: an adapter has no config.json.
 * @throws NotAloneError where an adapter lies in place of a model; CheckpointError when there is none or its server cannot be
 * reached; the signal's reason when aborted.
 */
export async function findRemoteModel(
  address: RemoteAddress,
  options: RemoteOptions = {},
  signal?: AbortSignal,
  marker = CONFIG,
): Promise<RemoteModel> {
  const asked = { ...options, signal };
  const named = at(address);
  const label = addressLabel(address);
  const config = await lookFor(named, marker, label, asked);
  if (address.kind === 'url') return modelAt(named, label, null, () => Promise.resolve(null), options);

  const { id, revision, host } = address;
  const commit = config.commit ?? (await unlessRefused(hubCommit(id, revision, host, briefly(asked))));
  const pinned = commit === null ? named : at({ ...address, revision: commit });
  // A server that names commits and does not serve them is read as it is; its commit still tells versions apart.
  const serves =
    commit !== null && commit !== revision
      ? await unlessRefused(remoteFileInfo(pinned.fileUrl(marker), marker, asked))
      : config;
  const list = async (aborted?: AbortSignal): Promise<HubListing | null> => {
    const look = (folder?: string) =>
      unlessRefused(
        listHubFiles(id, serves && commit ? commit : revision, host, { ...options, signal: aborted }, folder),
      );
    const top = await look();
    const inside = top?.folders.includes(TEMPLATES) ? await look(TEMPLATES) : null;
    return top && inside ? { ...top, files: [...top.files, ...inside.files] } : top;
  };
  return modelAt(serves ? pinned : named, label, commit, list, options);
}

/**
 * What a server says of the file that must be there. Servers that know no HEAD are asked for the file itself.
 * @throws CheckpointError when there is none.
 */
async function lookFor(
  address: ModelAddress,
  marker: string,
  label: string,
  asked: HttpOptions,
): Promise<Pick<RemoteFileInfo, 'commit'>> {
  const url = address.fileUrl(marker);
  let refusal: unknown = null;
  const info = await remoteFileInfo(url, marker, asked).catch((error: unknown) => {
    if (!(error instanceof CheckpointError)) throw error;
    refusal = error;
    return null;
  });
  if (info) return info;
  const source = await openRemoteFile(address, marker, asked).catch((error: unknown) => {
    // The first refusal says more of what it may mean.
    throw refusal ?? error;
  });
  await source?.close();
  if (source) return { commit: null };
  const adapter = marker === CONFIG && (await readFile(remoteReader(address, asked), ADAPTER_CONFIG, asked));
  if (adapter) throw isAdapter(parseJson(ADAPTER_CONFIG, adapter));
  throw unusableModel(`There is no ${marker} at ${label}: no such model, or none in this layout.`);
}

/** Of what can be done without, a server that fails is not asked for long. */
function briefly(options: HttpOptions): HttpOptions {
  return { ...options, retry: { ...(options.retry ?? RETRIES), attempts: 2 } };
}

function at(address: RemoteAddress): ModelAddress {
  return address.kind === 'url'
    ? folderAddress(address.url)
    : hubAddress(address.id, address.revision, address.host);
}

function modelAt(
  address: ModelAddress,
  label: string,
  commit: string | null,
  list: (signal?: AbortSignal) => Promise<HubListing | null>,
  options: RemoteOptions,
): RemoteModel {
  let asked: Promise<HubListing | null> | undefined;
  const listed = (signal?: AbortSignal) => {
    const asking = (asked ??= list(signal));
    asking.catch(() => (asked = undefined));
    return asking;
  };
  const version = async (file: string, signal?: AbortSignal): Promise<FileVersion> => {
    const entry = (await listed(signal))?.files.find(({ path }) => path === file);
    const http = { ...options, signal };
    const info = await unlessRefused(remoteFileInfo(address.fileUrl(file), file, http));
    if (commit !== null && info?.commit && info.commit !== commit) {
      throw unusableModel(`${file} is of the commit ${info.commit}, and config.json of ${commit}.`);
    }
    const sha256 = entry?.sha256 ?? info?.sha256 ?? null;
    if (sha256 !== null || info) {
      return { sha256, etag: info?.etag ?? null, modified: info?.modified ?? null };
    }
    // A server that answers no HEAD says it when it sends the file.
    const source = await openRemoteFile(address, file, http);
    await source?.close();
    return { sha256, etag: source?.etag ?? null, modified: source?.modified ?? null };
  };
  const files: ModelFiles = {
    async open(file, signal) {
      try {
        return await openRemoteFile(address, file, { ...options, signal });
      } catch (error) {
        // Servers that send small files compressed or in pieces do not say how long they are.
        if (file.endsWith('.safetensors') || !(error instanceof CheckpointError)) throw error;
        const bytes = await readFile(remoteReader(address, options), file, { signal });
        return bytes && bytesSource(bytes, file);
      }
    },
    async list(signal) {
      const found = await listed(signal);
      return found?.whole ? found.files.map(({ path }) => path) : null;
    },
    sha256: async (file, signal) => (await version(file, signal)).sha256,
  };
  return { label, commit, files, version };
}

/** The answer of a server; null where it refuses or cannot be understood. What is optional must not stop a model. */
async function unlessRefused<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CheckpointError) return null;
    throw error;
  }
}
