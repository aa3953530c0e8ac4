/** A reward model out of a session and in again: its scores, what teaches it further, what it survives, who refuses it. */
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import type { StoredType } from '../../src/files/safetensors/storedFloats.ts';
import type { Answer, RankingEvent, UndoEvent } from '../../src/preferences/event.ts';
import { tinyFolder } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession, type OpenedSession } from './openSession.ts';

type Files = Readonly<Record<string, Uint8Array>>;

const RANKINGS = rankingsBy('a', 6);
const LORA = { ...TINY_SETTINGS, method: 'lora' as const, loraRank: 3, loraAlpha: 6 };
const MANNERS = { full: TINY_SETTINGS, lora: LORA };
const ANSWERS: readonly Answer[] = RANKINGS[0].answers;

async function exported({ session }: OpenedSession, dtype: StoredType = 'F32'): Promise<Files> {
  const request = { what: 'reward', dtype, shardBytes: Infinity, target: { kind: 'zip' } } as const;
  return unzipSync(new Uint8Array(await (await session.exportModel(request)).zip!.arrayBuffer()));
}

const request = (files: Files, label = 'taste') => ({
  label,
  files: Object.entries(files).map(
    ([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name, { lastModified: 5 }),
  ),
});

const scores = ({ session }: OpenedSession) => session.scoreAnswers('ab', ANSWERS);

/** A session whose reward model was fitted. */
async function fitted(settings = TINY_SETTINGS): Promise<OpenedSession> {
  const opened = await openSession({ request: { preferences: RANKINGS, settings } });
  await opened.session.step('stage');
  return opened;
}

const undone = ({ id }: RankingEvent): UndoEvent => ({ id: `undo-${id}`, at: 0, type: 'undo', target: id });

const worst = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, i) => Math.abs(value - other[i])));

const json = (files: Files, name: string) =>
  JSON.parse(new TextDecoder().decode(files[name])) as Record<string, unknown>;
const withJson = (files: Files, name: string, change: object): Files => ({
  ...files,
  [name]: new TextEncoder().encode(JSON.stringify({ ...json(files, name), ...change })),
});

describe('a reward model that was exported', () => {
  it.each(['full', 'lora'] as const)(
    'comes back with its scores and goes out as it came (%s)',
    async (manner) => {
      const source = await fitted(MANNERS[manner]);
      const told = (await scores(source))!;
      const files = await exported(source);
      for (const settings of [TINY_SETTINGS, LORA]) {
        const opened = await openSession({ request: { settings } });
        expect(await scores(opened)).toBeNull();
        await opened.session.useReward(request(files));
        const back = (await scores(opened))!;
        // What rounding leaves: mean and spread went into the weights.
        expect(worst(back, told)).toBeLessThan(1e-4);
        // Of what lies in the files, not a bit is lost: neither numbers nor scores.
        const again = await exported(opened);
        expect(again['model.safetensors']).toEqual(files['model.safetensors']);
        expect(json(again, 'bag.json')).toEqual(json(files, 'bag.json'));
        await opened.session.useReward(request(again));
        expect(await scores(opened)).toEqual(back);
        // Nobody has ranked anything, and the loop runs.
        await opened.session.step('iteration');
        expect(opened.told.of('metrics').map(({ row }) => row.iteration)).toEqual([1]);
        expect(await scores(opened)).toEqual(back);
      }
    },
  );

  it.each([
    ['F16', 0.05],
    ['BF16', 0.3],
  ] as const)('in %s scores as those numbers do', async (dtype, off) => {
    const source = await fitted();
    const told = (await scores(source))!;
    const files = await exported(source, dtype);
    const opened = await openSession();
    await opened.session.useReward(request(files));
    expect(worst((await scores(opened))!, told)).toBeLessThan(off);
    expect((await exported(opened, dtype))['model.safetensors']).toEqual(files['model.safetensors']);
  });

  it('is normalised on samples of the reference where its files do not say by what', async () => {
    const files = withJson(await exported(await fitted()), 'config.json', {
      mean: undefined,
      std: undefined,
    });
    const opened = await openSession({ request: { settings: { ...TINY_SETTINGS, temperature: 1 } } });
    await opened.session.useReward(request(files));
    const { mean, std } = json(await exported(opened), 'config.json');
    expect([mean, std]).toEqual([0, 1]);
    expect((await scores(opened))!.every(Number.isFinite)).toBe(true);
  });
});

