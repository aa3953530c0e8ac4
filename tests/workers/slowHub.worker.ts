/**
 * The checkpoint worker with a hub inside: what is under test is the worker, the store and the page's end; the
 * network is in other tests. The worker's name is JSON: which folder to store in, and how slowly to send.
 */
import { expose } from 'comlink';
import { ModelStore } from '../../src/files/store/modelStore.ts';
import { openOpfsModels } from '../../src/files/store/opfsModels.ts';
import { dryDeviceOfAdapter } from '../../src/gpu/dryDevice.ts';
import { ModelsService } from '../../src/workers/models.ts';
import { adapterBytes, pair, PLAIN } from '../files/folder/adapterFiles.ts';
import { shardedModel, singleModel } from '../files/folder/ownModel.ts';

export interface SlowHub {
  readonly folder: string;
  /** Milliseconds between pieces of an answer. */
  readonly pause: number;
}

const { folder, pause } = JSON.parse(self.name) as SlowHub;
const PIECE = 16_384;
const SHARDED = 'http://hub.test/lab/sharded/resolve/c0ffee/';
const SINGLE = 'http://hub.test/lab/single/resolve/c0ffee/';

const ADAPTER = 'http://hub.test/lab/adapter/resolve/c0ffee/';

const repositories = Promise.all([shardedModel(3), singleModel()]);
const adapter = adapterBytes(PLAIN, pair('model.layers.0.self_attn.q_proj', 64, 64));

async function serve(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const url = (input as string).replace('/main/', '/c0ffee/');
  const [sharded, single] = await repositories;
  const file = url.split('/').at(-1)!;
  const kept = [
    [SHARDED, sharded],
    [SINGLE, single],
    [ADAPTER, adapter],
  ] as const;
  const bytes = kept.find(([start]) => url.startsWith(start))?.[1][file];
  if (!bytes) return new Response(null, { status: 404 });
  const begin = Number(/^bytes=(\d+)-$/.exec(new Headers(init.headers).get('range') ?? '')?.[1] ?? 0);
  const headers = {
    'content-length': String(bytes.length - begin),
    'content-range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}`,
    'x-repo-commit': 'c0ffee',
  };
  let at = begin;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
        init.signal?.throwIfAborted();
        stream.enqueue(bytes.slice(at, at + PIECE));
        at += PIECE;
        if (at >= bytes.length) stream.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(init.method === 'HEAD' ? null : (body as ReadableStream<Uint8Array<ArrayBuffer>>), {
    status: 206,
    headers,
  });
}

expose(
  new ModelsService({
    openModels: async () => new ModelStore(await openOpfsModels(folder)),
    persisted: () => navigator.storage.persisted(),
    device: () => dryDeviceOfAdapter(navigator.gpu),
    fetch: serve,
    chunkBytes: 65_536,
  }),
);
