import { describe, expect, it } from 'vitest';
import type { MetricsRow } from '../../../src/rl/algorithms/metrics.ts';
import type { PreferenceEvent } from '../../../src/preferences/event.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { APP_VERSION } from '../../../src/rl/runs/record.ts';
import {
  NoReceiptError,
  readReceipt,
  receiptOf,
  rowDigest,
  writeReceipt,
  type Receipt,
} from '../../../src/rl/runs/receipt.ts';
import { replay, startOf, type Replayed } from '../../../src/rl/runs/replay.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { sentRow, sentRun } from './sentRun.ts';

const MADE = { app: APP_VERSION, by: 'page' } as const;
const SEAL = { base: 'b'.repeat(64), policy: 'a'.repeat(64), families: { matmul: 'quad16' } };

const agreed = (iteration: number, rankings: number) => {
  const measured = { rankings, pairs: rankings, accuracy: 1, kendallTau: 1 };
  return { iteration, heldOut: { ...measured, rankings: 0 }, trained: measured };
};

/** Learns from two rankings at first and from all later; its leash is loosened on the way. */
const RUN = sentRun(5, {
  agreement: [agreed(0, 2), agreed(3, 4)],
  settings: { seed: 7, klTarget: 6 },
  changes: [{ iteration: 2, changed: [{ name: 'klTarget', from: 4, to: 6 }] }],
});

it('the program says its version as package.json does', () => {
  expect(APP_VERSION).toBe(packageJson.version);
});

describe('a receipt', () => {
  it('comes back from its file, and is small', async () => {
    const receipt = await receiptOf(RUN, MADE, SEAL);
    expect(readReceipt(writeReceipt(receipt))).toEqual(receipt);
    expect(receipt).toMatchObject({ model: 'blurbs-tiny', settings: { seed: 7 }, ...MADE, ...SEAL });
    expect(receipt.settings).not.toHaveProperty('klTarget');
    expect(receipt.rows).toHaveLength(5);
    expect(new Set(receipt.rows).size).toBe(5);
  });

  it('digests every bit of a row, whatever the order of its names', async () => {
    const row = sentRow(3);
    const turned = {
      ...row,
      values: Object.fromEntries(Object.entries(row.values).toReversed()),
    } as MetricsRow;
    expect(await rowDigest(turned)).toBe(await rowDigest(row));
    const other = {
      ...row,
      values: { ...row.values, 'objective/kl': row.values['objective/kl']! + 2 ** -52 },
    };
    expect(await rowDigest(other)).not.toBe(await rowDigest(row));
  });

  it('is refused where the record does not say enough, in words', async () => {
    const undone = { type: 'undo', id: 'u', at: 1, target: 'ranking-1' } as const;
    const taken = { ...RUN, rankings: [...RUN.rankings, undone] };
    await expect(receiptOf(taken, MADE)).rejects.toThrow(NoReceiptError);
    await expect(receiptOf({ ...RUN, history: RUN.history.slice(1) }, MADE)).rejects.toThrow(
      /every iteration/,
    );
    await expect(receiptOf({ ...RUN, history: [] }, MADE)).rejects.toThrow(NoReceiptError);
  });

  it.each([
    ['json', (text: string) => text.slice(0, 200)],
    ['format', () => '{"format":"nudge-run","version":1}'],
    ['version', (text: string) => text.replace('"version":1', '"version":2')],
    ['schema', (text: string) => text.replace('"rows":["', '"rows":["!')],
    ['schema', (text: string) => text.replace('"seed":7', '"seed":"many"')],
  ])('that is damaged (%s) is refused in words', async (code, broken) => {
    const text = writeReceipt(await receiptOf(RUN, MADE));
    expect(() => readReceipt(broken(text))).toThrow(expect.objectContaining({ code }));
  });
});

/** A run whose numbers hang on its settings and on how many rankings it has learned from. */
class Pretended implements Replayed {
  iteration = 0;
  known: PreferenceEvent[] = [];
  fitted = 0;
  readonly did: string[] = [];
  constructor(
    public settings: Settings,
    private readonly odd: number | null = null,
  ) {}
  get nextStage(): string {
    return this.known.length > this.fitted ? 'fit' : 'sample';
  }
  configure(settings: Settings): void {
    this.did.push(`klTarget ${settings.klTarget}`);
    this.settings = settings;
  }
  addPreferences(events: readonly PreferenceEvent[]): void {
    this.known.push(...events);
  }
  async stage(): Promise<MetricsRow | null> {
    if (this.nextStage === 'fit') {
      this.fitted = this.known.length;
      this.did.push(`fit ${this.fitted}`);
      return null;
    }
    this.iteration++;
    this.did.push(`iteration ${this.iteration}`);
    const row = sentRow(this.iteration);
    return this.iteration === this.odd ? { ...row, values: { ...row.values, 'objective/kl': 9 } } : row;
  }
}

describe('trained again', () => {
  const begin = (receipt: Receipt, odd: number | null = null) => new Pretended(startOf(receipt), odd);

  it('rankings and settings come when they came, and the same is said to be the same', async () => {
    const receipt = await receiptOf(RUN, MADE, SEAL);
    const run = begin(receipt);
    const same: number[] = [];
    const verdict = await replay(run, receipt, {
      onSame: (iteration) => same.push(iteration),
      seal: () => Promise.resolve(SEAL),
    });
    const did = 'fit 2, iteration 1, iteration 2, klTarget 6, iteration 3, fit 4, iteration 4, iteration 5';
    expect(run.did.join(', ')).toBe(did);
    expect(same).toEqual([1, 2, 3, 4, 5]);
    expect(verdict).toEqual({ same: 5, of: 5, differs: null, weights: true, otherwise: [] });
  });

  it('the first iteration that differs ends it, and what is not as told is named', async () => {
    const receipt = await receiptOf(RUN, MADE, SEAL);
    const run = begin(receipt, 3);
    const seal = () => Promise.resolve({ ...SEAL, base: 'c'.repeat(64), families: { matmul: 'register16' } });
    const verdict = await replay(run, receipt, { seal });
    expect(verdict).toEqual({ same: 2, of: 5, differs: 3, weights: null, otherwise: ['base', 'kernels'] });
    expect(run.iteration).toBe(3);
  });

  it('other weights at the end are told though all numbers were the same; without a seal nothing is said', async () => {
    const receipt = await receiptOf(RUN, MADE, SEAL);
    const seal = () => Promise.resolve({ ...SEAL, policy: 'd'.repeat(64) });
    expect(await replay(begin(receipt), receipt, { seal })).toMatchObject({ differs: null, weights: false });
    const bare = await receiptOf(RUN, MADE);
    expect(await replay(begin(bare), bare, { seal })).toMatchObject({ differs: null, weights: null });
  });

  it('stops when it is told to', async () => {
    const receipt = await receiptOf(RUN, MADE);
    const stop = new AbortController();
    const onSame = (iteration: number) => iteration === 2 && stop.abort();
    await expect(replay(begin(receipt), receipt, { onSame, signal: stop.signal })).rejects.toThrow(/abort/i);
  });
});
