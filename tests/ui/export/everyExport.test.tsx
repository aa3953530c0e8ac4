/**
 * Everything that the page hands out, made by the code that makes it, dropped on a page: what can be opened opens and has
 * the numbers that went out, rankings join the log, and of the rest it is said what it is.
 */
import { unzipSync } from 'fflate';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { DEFAULT_DRY_DEVICE } from '../../../src/gpu/dryDevice.ts';
import { MemoryModelStorage } from '../../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../../src/files/store/modelStore.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { ACTIONS } from '../../../src/ui/actions/registry.ts';
import { ModelsService } from '../../../src/workers/models.ts';
import type { ModelsApi } from '../../../src/workers/modelsProtocol.ts';
import type { ExportedModel } from '../../../src/workers/exportProtocol.ts';
import type { ModelChoice, OpenRequest } from '../../../src/workers/protocol.ts';
import type { StoredType } from '../../../src/files/safetensors/storedFloats.ts';
import { tinyFolder } from '../../model/tinyModel.ts';
import { play } from '../../rl/events.ts';
import { rankingsBy, TINY_SETTINGS } from '../../rl/tinyRun.ts';
import { openSession, type OpenedSession } from '../../workers/openSession.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';

const RANKINGS = rankingsBy('a', 6);
const DTYPES: readonly StoredType[] = ['F32', 'F16', 'BF16'];

/** What each exported model does when it comes back. A new kind must say. */
const COMES_BACK: Readonly<Record<ExportedModel, 'opens' | 'on its base' | RegExp>> = {
  policy: 'opens',
  reference: 'opens',
  adapter: 'on its base',
  reward: /This is a reward model \("GPT2ForSequenceClassification"\): it scores texts and writes none/,
};

type Files = Readonly<Record<string, Uint8Array>>;

let run: OpenedSession;

beforeAll(async () => {
  const settings = { ...TINY_SETTINGS, method: 'lora' as const, loraRank: 2, loraAlpha: 4 };
  run = await openSession({ request: { preferences: RANKINGS, settings } });
  await run.session.step('iteration');
});

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

/** The checkpoint worker's own work, in this thread; the page's models are served to it. */
function worker(): ModelsApi {
  const tiny = tinyFolder();
  const service = new ModelsService({
    openModels: () => Promise.resolve(new ModelStore(new MemoryModelStorage())),
    persisted: () => Promise.resolve(false),
    device: () => Promise.resolve(DEFAULT_DRY_DEVICE),
    fetch(input, init) {
      const bytes = tiny.get((input as string).split('/').at(-1)!);
      if (!bytes) return Promise.resolve(new Response(null, { status: 404 }));
      const begin = Number(/^bytes=(\d+)-$/.exec(new Headers(init?.headers).get('range') ?? '')?.[1] ?? 0);
      const headers = {
        'content-length': String(bytes.length - begin),
        'content-range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}`,
      };
      const body = init?.method === 'HEAD' ? null : bytes.slice(begin);
      return Promise.resolve(new Response(body, { status: 206, headers }));
    },
  });
  const root = 'http://page.test/models/';
  return {
    list: () => service.list(),
    usage: () => service.usage(),
    persist: () => Promise.resolve(false),
    download: (address) => service.download(address),
    pause: (id) => service.pause(id),
    remove: (id) => service.remove(id),
    importFiles: (files, label) => service.importFiles(files, label),
    fit: (model, settings, budget, asked) => service.fit(model, settings, budget, asked, root),
    preview: (model, asked) => service.preview(model, asked),
    adapterBase: (files) => service.adapterBase(files),
    fitAdapter: (model) => service.fitAdapter(model, root),
    readPrompts: (file) => service.readPrompts(file),
  };
}

async function open(): Promise<Mounted> {
  const mounted = await mount({ connectModels: () => ({ api: worker(), close: () => undefined }) });
  // The tiny model has 32 positions, fewer than the usual answer is long.
  mounted.app.session.configure({ maxNewTokens: 8 });
  return mounted;
}

