/** Reading by ranges from a server that keeps the rules, and from one that breaks them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readBytes } from '../../../src/files/bytes/byteSource.ts';
import { CheckpointError } from '../../../src/files/errors.ts';
import { delayAfter, retryAfter } from '../../../src/files/hub/httpRetry.ts';
import { openHttpSource, type HttpOptions } from '../../../src/files/hub/httpSource.ts';
import { startHubServer, type HubServer, type Mischief } from './hubServer.ts';

const SIZE = 2_000_000;
const data = Uint8Array.from({ length: SIZE }, (_, i) => (i * 7 + (i >> 8)) & 255);
const retry = { attempts: 3, firstDelay: 1, longestDelay: 2_000, stall: 20_000 };

let hub: HubServer;

beforeAll(async () => {
  hub = await startHubServer({ 'big.safetensors': data, empty: new Uint8Array(0) });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.requests.length = 0;
  hub.mischief = [];
  hub.always = {};
});

const open = (options: HttpOptions = {}) =>
  openHttpSource(`${hub.url}/plain/big.safetensors`, 'big', { retry, ...options });

/** Opens and reads the whole file in pieces; true when every byte is right. */
async function readAll(options?: HttpOptions, piece = 300_000): Promise<boolean> {
  const source = await open(options);
  if (!source) throw new Error('The file is there.');
  const parts: Uint8Array[] = [];
  for (let at = 0; at < SIZE; at += piece)
    parts.push(await readBytes(source, at, Math.min(piece, SIZE - at)));
  await source.close();
  return Buffer.concat(parts).equals(data);
}

describe('a server that keeps the rules', () => {
  it('is asked once for a file read from front to back', async () => {
    expect(await readAll()).toBe(true);
    expect(hub.requests).toEqual(['GET /plain/big.safetensors bytes=0-']);
  });

  it('is asked again for a jump, and not for a small step', async () => {
    const source = await open();
    if (!source) throw new Error('The file is there.');
    expect(await readBytes(source, 1_000, 10)).toEqual(data.slice(1_000, 1_010));
    expect(await readBytes(source, 1_500_000, 10)).toEqual(data.slice(1_500_000, 1_500_010));
    expect(await readBytes(source, 20, 10)).toEqual(data.slice(20, 30));
    await source.close();
    expect(hub.requests.map((line) => line.split(' ')[2])).toEqual([
      'bytes=0-',
      'bytes=1500000-',
      'bytes=20-',
    ]);
  });

  it('may redirect to a store', async () => {
    const source = await openHttpSource(`${hub.url}/lab/model/resolve/main/big.safetensors`, 'big', {
      retry,
    });
    expect(source?.size).toBe(SIZE);
    await source?.close();
    expect(hub.requests[1]).toBe('GET /cdn/big.safetensors bytes=0-');
  });

  it('has no such file, or a web page in its place', async () => {
    expect(await openHttpSource(`${hub.url}/plain/nothing`, 'nothing', { retry })).toBeNull();
    hub.mischief = [{ contentType: 'text/html; charset=utf-8' }];
    expect(await open()).toBeNull();
  });

  it('has an empty file', async () => {
    for (const ignoreRange of [false, true]) {
      hub.mischief = [{ ignoreRange }];
      const source = await openHttpSource(`${hub.url}/plain/empty`, 'empty', { retry });
      expect(source?.size).toBe(0);
      await source?.close();
    }
  });
});

describe('a server with troubles that pass', () => {
  it.each<[string, Mischief[], string[]]>([
    ['drops the connection', [{ dropAfter: 500_000 }, { dropAfter: 700_000 }], ['0-', '500000-', '1200000-']],
    ['ends an answer early', [{ truncateTo: 800_000 }], ['0-', '800000-']],
    ['answers 503 and 429', [{ status: 503 }, { status: 429, retryAfter: '0' }], ['0-', '0-', '0-']],
    ['sends short ranges', [{ mostPerRange: 1_000_000 }], ['0-', '1000000-']],
    ['ignores ranges', [{ ignoreRange: true }], ['0-']],
  ])('that %s', async (_, mischief, ranges) => {
    hub.mischief = mischief;
    expect(await readAll()).toBe(true);
    expect(hub.requests.map((line) => line.split('bytes=')[1])).toEqual(ranges);
  });

  it('that ignores ranges and drops the connection starts again, and gives the right bytes', async () => {
    hub.mischief = [{ ignoreRange: true, dropAfter: 900_000 }];
    hub.always = { ignoreRange: true };
    expect(await readAll()).toBe(true);
    expect(hub.requests).toHaveLength(2);
  });

  it('that falls silent', async () => {
    hub.mischief = [{ stallAfter: 600_000 }];
    expect(await readAll({ retry: { ...retry, stall: 1_000 } })).toBe(true);
    expect(hub.requests.at(-1)).toContain('bytes=600000-');
  });

  it('counts every byte once, however often the connection breaks', async () => {
    hub.always = { dropAfter: 300_000 };
    const source = await open();
    if (!source) throw new Error('The file is there.');
    let count = 0;
    await readBytes(source, 0, SIZE, { onBytes: (bytes) => void (count += bytes) });
    expect(count).toBe(SIZE);
    await source.close();
  });

  it('that never comes back is given up, and can be asked again later', async () => {
    const source = await open();
    if (!source) throw new Error('The file is there.');
    await readBytes(source, 0, 10);
    hub.always = { status: 500 };
    await expect(readBytes(source, 1_000_000, 10)).rejects.toThrow(/answered 500; attempts made: 3/);
    hub.always = {};
    expect(await readBytes(source, 1_000_000, 10)).toEqual(data.slice(1_000_000, 1_000_010));
    await source.close();
  });

  it('that asks for more patience than there is', async () => {
    hub.mischief = [{ status: 429, retryAfter: '3600' }];
    await expect(open()).rejects.toThrow(/answered 429, which asks for 3600 s of patience/);
    expect(hub.requests).toHaveLength(1);
  });
});

