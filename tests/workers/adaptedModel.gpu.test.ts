/** An adapter out of a session and in again: on the model that comes with the page, on a folder, on another adapter. */
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MemoryModelStorage } from '../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../src/files/store/modelStore.ts';
import { parseSafetensors, writeSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { DEFAULT_DRY_DEVICE } from '../../src/gpu/dryDevice.ts';
import { ModelsService } from '../../src/workers/models.ts';
import type { AdapterChoice, ModelChoice } from '../../src/workers/protocol.ts';
import type { ExportedModel } from '../../src/workers/exportProtocol.ts';
import type { StoredType } from '../../src/files/safetensors/storedFloats.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { TINY_CONFIG, tinyFolder, tinyTensors } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession, type OpenedSession } from './openSession.ts';

const RANKINGS = rankingsBy('a', 6);
const LORA = { ...TINY_SETTINGS, method: 'lora' as const, loraRank: 3, loraAlpha: 6 };
const TINY: ModelChoice = { kind: 'embedded', name: 'blurbs-tiny' };

async function exported({ session }: OpenedSession, what: ExportedModel, dtype: StoredType = 'F32') {
  const result = await session.exportModel({ what, dtype, shardBytes: Infinity, target: { kind: 'zip' } });
  return unzipSync(new Uint8Array(await result.zip!.arrayBuffer()));
}

const asFiles = (files: Readonly<Record<string, Uint8Array>>) =>
  Object.entries(files).map(
    ([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name, { lastModified: 5 }),
  );

async function trained() {
  const opened = await openSession({ request: { preferences: RANKINGS, settings: LORA } });
  await opened.session.step('iteration');
  return opened;
}

/** The log-probabilities that policy and reference give to what the policy writes. */
async function written({ session, info }: OpenedSession) {
  const { base, current } = await session.compare(info.prompts.train[0]);
  return { base, current };
}

function onBase(files: Readonly<Record<string, Uint8Array>>, base: ModelChoice): AdapterChoice {
  return { kind: 'adapter', files: asFiles(files), label: 'taste', base };
}

describe('an adapter', () => {
  it('opens on the model that it was trained on, as the merged export does, to the bit', async () => {
    const source = await trained();
    const merged = parseSafetensors((await exported(source, 'policy'))['model.safetensors']);
    const { current } = await written(source);
    const files = await exported(source, 'adapter');
    const again = await openSession({ request: { model: onBase(files, TINY), preferences: RANKINGS } });
    expect(again.info).toMatchObject({ modelLabel: 'blurbs-tiny + taste', iteration: 0 });
    expect(again.info.prompts).toEqual(source.info.prompts);
    for (const what of ['reference', 'policy'] as const) {
      const weights = parseSafetensors((await exported(again, what))['model.safetensors']);
      for (const name of merged.tensors.keys()) expect(weights.readF32(name)).toEqual(merged.readF32(name));
    }
    // Adapters beside the weights and merged into them differ by rounding alone.
    const { base } = await written(again);
    expect(base.text).toBe(current.text);
    base.tokens.forEach(({ logp }, i) => expect(Math.abs(logp - current.tokens[i].logp)).toBeLessThan(1e-4));
    expect(new TextDecoder().decode((await exported(again, 'policy'))['README.md'])).toContain(
      'cc-by-sa-4.0',
    );
  });

  it('opens on a folder of the same model, and its run is told from one on another base', async () => {
    const source = await trained();
    const merged = parseSafetensors((await exported(source, 'policy'))['model.safetensors']);
    const files = await exported(source, 'adapter');
    const folder = Object.fromEntries([...tinyFolder()].filter(([name]) => name !== 'prompts.json'));
    const base: ModelChoice = { kind: 'files', files: asFiles(folder), label: 'mine' };
    const again = await openSession({ request: { model: onBase(files, base), prompts: ['ab'] } });
    expect(again.info.modelLabel).toBe('mine + taste');
    const weights = parseSafetensors((await exported(again, 'reference'))['model.safetensors']);
    for (const name of merged.tensors.keys()) expect(weights.readF32(name)).toEqual(merged.readF32(name));
    const other = await openSession({ request: { model: onBase(files, TINY) } });
    expect(other.info.model).not.toBe(again.info.model);
  });

  it('trained on an adapter opens on both, and names both', async () => {
    const first = await exported(await trained(), 'adapter');
    const onFirst = onBase(first, TINY);
    const settings = { ...LORA, seed: 5 };
    const second = await openSession({ request: { model: onFirst, preferences: RANKINGS, settings } });
    await second.session.step('iteration');
    const merged = parseSafetensors((await exported(second, 'policy'))['model.safetensors']);
    const files = await exported(second, 'adapter', 'F32');
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as object;
    expect(config).toMatchObject({ base_model_name_or_path: 'blurbs-tiny + taste', revision: null });
    const both = await openSession({ request: { model: onBase(files, onFirst) } });
    const weights = parseSafetensors((await exported(both, 'reference'))['model.safetensors']);
    for (const name of merged.tensors.keys()) expect(weights.readF32(name)).toEqual(merged.readF32(name));
  });

  it('of another model is refused before anything is opened, by the worker that looks first too', async () => {
    const files = await exported(await trained(), 'adapter');
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as object;
    const broken = { ...files, 'adapter_config.json': encode({ ...config, r: 4 }) };
    await expect(openSession({ request: { model: onBase(broken, TINY) } })).rejects.toThrow(
      /does not fit this model: "transformer\.h\.0\..*a rank of 4.*trained on, "blurbs-tiny"/,
    );
    const service = new ModelsService({
      openModels: () => Promise.resolve(new ModelStore(new MemoryModelStorage())),
      persisted: () => Promise.resolve(false),
      device: () => Promise.resolve(DEFAULT_DRY_DEVICE),
    });
    expect(await service.adapterBase(asFiles(files))).toEqual({ base: 'blurbs-tiny', revision: null });
    const folder = Object.fromEntries([...tinyFolder()].filter(([name]) => name !== 'prompts.json'));
    const base: ModelChoice = { kind: 'files', files: asFiles(folder), label: 'mine' };
    await service.fitAdapter(onBase(files, base), '');
    await expect(service.fitAdapter(onBase(broken, base), '')).rejects.toThrow(/does not fit this model/);
    // The same shapes with other numbers are another model, which an adapter of this page knows.
    const other: ModelChoice = {
      kind: 'files',
      files: asFiles(Object.fromEntries(otherFolder())),
      label: 'other',
    };
    await expect(service.fitAdapter(onBase(files, other), '')).rejects.toThrow(
      /same shape with other weights/,
    );
    await service.fitAdapter(onBase(files, onBase(files, base)), '').then(
      () => expect.fail('the base with an adapter is not the base'),
      (error: Error) => expect(error.message).toMatch(/same shape with other weights/),
    );
    // What a run would take is what the base takes; its prompts are the base's.
    const [own, adapted] = [base, onBase(files, base)].map((model) =>
      service.fit(model, TINY_SETTINGS, 2 ** 30, { prompts: ['ab'] }, [], ''),
    );
    expect((await adapted).now).toEqual((await own).now);
    expect((await service.preview(onBase(files, base), { prompts: ['ab'] }, '')).texts).toEqual(['ab']);
  });
});

/** The tiny model with other weights. */
function otherFolder(): ReadonlyMap<string, Uint8Array> {
  const tensors = [...tinyTensors(9)].map(([name, data]) => {
    const { shape } = new ParameterLayout(TINY_CONFIG).entry(name);
    return { name: `transformer.${name}`, shape, data };
  });
  return new Map([...tinyFolder()].filter(([name]) => name !== 'prompts.json')).set(
    'model.safetensors',
    writeSafetensors(tensors),
  );
}

function encode(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