async function drop(...files: readonly File[]): Promise<void> {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  await expect.element(page.getByRole('main')).toBeInTheDocument();
  page
    .getByRole('main')
    .element()
    .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

async function exported(what: ExportedModel, dtype: StoredType, shardBytes = Infinity): Promise<File> {
  const { zip } = await run.session.exportModel({ what, dtype, shardBytes, target: { kind: 'zip' } });
  return zip!;
}

async function unzipped(zip: File): Promise<Files> {
  return unzipSync(new Uint8Array(await zip.arrayBuffer()));
}

/** Every weight of a model's files. */
function weightsOf(files: Files, prefix = ''): Map<string, Float32Array> {
  return new Map(
    Object.entries(files).flatMap(([name, bytes]) => {
      if (!name.startsWith(prefix) || !name.endsWith('.safetensors')) return [];
      const file = parseSafetensors(bytes);
      return [...file.tensors.keys()].map((tensor) => [tensor, file.readF32(tensor)] as const);
    }),
  );
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const alert = () => page.getByRole('alert');

/** Goes through the dialog to the end, and opens for true what the trainer is asked to open. */
async function openOffered({ trainer }: Mounted, adapted = false): Promise<OpenedSession> {
  if (!adapted) {
    await button('Open where it lies').click();
    // The tiny tokenizer has no capital letters, which the usual prompts begin with.
    await page.getByRole('textbox', { name: 'Prompt 1', exact: true }).fill('ab');
  }
  await expect.element(page.getByText(/It fits\./)).toBeVisible();
  await button('Open').click();
  await expect.poll(() => trainer.callsOf('open').length).toBe(2);
  const { model, prompts } = trainer.callsOf('open')[1][0] as OpenRequest;
  return openSession({ request: { model: model as ModelChoice, ...(prompts && { prompts }) } });
}

async function weightsOpened({ session }: OpenedSession): Promise<Map<string, Float32Array>> {
  const { zip } = await session.exportModel({
    what: 'reference',
    dtype: 'F32',
    shardBytes: Infinity,
    target: { kind: 'zip' },
  });
  return weightsOf(await unzipped(zip!));
}

const cases = Object.entries(COMES_BACK).flatMap(([what, back]) =>
  DTYPES.map((dtype) => ({ what: what as ExportedModel, back, dtype })),
);

describe('a model that was exported', () => {
  test.each(cases)('$what in $dtype comes back', async ({ what, back, dtype }) => {
    const zip = await exported(what, dtype);
    const mounted = await open();
    await drop(zip);
    if (back instanceof RegExp) {
      await button('Open where it lies').click();
      await expect.element(page.getByText(back).first()).toBeVisible();
      expect(mounted.trainer.callsOf('open')).toHaveLength(1);
      return;
    }
    const opened = await openOffered(mounted, back === 'on its base');
    const given = weightsOf(await unzipped(back === 'opens' ? zip : await exported('policy', 'F32')));
    const found = await weightsOpened(opened);
    expect([...found.keys()].sort()).toEqual([...given.keys()].sort());
    // A rounded adapter makes another sum; a rounded model is read as it is.
    const exact = back === 'opens' || dtype === 'F32';
    for (const [name, values] of given) {
      if (exact) expect(found.get(name)).toEqual(values);
      else {
        const off = found.get(name)!.map((value, i) => Math.abs(value - values[i]));
        expect(Math.max(...off)).toBeLessThan(1e-3);
      }
    }
  });

  test('in shards, as a folder’s files, comes back', async () => {
    const files = await unzipped(await exported('policy', 'F32', 4_000));
    expect(Object.keys(files).filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(2);
    const mounted = await open();
    await drop(...Object.entries(files).map(([name, bytes]) => new File([bytes as BlobPart], name)));
    const found = await weightsOpened(await openOffered(mounted));
    for (const [name, values] of weightsOf(files)) expect(found.get(name)).toEqual(values);
  });
});

describe('a bundle for a cluster', () => {
  async function bundle(): Promise<File> {
    const { zip } = await run.session.exportBundle({
      dtype: 'F32',
      shardBytes: Infinity,
      target: { kind: 'zip' },
    });
    return zip!;
  }

  test('offers its policy, and its rankings join the log once', async () => {
    const zip = await bundle();
    const mounted = await open();
    await drop(zip);
    await expect.poll(() => mounted.app.preferences.store.getState().events).toHaveLength(RANKINGS.length);
    const found = await weightsOpened(await openOffered(mounted));
    const given = weightsOf(await unzipped(zip), 'policy/');
    expect(given.size).toBeGreaterThan(4);
    for (const [name, values] of given) expect(found.get(name)).toEqual(values);
    await drop(zip);
    await expect.element(page.getByText(/All 6 of rankings\.jsonl are here already/)).toBeInTheDocument();
    expect(mounted.app.preferences.store.getState().events).toHaveLength(RANKINGS.length);
  });

  test('gives back the rankings of the log that it was made of', async () => {
    const { app } = await open();
    await app.preferences.append(RANKINGS);
    const files = await unzipped(await bundle());
    for (const name of ['rankings', 'preferences', 'unpaired']) {
      await drop(new File([files[`data/${name}.jsonl`] as BlobPart], `${name}.jsonl`));
      await expect
        .element(page.getByText(new RegExp(`All \\d+ of ${name}\\.jsonl are here already`)))
        .toBeVisible();
    }
    expect(app.preferences.store.getState().events).toEqual(RANKINGS);
  });

  test('says of each of its other files what it is', async () => {
    const files = await unzipped(await bundle());
    await open();
    const others = Object.entries(files).filter(
      ([name]) =>
        !/\/(rankings|preferences|unpaired)\.jsonl$/.test(name) && !/^(policy|reference|reward)\//.test(name),
    );
    expect(others.length).toBeGreaterThan(8);
    for (const [name, bytes] of others) {
      await drop(new File([bytes as BlobPart], name.split('/').at(-1)!));
      await expect
        .element(alert())
        .toHaveTextContent(
          name.endsWith('run.json')
            ? /belongs to a bundle/
            : /\.json(l)?$/.test(name)
              ? /It holds prompts/
              : /It is no file of rankings/,
        );
      expect(alert().element().textContent.length).toBeLessThan(500);
    }
  });
});

test('rankings and pairs that the page downloads come back, and no other action hands out a file', async () => {
  const handing = ACTIONS.map(({ id }) => id).filter((id) => /export|cluster|download|save|copy/i.test(id));
  expect(handing).toEqual(['exportRankings', 'exportPairs', 'exportModel', 'cluster']);
  const first = await open();
  await first.app.preferences.append(play('abc'));
  await first.app.files.exportRankings();
  await first.app.files.exportPairs();
  const { downloads } = first;
  expect(downloads.map(({ name }) => name)).toEqual(['rankings.jsonl', 'preferences.jsonl']);
  for (const { name, text } of downloads) {
    const { app } = await open();
    await drop(new File([text], name));
    await expect.element(page.getByText('3 rankings imported.')).toBeVisible();
    expect(app.preferences.store.getState().events).toHaveLength(3);
    await drop(new File([text], name));
    await expect.element(page.getByText(/All \d+ of .* are here already/)).toBeVisible();
  }
});