describe('a reward model that was brought', () => {
  it.each(['full', 'lora'] as const)(
    'survives a reload, and what it has learned since too (%s)',
    async (manner) => {
      const files = await exported(await fitted());
      const storage = new MemoryStorage();
      const settings = MANNERS[manner];
      const first = await openSession({ storage, request: { settings } });
      await first.session.useReward(request(files));
      const before = await scores(first);
      const second = await openSession({ storage, request: { settings } });
      expect(second.info.reward).toMatchObject({ name: 'taste' });
      expect(await scores(second)).toEqual(before);
      await second.session.addPreferences(RANKINGS);
      await second.session.pause();
      await second.session.step('stage');
      await second.session.pause();
      const learned = await scores(second);
      expect(learned).not.toEqual(before);
      const third = await openSession({ storage, request: { settings, preferences: RANKINGS } });
      expect(await scores(third)).toEqual(learned);
      // What taught it is taken back: it is what was brought.
      await third.session.addPreferences(RANKINGS.map(undone).reverse());
      await third.session.step('stage');
      expect(await scores(third)).toEqual(before);
    },
  );

  it('stays as it is while the rankings are those that stood, and through a reset', async () => {
    const files = await exported(await fitted());
    const opened = await openSession({ request: { preferences: RANKINGS } });
    await opened.session.step('iteration');
    await opened.session.useReward(request(files));
    expect(opened.told.of('agreement').at(-1)!.trained.rankings).toBeGreaterThan(0);
    const brought = await scores(opened);
    await opened.session.addPreferences([undone(RANKINGS[5])]);
    await opened.session.step('iteration');
    expect(await scores(opened)).toEqual(brought);
    const info = await opened.session.reset(TINY_SETTINGS);
    expect(info).toMatchObject({ reward: { name: 'taste' }, iteration: 0 });
    expect(await scores(opened)).toEqual(brought);
  });

  it('is put away: rankings alone teach one again', async () => {
    const source = await fitted();
    const files = await exported(source);
    const opened = await openSession();
    await opened.session.useReward(request(files));
    await opened.session.useReward(null);
    expect(await scores(opened)).toBeNull();
    await expect(opened.session.step('stage')).rejects.toThrow(/at least 4 rankings/);
    await opened.session.addPreferences(RANKINGS);
    await opened.session.step('stage');
    expect(await scores(opened)).toEqual(await scores(source));
  });
});

describe('is refused by name, and the run stays as it was', () => {
  it.each<[string, (files: Files) => Files, RegExp]>([
    [
      'of another shape',
      (files) => withJson(files, 'config.json', { layer_norm_epsilon: 1e-6 }),
      /"taste" does not fit "blurbs-tiny", which is open: its epsilon is 0\.000001.*Open "blurbs-tiny", and drop/s,
    ],
    [
      'that reads other tokens',
      (files) => {
        const tokenizer = json(files, 'tokenizer.json') as { model: { vocab: Record<string, number> } };
        const { a, b } = tokenizer.model.vocab;
        const model = { ...tokenizer.model, vocab: { ...tokenizer.model.vocab, a: b, b: a } };
        return withJson(files, 'tokenizer.json', { model });
      },
      /its token \d+ is not "a"/,
    ],
    [
      'with two labels',
      (files) => withJson(files, 'config.json', { id2label: { 0: 'no', 1: 'yes' } }),
      /2 labels/,
    ],
    [
      'that is torn',
      (files) => ({ ...files, 'model.safetensors': files['model.safetensors'].slice(0, -8) }),
      /model\.safetensors/,
    ],
    [
      'that is a policy',
      () => Object.fromEntries(tinyFolder()),
      /names no class for sequence classification/,
    ],
  ])('one %s', async (_, change, words) => {
    const source = await fitted();
    const before = await scores(source);
    const files = change(await exported(source));
    const error = await source.session.useReward(request(files)).then(
      () => null,
      (reason: Error) => reason,
    );
    expect(error?.message).toMatch(words);
    expect(error!.message.length).toBeLessThan(500);
    expect(await scores(source)).toEqual(before);
  });
});
