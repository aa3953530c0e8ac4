/** What becomes of dropped models where an adapter is among them, without the dialog. */
import { beforeEach, describe, expect, it } from 'vitest';
import { TrainerLink } from '../../../../src/ui/app/state/trainerLink.ts';
import { createUiStore } from '../../../../src/ui/app/state/uiStore.ts';
import { ModelsController } from '../../../../src/ui/library/state/modelsController.ts';
import { NOTHING_ASKED } from '../../../../src/ui/library/choice/prompts.ts';
import { createModelsStore } from '../../../../src/ui/library/state/modelsStore.ts';
import { createPreferencesStore } from '../../../../src/ui/rank/state/preferencesStore.ts';
import { memoryPreferenceDb } from '../../../../src/ui/storage/preferenceDb.ts';
import { createRunStore, type RunStore } from '../../../../src/ui/runs/state/runStore.ts';
import type { SessionController } from '../../../../src/ui/train/state/sessionController.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import type { AdapterChoice, ModelChoice, SessionInfo } from '../../../../src/workers/protocol.ts';
import type { FetchedFiles } from '../../../../src/workers/fetchedFiles.ts';
import { adapterBytes, pair, PLAIN } from '../../../files/folder/adapterFiles.ts';
import { FakeModels, STORED } from '../../fakeModels.ts';

const WHY = 'The adapter does not fit this model.';

let models: ModelsController;
let fake: FakeModels;
let opened: unknown[];
let run: RunStore;

async function start(
  misfits?: (model: AdapterChoice) => string | undefined,
  notAlone?: FetchedFiles,
): Promise<void> {
  const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  opened = [];
  fake = new FakeModels({ models: [STORED], ...(misfits && { misfits }), ...(notAlone && { notAlone }) });
  run = createRunStore(DEFAULT_SETTINGS, { kind: 'embedded', name: 'auto' });
  run.setState({ session: { model: 'blurbs-tiny', modelLabel: 'blurbs-tiny' } as SessionInfo });
  const session = {
    setModel: async (model: unknown) => void opened.push(model),
  } as unknown as SessionController;
  models = new ModelsController(
    createUiStore(storage as unknown as Storage, ['en']),
    createModelsStore(storage as unknown as Storage, undefined),
    await createPreferencesStore(() => Promise.resolve(memoryPreferenceDb())),
    run,
    session,
    fake.connect,
    new TrainerLink(() => {
      throw new Error('no trainer here');
    }),
  );
}

const files = (names: Readonly<Record<string, Uint8Array>>) =>
  Object.entries(names).map(([name, bytes]) => new File([bytes as BlobPart], name));
const taste = (base: string | null) => ({
  label: 'taste',
  files: files(
    adapterBytes({ ...PLAIN, base_model_name_or_path: base }, pair('model.layers.0.self_attn.q_proj', 8, 8)),
  ),
});
const folder = {
  label: 'poet',
  files: files({ 'config.json': new Uint8Array(2), 'model.safetensors': new Uint8Array(9) }),
};
const state = () => models.store.getState();

beforeEach(() => start());

describe('what a run takes', () => {
  it('counts a reward model that was brought into the run that is open, for its model only', async () => {
    const model = { kind: 'embedded', name: 'blurbs-tiny' } as const;
    const fitted = async (choice: ModelChoice) => {
      await models.fit(choice, DEFAULT_SETTINGS, 1, NOTHING_ASKED);
      return fake.callsOf('fit').at(-1)![3];
    };
    expect(await fitted(model)).not.toHaveProperty('reward');
    run.setState(({ session }) => ({ session: { ...session!, reward: { name: 'r', sha256: '' } } }));
    expect(await fitted(model)).toMatchObject({ reward: true });
    expect(await fitted({ kind: 'stored', id: STORED.id })).not.toHaveProperty('reward');
  });
});

