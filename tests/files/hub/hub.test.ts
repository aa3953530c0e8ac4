import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import {
  folderAddress,
  hubAddress,
  openRemoteFile,
  remoteFileInfo,
  remoteReader,
} from '../../../src/files/hub/hub.ts';
import { findRemoteModel } from '../../../src/files/hub/remoteModel.ts';
import type { StreamProgress } from '../../../src/files/folder/streamTensors.ts';
import { openFolder, openPlace } from '../openFolder.ts';
import { parseSafetensors, writeSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { readFixture } from '../../fixtures/load.ts';
import { startHubServer, type HubServer } from './hubServer.ts';

const retry = { attempts: 3, firstDelay: 1, longestDelay: 100, stall: 20_000 };
const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';

let hub: HubServer;
let first: Uint8Array;

beforeAll(async () => {
  const whole = parseSafetensors(await readFixture('gpt2-odd/model.safetensors'));
  const names = [...whole.tensors.keys()];
  const shard = (part: number) =>
    writeSafetensors(
      names
        .filter((_, i) => i % 2 === part)
        .map((name) => ({ name, shape: whole.tensors.get(name)?.shape ?? [], data: whole.readF32(name) })),
    );
  first = shard(0);
  const weight_map = Object.fromEntries(names.map((name, i) => [name, i % 2 ? SECOND : FIRST]));
  hub = await startHubServer({
    'config.json': await readFixture('gpt2-odd/config.json'),
    'tokenizer.json': await readFixture('tokenizer/tokenizer.json'),
    'tokenizer_config.json': await readFixture('tokenizer/tokenizer_config.json'),
    'model.safetensors.index.json': new TextEncoder().encode(JSON.stringify({ weight_map })),
    [FIRST]: first,
    [SECOND]: shard(1),
    'a b/ü#?.json': new TextEncoder().encode('{}'),
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.requests.length = 0;
  hub.mischief = [];
  hub.always = {};
});

it.each(['../../c', '..', 'a/../b', 'a//b', 'a/', 'a b', 'a?b', ''])(
  'the revision %j is refused',
  (revision) => {
    expect(() => hubAddress('owner/name', revision)).toThrow(CheckpointError);
  },
);

it.each(['main', 'v1.0', 'refs/pr/3', 'feature/x-y', '0123abcd', 'v1+cu'])(
  'the revision %s is one',
  (revision) => {
    expect(hubAddress('owner/name', revision).fileUrl('config.json')).toContain(encodeURIComponent(revision));
  },
);

describe('addresses', () => {
  it('of a hub', () => {
    expect(hubAddress('owner/name').fileUrl('config.json')).toBe(
      'https://huggingface.co/owner/name/resolve/main/config.json',
    );
    expect(hubAddress('o/n.1', 'refs/pr/1', 'http://mirror/').fileUrl('a b/c#.json')).toBe(
      'http://mirror/o/n.1/resolve/refs%2Fpr%2F1/a%20b/c%23.json',
    );
    expect(hubAddress('o/n', 'v1').label).toBe('o/n at v1');
  });

  it('of a folder', () => {
    for (const url of ['https://x.org/models/m', 'https://x.org/models/m/', 'https://x.org/models/m//#top']) {
      expect(folderAddress(url).fileUrl('a b.json')).toBe('https://x.org/models/m/a%20b.json');
    }
    expect(folderAddress('https://x.org/m?key=1').fileUrl('c.json')).toBe('https://x.org/m/c.json?key=1');
  });

  it.each(['name', 'a/b/c', '../etc', 'a/', '/b', 'a/b?x', 'a b/c', '', 'https://x/y', '.a/b'])(
    'refuses "%s" for an id',
    (id) => {
      expect(() => hubAddress(id)).toThrow(CheckpointError);
    },
  );

  it('refuses an empty revision, and folders that are not on the web', () => {
    expect(() => hubAddress('a/b', '')).toThrow(/revision is empty/);
    for (const url of ['', 'models/m', 'file:///etc', 'javascript:1']) {
      expect(() => folderAddress(url)).toThrow(/is not a web address/);
    }
  });
});

describe('what a server says of a file', () => {
  const info = (path: string, ask?: typeof fetch) =>
    remoteFileInfo(`${hub.url}${path}`, path, { retry, fetch: ask });

  it('size, hash and commit of a large file, from the redirect', async () => {
    expect(await info(`/lab/model/resolve/main/${FIRST}`)).toEqual({
      size: first.length,
      sha256: createHash('sha256').update(first).digest('hex'),
      etag: createHash('sha256').update(first).digest('hex'),
      modified: null,
      commit: 'c0ffee',
    });
    expect(hub.requests).toHaveLength(1);
  });

  it('the size alone where redirects are hidden, as browsers hide them', async () => {
    const browser: typeof fetch = async (input, init) => {
      if (init?.redirect !== 'manual') return fetch(input, init);
      const answer = await fetch(input, init);
      const hidden = new Response(null);
      Object.defineProperty(hidden, 'type', { value: 'opaqueredirect' });
      Object.defineProperty(hidden, 'status', { value: 0 });
      return answer.status === 302 ? hidden : answer;
    };
    expect(await info(`/lab/model/resolve/main/${FIRST}`, browser)).toEqual({
      size: first.length,
      sha256: null,
      etag: 'storage-7',
      modified: null,
      commit: null,
    });
  });

  it('the ETag of a small file, which is no SHA-256', async () => {
    const found = await info('/lab/model/resolve/main/config.json');
    expect(found).toMatchObject({ sha256: null, etag: 'git-1' });
    expect(found?.size).toBeGreaterThan(100);
  });

  it('that it is not there, or not for everyone', async () => {
    expect(await info('/lab/model/resolve/main/nothing')).toBeNull();
    await expect(info('/secret/model/resolve/main/config.json')).rejects.toThrow(
      /401 \(no such model, or one/,
    );
  });
});

describe('a model from a hub', () => {
  it.each([
    ['main', () => ({ kind: 'hub', id: 'lab/model', host: hub.url }) as const],
    [
      'a pull request',
      () => ({ kind: 'hub', id: 'lab/model', revision: 'refs/pr/1', host: hub.url }) as const,
    ],
    ['a folder', () => ({ kind: 'url', url: `${hub.url}/plain` }) as const],
  ])('loads from %s, shards and all', async (_, address) => {
    const { files } = await findRemoteModel(address(), { retry });
    expect((await openPlace(files)).tensors.size).toBe(28);
  });

  it('goes on where a dropped connection stopped, with progress', async () => {
    const { files } = await findRemoteModel({ kind: 'hub', id: 'lab/model', host: hub.url }, { retry });
    // Three JSON files, the index and two headers come before the first shard; what is not there is not asked for.
    hub.mischief = [null, null, null, null, null, null, { dropAfter: 5_000 }];
    const seen: StreamProgress[] = [];
    await openPlace(files, { onProgress: (progress) => seen.push(progress) });
    expect(hub.requests.some((request) => request === `GET /cdn/${FIRST} bytes=5000-`)).toBe(true);
    const last = seen.findLast(({ file }) => file === FIRST)!;
    expect(last.done).toBe(last.total);
    expect(last.total).toBeGreaterThan(first.length - 10_000);
  });

  it('tells which file could not be had', async () => {
    const { files } = await findRemoteModel({ kind: 'hub', id: 'lab/model', host: hub.url }, { retry });
    hub.mischief = [null, null, null, null, { status: 403 }];
    await expect(openPlace(files)).rejects.toThrow(/model-00001-of-00002.safetensors could not be read/);
    const missing = openFolder(remoteReader(hubAddress('lab/other', 'main', hub.url), { retry }));
    await expect(missing).rejects.toThrow(/The model folder has no config\.json/);
    const secret = openFolder(remoteReader(hubAddress('secret/model', 'main', hub.url), { retry }));
    await expect(secret).rejects.toThrow(/401 \(no such model, or one that needs permission\)/);
  });

  it('opens a file by its path, whatever characters it has', async () => {
    const source = await openRemoteFile(hubAddress('lab/model', 'main', hub.url), 'a b/ü#?.json', { retry });
    expect(source?.size).toBe(2);
    await source?.close();
  });
});
