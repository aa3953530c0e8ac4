/**
 * A run's models on their way out of the browser: into a directory or a zip. Knows which weights an export takes and
 * where it goes; knows no format and no page.
 */
import { CheckpointError } from '../files/errors.ts';
import { exportAdapter } from '../files/export/exportAdapter.ts';
import { exportLanguageModel, exportRewardModel, type ModelToExport } from '../files/export/exportFolder.ts';
import { MARKED_NUMBERS, markedParameters, markOf } from '../files/folder/baseMark.ts';
import { lostChange } from '../files/export/lostChange.ts';
import { modelShapes } from '../files/config/modelConfig.ts';
import { parseJson } from '../files/folder/folderFiles.ts';
import { writeFolder } from '../files/export/folderWrite.ts';
import { tokenizerFiles } from '../files/export/tokenizerFiles.ts';
import { toStream, type OutputFile } from '../files/bytes/outputFile.ts';
import { isStorageFull } from '../files/bytes/storage.ts';
import { zipFiles } from '../files/export/zip.ts';
import { elementCount } from '../gpu/tensor.ts';
import { adaptedModules, type AdapterSettings } from '../model/adapters.ts';
import { clusterBundleFiles } from '../cluster/bundle.ts';
import { adapterReaders, modelReaders } from '../rl/runs/trained.ts';
import { klOf } from '../cluster/runJson.ts';
import type { PreferenceEvent } from '../preferences/event.ts';
import { NoRankingError } from '../rl/runs/run.ts';
import { discardExport, openExportFolder } from './exportStorage.ts';
import type { BundleRequest, ExportRequest, ExportResult, ExportTarget } from './exportProtocol.ts';
import type { OpenedRun } from './opening.ts';

/** What of a session an export needs. */
export type ExportedRun = Pick<OpenedRun, 'models' | 'run' | 'source' | 'model' | 'modelLabel' | 'base'>;

export interface ExportHooks {
  readonly signal: AbortSignal;
  /** Bytes of files written so far. */
  readonly onProgress: (done: number, total: number) => void;
  /** Values whose rounding was measured before, of all. */
  readonly onRounding?: (done: number, total: number) => void;
}

const TITLES = { policy: 'Policy', reference: 'Reference model', reward: 'Reward model' } as const;
/**
 * Writes a model as it stands. No stage may run meanwhile; answers may be written.
 * @throws NoRankingError for a reward model that was never fitted; CheckpointError when weights do not fit the type
 * or there is no room; the signal's reason when aborted
 */
export async function exportModel(
  exported: ExportedRun,
  request: ExportRequest,
  hooks: ExportHooks,
): Promise<ExportResult> {
  const { model, run } = exported;
  const { iteration } = run;
  if (request.what === 'reward') requireReward(run);
  const lost = await lostOf(run, request, hooks);
  const files = await modelFiles(exported, request, lost);
  const name = `${model}-${request.what}-iteration-${iteration}`;
  return { ...(await write(files, name, request.target, hooks)), lost, iteration };
}

/**
 * Writes everything that a cluster needs to go on: models, data, settings, launch scripts. No stage may run
 * meanwhile; answers may be written.
 * @param preferences the whole log
 * @throws as {@link exportModel}; RangeError when there is no prompt
 */
export async function exportBundle(
  { models, run, source, model, modelLabel, base }: ExportedRun,
  preferences: readonly PreferenceEvent[],
  { dtype: type, shardBytes: maxShardBytes, target }: BundleRequest,
  hooks: ExportHooks,
): Promise<ExportResult> {
  const { iteration, history, state, settings } = run;
  const { fitted, members } = run.rewards;
  const [reward, ...otherRewards] = members.map(({ mean, std }, member) => ({
    tensors: modelReaders(run, 'reward', member),
    normalisation: { mean, std },
  }));
  const suffix = source.promptSuffix;
  const lost = await lostOf(run, { what: 'policy', dtype: type }, hooks);
  const files = await clusterBundleFiles({
    config: models.config,
    tokenizer: tokenizerFiles(source.files, source.tokenizerConfig),
    generationConfig: generationConfig(source.files),
    policy: modelReaders(run, 'policy'),
    reference: modelReaders(run, 'reference'),
    reward: fitted ? reward : null,
    otherRewards,
    bag: run.rewards.bag,
    settings,
    method: run.algorithm,
    prompts: source.prompts,
    preferences,
    templated: source.template?.used != null,
    template: source.template,
    promptText: (prompt) => (prompt.endsWith(suffix) ? prompt : prompt + suffix),
    model: modelLabel,
    base: base.id,
    iteration,
    kl: klOf(state.kept, settings),
    history,
    weights: { type, maxShardBytes, license: base.license },
    lost: lost ?? undefined,
  });
  const name = `${model}-cluster-iteration-${iteration}`;
  return { ...(await write(files, name, target, hooks)), lost, iteration };
}

/** @throws NoRankingError while there is none */
function requireReward({ algorithm, rewards }: ExportedRun['run']): void {
  if (!algorithm.needs.reward)
    throw new NoRankingError(`${algorithm.name} learns without a reward model: there is none to export.`);
  if (rewards.fitted) return;
  throw new NoRankingError(
    'There is no reward model to export yet: it is fitted once a few prompts are ranked. Nothing was written.',
  );
}

