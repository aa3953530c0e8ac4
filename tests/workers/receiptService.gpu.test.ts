/** A receipt is trained again on whichever model that comes with the page it is of, to the bit; any other is refused in words. */
import { expect, it } from 'vitest';
import { openGpu } from '../../src/gpu/device.ts';
import { MATMUL } from '../../src/gpu/kernels/matmul/matmulVariants.ts';
import { EMBEDDED_MODELS, type EmbeddedModel } from '../../src/files/hub/modelChoice.ts';
import { loadAlgorithm } from '../../src/rl/algorithms/index.ts';
import { defaultSettings, settingsDiff } from '../../src/rl/algorithms/settings.ts';
import { receiptOf, type Receipt } from '../../src/rl/runs/receipt.ts';
import { RlhfRun } from '../../src/rl/runs/run.ts';
import { sealOf } from '../../src/rl/runs/seal.ts';
import { chooseBeside, loadBeside } from '../../src/workers/besideModel.ts';
import { ReceiptService } from '../../src/workers/receiptService.ts';
import { lentGpu } from '../gpu/lentDevice.ts';

const PLACES = { gpu: lentGpu(), readFile: (url: string, signal?: AbortSignal) => fetch(url, { signal }) };
const ROOT = '/models/';

/** An iteration of a few short answers, scored by a rule, as the page trains it. */
async function receiptFrom(model: EmbeddedModel): Promise<Receipt> {
  const gpu = await openGpu(PLACES.gpu);
  const few = { rolloutBatch: 4, maxNewTokens: 8, minibatches: 1, epochs: 1 } as const;
  const settings = { ...defaultSettings(false), ...few, rewardSource: 'tokens', targetTokens: 8 } as const;
  const chosen = await chooseBeside(gpu, PLACES, { model, modelRoot: ROOT });
  const { prompts } = chosen.texts;
  const models = await loadBeside(gpu, chosen, settings);
  await loadAlgorithm(settings.algorithm);
  const run = new RlhfRun(models, prompts.train, settings);
  await run.iterate();
  const record = {
    model,
    adapter: 'this one',
    kernels: MATMUL.chosen(gpu),
    settings: settingsDiff(settings),
    labeler: settings.rater,
    baseUtility: null,
    prompts,
    rankings: [],
    history: run.history,
    agreement: [],
    samples: [],
    comparisons: [],
  };
  return receiptOf(record, { app: 'test', by: 'page' }, await sealOf(models));
}

it.each(EMBEDDED_MODELS.filter((name) => name !== 'blurbs-small'))(
  'a run of %s is the same again, weights too',
  { timeout: 300_000 },
  async (model) => {
    const receipt = await receiptFrom(model);
    const same: number[] = [];
    const service = new ReceiptService(PLACES);
    const checked = await service.check(receipt, ROOT, (iteration) => same.push(iteration));
    expect(checked).toMatchObject({ same: 1, of: 1, differs: null, weights: true, otherwise: [] });
    expect(same).toEqual([1]);
    const changed = { ...receipt, rows: ['0123456789abcdef'] };
    expect(await service.check(changed, ROOT, () => undefined)).toMatchObject({ same: 0, differs: 1 });
  },
);

it('a model that does not come with the page is refused by name, and other prompts in words', async () => {
  const receipt = await receiptFrom('stories260k');
  const service = new ReceiptService(PLACES);
  const check = (change: Partial<Receipt>) => service.check({ ...receipt, ...change }, ROOT, () => undefined);
  for (const model of ['auto', 'my-model', 'owner/name', '../blurbs-tiny'])
    await expect(check({ model })).rejects.toThrow(`does not bring ${model}. Nothing was trained.`);
  await expect(check({ prompts: 'others' })).rejects.toThrow(/other prompts.*Nothing was trained/);
  const reward = { name: 'mine', sha256: '00' };
  await expect(check({ reward })).rejects.toThrow(/--reward FOLDER.*Nothing was trained/);
});