describe('an adapter', () => {
  it.each([
    ['the open model, by the name that "auto" has', 'blurbs-tiny', { kind: 'embedded', name: 'blurbs-tiny' }],
    ['one that is stored', 'someone/tiny-poet', { kind: 'stored', id: STORED.id }],
    ['one of the page that is not open', 'blurbs-small', { kind: 'embedded', name: 'blurbs-small' }],
  ])('is shown on %s', async (_what, base, expected) => {
    await models.offer(taste(base));
    expect(state()).toMatchObject({
      chosen: { kind: 'adapter', label: 'taste', base: expected },
      error: null,
    });
    await models.openChosen();
    expect(opened).toMatchObject([{ kind: 'adapter', base: expected }]);
    expect(state()).toMatchObject({ chosen: null, adapter: null });
  });

  it.each([null, 'lab/elsewhere'])('of %s waits for a base, which is dropped or chosen', async (base) => {
    await models.offer(taste(base));
    expect(state()).toMatchObject({ chosen: null, adapter: { label: 'taste', base }, error: null });
    await models.offer(folder);
    expect(state()).toMatchObject({
      chosen: { kind: 'adapter', base: { kind: 'files', label: 'poet' } },
      offered: null,
    });
    models.choose(null);
    expect(state()).toMatchObject({ chosen: null, adapter: { label: 'taste' } });
    models.choose({ kind: 'embedded', name: 'auto' });
    await expect
      .poll(() => state().chosen)
      .toMatchObject({ base: { kind: 'embedded', name: 'blurbs-tiny' } });
    models.leave();
    await models.offer(folder);
    expect(state()).toMatchObject({ chosen: null, adapter: null, offered: { label: 'poet' } });
  });

  it('and its base in one drop open as what it makes of it, whatever it names', async () => {
    await models.offer({ ...folder, adapter: taste('blurbs-tiny') });
    expect(state()).toMatchObject({
      chosen: { kind: 'adapter', label: 'taste', base: { kind: 'files', label: 'poet' } },
      offered: null,
      error: null,
    });
    await start(() => WHY);
    await models.offer({ ...folder, adapter: taste(null) });
    expect(state()).toMatchObject({ chosen: null, adapter: { label: 'taste' }, offered: null, error: WHY });
  });

  it('at an address is fetched and taken as if it were dropped, streamed or not', async () => {
    const address = { kind: 'hub', id: 'someone/taste' } as const;
    for (const way of ['download', 'stream'] as const) {
      await start(undefined, taste('someone/tiny-poet'));
      await models[way](address);
      expect(fake.callsOf('fetchFiles')).toEqual([[address]]);
      expect(state()).toMatchObject({
        chosen: { kind: 'adapter', label: 'taste', base: { kind: 'stored', id: STORED.id } },
        transfers: {},
        error: null,
      });
    }
    // A whole one is streamed as it is.
    await start();
    await models.stream(address);
    expect(state().chosen).toEqual({ kind: 'remote', address });
    expect(fake.callsOf('fetchFiles')).toEqual([]);
  });

  it('that does not fit waits on, and says why until one fits', async () => {
    await start(({ base }) => (base.kind === 'embedded' ? WHY : undefined));
    await models.offer(taste('blurbs-tiny'));
    expect(state()).toMatchObject({ chosen: null, adapter: { label: 'taste' }, error: WHY });
    models.choose({ kind: 'stored', id: STORED.id });
    await expect.poll(() => state()).toMatchObject({ chosen: { base: { kind: 'stored' } }, error: null });
  });

  it('that is put away while it is compared is not shown', async () => {
    const offering = models.offer(taste('blurbs-tiny'));
    await expect.poll(() => fake.callsOf('fitAdapter').length).toBe(1);
    models.leave();
    await offering;
    expect(state()).toMatchObject({ chosen: null, adapter: null });
  });

  it('that no base can mend, or of which a file is missing, is named', async () => {
    const dora = adapterBytes({ ...PLAIN, use_dora: true }, pair('q', 8, 8));
    await models.offer({ label: 'dora', files: files(dora) });
    expect(state().error).toMatch(/use_dora/);
    await models.offer({ label: 'x', files: files({ 'adapter_model.safetensors': new Uint8Array(9) }) });
    expect(state().error).toMatch(/no adapter_config\.json/);
    expect(state()).toMatchObject({ adapter: null, chosen: null });
  });
});