describe('a server that lies', () => {
  it.each<[string, Mischief, RegExp]>([
    [
      'another begin',
      { contentRange: (_, last, size) => `bytes 1-${last}/${size}` },
      /sent "bytes 1-1999999/,
    ],
    [
      'other bytes, by numbers that agree with each other',
      { contentRange: (_, last, size) => `bytes 1-${last + 1}/${size + 1}` },
      /sent "bytes 1-2000000/,
    ],
    [
      'another end',
      { contentRange: (b, last, size) => `bytes ${b}-${last - 1}/${size}` },
      /sent "bytes 0-1999998/,
    ],
    ['a total below the end', { contentRange: (b, last) => `bytes ${b}-${last}/9` }, /the server sent/],
    ['no total', { contentRange: (b, last) => `bytes ${b}-${last}/*` }, /the server sent/],
    [
      'a total of 2^53',
      { contentRange: (b, last) => `bytes ${b}-${last}/9007199254740993` },
      /the server sent/,
    ],
    ['words', { contentRange: () => 'all of it' }, /sent "all of it"/],
    ['a refusal', { status: 403 }, /answered 403/],
  ])('%s', async (_, mischief, message) => {
    hub.always = mischief;
    await expect(open()).rejects.toThrow(CheckpointError);
    await expect(open()).rejects.toThrow(message);
  });

  it('about the size that was expected', async () => {
    await expect(open({ expectedSize: 5 })).rejects.toThrow(/has 2000000 bytes; expected were 5/);
  });

  it('by changing the file on the way', async () => {
    hub.mischief = [{ dropAfter: 500_000 }, { etag: '"other"' }];
    await expect(readAll()).rejects.toThrow(/changed while it was being read/);
    hub.mischief = [{ dropAfter: 500_000 }, { contentRange: (b) => `bytes ${b}-1999999/2000001` }];
    await expect(readAll()).rejects.toThrow(/has 2000001 bytes; expected were 2000000/);
  });

  it('or hides Content-Range from other origins: the length must be all that is left', async () => {
    hub.always = { contentRange: () => undefined };
    expect(await readAll()).toBe(true);
    hub.mischief = [{ dropAfter: 500_000 }, { contentRange: () => undefined, mostPerRange: 10 }];
    await expect(readAll()).rejects.toThrow(/without saying which/);
  });
});

describe('aborting', () => {
  it('ends a read that waits for data, and one that waits to try again', async () => {
    for (const mischief of [{ stallAfter: 10 }, { dropAfter: 10 }]) {
      hub.mischief = [mischief];
      const source = await open({ retry: { ...retry, firstDelay: 60_000, longestDelay: 60_000 } });
      if (!source) throw new Error('The file is there.');
      const controller = new AbortController();
      const reading = readBytes(source, 0, SIZE, {
        signal: controller.signal,
        onBytes: () => setTimeout(() => controller.abort(new Error('enough')), 50),
      });
      await expect(reading).rejects.toThrow('enough');
      // What is left is usable.
      expect(await readBytes(source, 5, 4)).toEqual(data.slice(5, 9));
      await source.close();
    }
  });

  it('before the start asks nothing', async () => {
    const ask = vi.fn<typeof fetch>();
    await expect(open({ signal: AbortSignal.abort(new Error('enough')), fetch: ask })).rejects.toThrow(
      'enough',
    );
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('waiting', () => {
  const policy = { attempts: 5, firstDelay: 100, longestDelay: 350, stall: 1 };

  it('doubles up to the longest, and ends', () => {
    expect([1, 2, 3, 4, 5].map((n) => delayAfter(n, null, policy))).toEqual([100, 200, 350, 350, null]);
    expect(delayAfter(1, 300, policy)).toBe(300);
    expect(delayAfter(1, 351, policy)).toBeNull();
  });

  it('reads Retry-After in seconds and as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const wait = (value: string) => retryAfter(new Headers({ 'retry-after': value }), now);
    expect(wait('7')).toBe(7_000);
    expect(wait('Thu, 01 Jan 2026 00:00:03 GMT')).toBe(3_000);
    expect(wait('Wed, 31 Dec 2025 00:00:00 GMT')).toBe(0);
    expect(wait('soon')).toBeNull();
    expect(retryAfter(new Headers(), now)).toBeNull();
  });
});