/** How much of the change from the reference a merged model loses by rounding; null where it loses nothing. */
async function lostOf(
  run: ExportedRun['run'],
  { what, dtype }: Pick<ExportRequest, 'what' | 'dtype'>,
  { signal, onRounding: onProgress }: ExportHooks,
): Promise<number | null> {
  if (dtype === 'F32' || what === 'reference' || what === 'adapter') return null;
  const shapes = modelShapes(run.models.config);
  const readers = [modelReaders(run, what), modelReaders(run, 'reference')] as const;
  return lostChange(...readers, shapes, dtype, { signal, onProgress });
}

async function modelFiles(
  { models, run, source, base }: ExportedRun,
  { what, dtype: type, shardBytes: maxShardBytes }: ExportRequest,
  lost: number | null,
): Promise<OutputFile[]> {
  const { config, adapters } = models;
  if (what === 'adapter') {
    if (!adapters) throw new RangeError('This run trains every weight and has no adapter to export.');
    const { rank, alpha } = adapters;
    const tensors = adapterReaders(run, 'policy');
    const { id, revision } = base;
    const mark = await markOfBase(models, adapters);
    return exportAdapter({ config, rank, alpha, tensors }, { base: id, revision, type, mark });
  }
  const toExport: ModelToExport = {
    config,
    tensors: modelReaders(run, what),
    tokenizer: tokenizerFiles(source.files, source.tokenizerConfig),
  };
  const options = {
    type,
    maxShardBytes,
    title: titleOf(run, what),
    start: source.template?.used ? [] : source.tokenizer.startIds,
    base: base.id,
    license: base.license,
    lost: lost ?? undefined,
    adapters: adapters !== null,
  };
  if (what !== 'reward') {
    const generation = { temperature: run.settings.temperature, read: generationConfig(source.files) };
    return exportLanguageModel(toExport, { ...options, generation });
  }
  const { first, bag } = run.rewards;
  const { mean, std } = first;
  return exportRewardModel(toExport, { mean, std }, { ...options, bag: bag ?? undefined });
}

/** Of an ensemble the first member leaves, and its card says so. */
function titleOf({ rewards: { members } }: ExportedRun['run'], what: keyof typeof TITLES): string {
  if (what !== 'reward' || members.length === 1) return TITLES[what];
  return `${TITLES.reward}, the first of the ${members.length} of an ensemble`;
}

/** By what an adapter that leaves knows its base again. */
async function markOfBase(
  { config, reference }: ExportedRun['models'],
  adapters: AdapterSettings,
): Promise<string> {
  const adapted = adaptedModules(config, adapters.targets).map(({ name }) => `${name}.weight`);
  const starts = new Map<string, Float32Array>();
  for (const name of markedParameters(adapted)) {
    const numbers = elementCount(reference.layout.entry(name).shape);
    starts.set(name, await reference.readTensor(name, 0, Math.min(numbers, MARKED_NUMBERS)));
  }
  return markOf(starts);
}

/** What the model itself says of how to sample from it, which goes out as it came in. */
function generationConfig(files: ReadonlyMap<string, Uint8Array>): object | undefined {
  const bytes = files.get('generation_config.json');
  return bytes && (parseJson('generation_config.json', bytes) as object);
}

/** Writes files to where they are wanted, and says what was written. */
async function write(
  files: readonly OutputFile[],
  name: string,
  target: ExportTarget,
  { signal, onProgress }: ExportHooks,
): Promise<Omit<ExportResult, 'iteration' | 'lost'>> {
  const tell = ({ done, total }: { readonly done: number; readonly total: number }) =>
    onProgress(done, total);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const written = { files: files.length, bytes, name };
  if (target.kind === 'folder') {
    await writeFolder(target.directory, files, { signal, onProgress: tell });
    return { ...written, zip: null };
  }
  const stream = toStream(zipFiles(files, { onProgress: tell }));
  return { ...written, zip: await keepZip(stream, `${name}.zip`, signal) };
}

/** The zip as a file that is not in memory: in this browser's storage where it has any. */
async function keepZip(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
  signal: AbortSignal,
): Promise<File> {
  const folder = await openExportFolder();
  if (!folder) {
    const cancellable = stream.pipeThrough(new TransformStream(), { signal });
    return new File([await new Response(cancellable).blob()], name, { type: 'application/zip' });
  }
  const stored = `${crypto.randomUUID()}.zip`;
  try {
    const handle = await folder.getFileHandle(stored, { create: true });
    await stream.pipeTo(await handle.createWritable(), { signal });
    return await handle.getFile();
  } catch (error) {
    await discardExport(folder, stored);
    throw isStorageFull(error) ? noRoom(name, error) : error;
  }
}

function noRoom(name: string, cause: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'full',
    happened: `This browser's storage has no room for ${name}.`,
    kept: 'The run and its checkpoints are as they were.',
    todo: 'Export to a folder, export in F16, or delete stored models.',
    cause,
  });
}
