import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { listHubFiles } from '../../../src/files/hub/hubFiles.ts';
import { startHubServer, type HubServer } from './hubServer.ts';

const retry = { attempts: 3, firstDelay: 1, longestDelay: 100, stall: 20_000 };
const weights = Uint8Array.from({ length: 3_000 }, (_, i) => i % 250);

let hub: HubServer;

beforeAll(async () => {
  hub = await startHubServer({ 'config.json': new Uint8Array(12), 'model.safetensors': weights });
});
afterAll(() => hub.close());

describe('the files of a repository', () => {
  it('have sizes, and the large ones hashes; folders are named apart', async () => {
    expect(await listHubFiles('lab/model', 'main', `${hub.url}/`, { retry })).toEqual({
      files: [
        { path: 'config.json', size: 12, sha256: null },
        {
          path: 'model.safetensors',
          size: 3_000,
          sha256: createHash('sha256').update(weights).digest('hex'),
        },
      ],
      folders: ['onnx'],
      whole: true,
    });
  });

  it('are null where there is no such repository or revision, and an error where it is closed', async () => {
    expect(await listHubFiles('lab/other', 'main', hub.url, { retry })).toBeNull();
    expect(await listHubFiles('lab/model', 'v9', hub.url, { retry })).toBeNull();
    await expect(listHubFiles('secret/model', 'main', hub.url, { retry })).rejects.toThrow(
      /list of files of secret\/model could not be read: the server answered 401/,
    );
    await expect(listHubFiles('no id', 'main', hub.url, { retry })).rejects.toThrow(/not the id of a model/);
  });

  it.each([
    '<!doctype html>',
    '{}',
    '[{"type":"file","path":"a"}]',
    '[{"type":"file","path":"a","size":-1}]',
    '[{"type":"file","path":"a","size":1,"lfs":{"oid":"short","size":1}}]',
  ])('are refused when the hub answers %s', async (body) => {
    const listing = listHubFiles('a/b', 'main', hub.url, {
      retry,
      fetch: () => Promise.resolve(new Response(body)),
    });
    await expect(listing).rejects.toThrow(CheckpointError);
    await expect(listing).rejects.toThrow(/answered something else/);
  });

  it('are asked for again when the hub is busy', async () => {
    const answers = [new Response('', { status: 429, headers: { 'retry-after': '0' } }), new Response('[]')];
    const fetchNext = () => Promise.resolve(answers.shift() as Response);
    expect(await listHubFiles('a/b', 'main', hub.url, { retry, fetch: fetchNext })).toEqual({
      files: [],
      folders: [],
      whole: true,
    });
    expect(answers).toHaveLength(0);
  });
});
