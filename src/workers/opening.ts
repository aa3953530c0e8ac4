/**
 * Everything between a page's request and a trainer that can answer: device, kernels, model, the last run, and
 * the pipelines that the first answers need. Each part tells its progress, and all of it ends when the signal
 * says so: the device is let go and nothing of it stays. Knows no call of the page but this one.
 */
import type { BaseModel } from '../files/hub/address.ts';
import { MemoryStorage, type CheckpointStorage } from '../files/bytes/storage.ts';
import { CheckpointStore } from '../files/saves/store.ts';
import { isNewerVersion } from '../files/saves/manifest.ts';
import { autotune } from '../gpu/tuning/autotune.ts';
import { storedChoices, type ChoiceFiles } from '../gpu/tuning/autotuneStore.ts';
import { openGpu, type Gpu } from '../gpu/device.ts';
import { chosenKernels } from '../gpu/tuning/families.ts';
import { MATMUL } from '../gpu/kernels/matmul/matmulVariants.ts';
import type { ModelConfig } from '../model/config.ts';
import { loadFamily } from '../model/family.ts';
import { loadAlgorithm } from '../rl/algorithms/index.ts';
import { wholeSettings } from '../rl/algorithms/settings.ts';
import { wordsOf } from '../model/prompts/promptIds.ts';
import type { ModelTexts } from '../model/source.ts';
import { Models } from '../rl/training/models.ts';
import { NoPromptFitsError, noneFits, promptRoom, type RoomSettings } from '../rl/training/promptRoom.ts';
import { RlhfRun } from '../rl/runs/run.ts';
import { chooseModel, type ChooseOptions, type ChosenModel, type ModelPlaces } from './chosenModel.ts';
import type { OpensClassifier } from './classifier.ts';
import { removeOldExports } from './exportStorage.ts';
import type { PageEvents } from './pageEvents.ts';
import type { KernelChoice, OpenRequest } from './protocol.ts';
import { RunCheckpoints } from './runCheckpoints.ts';
import { dateOf, runName } from './savedState.ts';
import { TuneBehind } from './tuneBehind.ts';

export interface SessionEnvironment extends ModelPlaces {
  readonly gpu: GPU | undefined;
  /** Opens the place checkpoints are kept; may reject, then the run lives in memory only. */
  readonly openStorage: () => Promise<CheckpointStorage>;
  /** Opens the place kernel choices are kept; without one, or when it rejects, each session measures anew. */
  readonly openChoices?: () => Promise<ChoiceFiles>;
  /** True to have a first visit measure kernels behind the first answers, for the next one. */
  readonly answersFirst?: boolean;
  /** Loads classifiers from a hub; without it there are none. */
  readonly openClassifier?: OpensClassifier;
  /** Milliseconds, for pacing saves. */
  readonly now?: () => number;
}

/** The name of compiling as progress. */
export const COMPILING = 'compile';

/** A run on an open device, as the last visit left it. */
export interface OpenedRun {
  readonly gpu: Gpu;
  readonly kernels: KernelChoice;
  readonly source: ModelTexts;
  /** Names the run's checkpoints. */
  readonly model: string;
  /** What to call it. */
  readonly modelLabel: string;
  /** How exports name it as the base of what was trained. */
  readonly base: BaseModel;
  readonly models: Models;
  readonly run: RlhfRun;
  readonly checkpoints: RunCheckpoints;
  /** Whether checkpoints are kept anywhere but in memory. */
  readonly lasting: boolean;
  /** Measures kernels when nothing else happens, where that was put off. */
  readonly tuning: TuneBehind | null;
  /** What was found in storage and could not be used, in words, or null. */
  readonly warning: string | null;
}

/**
 * Opens what is asked for.
 * @throws GpuUnavailableError without a device; CheckpointError for a model that cannot be loaded; the signal's
 * reason when aborted. The device is destroyed in each case.
 */
export async function openRun(
  environment: SessionEnvironment,
  asked: OpenRequest,
  events: PageEvents,
  signal: AbortSignal,
): Promise<OpenedRun> {
  signal.throwIfAborted();
  const request = { ...asked, settings: wholeSettings(asked.settings) };
  void removeOldExports();
  const opening = openGpu(environment.gpu);
  // Opening a device cannot be stopped; one that comes too late is given back.
  opening.then(
    (gpu) => signal.aborted && gpu.destroy(),
    () => undefined,
  );
  const gpu = await unlessAborted(signal, opening);
  try {
    return await unlessAborted(signal, openOn(gpu, environment, request, events, signal));
  } catch (error) {
    gpu.destroy();
    throw error;
  }
}

async function openOn(
  gpu: Gpu,
  environment: SessionEnvironment,
  request: OpenRequest,
  events: PageEvents,
  signal: AbortSignal,
): Promise<OpenedRun> {
  // Side by side: one waits for the network, the other for the GPU.
  const storing = openStorage(environment);
  const choosing = chooseDated(environment, request, storing, {
    software: gpu.adapter.software,
    signal,
    onProgress: (done, total) => events.progress('download', done, total),
  });
  const [chosen, kernels] = await Promise.all([
    choosing,
    chooseKernels(gpu, environment, choosing, events, signal),
  ]);
  const { key: model, label: modelLabel, base, config, texts: source } = chosen;
  await Promise.all([loadFamily(config.family), loadAlgorithm(request.settings.algorithm)]);

  const { tokenizer, promptSuffix, chats } = source;
  const long = tooLong(source, config, request.settings);
  // Before gigabytes are fetched for it, let alone trained on what is not there.
  const run = await gpu.allocate(() => {
    const models = new Models(gpu, { config, tokenizer, promptSuffix, chats }, request.settings);
    return new RlhfRun(models, source.prompts.train, request.settings, events.tell);
  });
  const { models } = run;
  await loadWeights(chosen, models, events);
  run.setPreferences(request.preferences);
  const { storage, lasting, problem } = await storing;
  let warning = problem;
  const checkpoints = new RunCheckpoints(storage, model, models, run, request.settings, source.template);
  if (request.resume) warning = (await restoredFrom(checkpoints)) ?? warning;
  warning = [warning, long].filter(Boolean).join(' ') || null;
  run.configure(request.settings);
  signal.throwIfAborted();

  await compileAnswers(models, run, source, events);
  const [variant, families] = [MATMUL.chosen(gpu), chosenKernels(gpu)];
  const restored = Object.entries(families).some(([name, chosen]) => chosen !== kernels.families[name]);
  const kernelChoice = { ...kernels, variant, families, ...(restored && { how: 'run' as const }) };
  const tuning = tuneBehind(environment, kernels);
  const parts = { tuning, source, model, modelLabel, base, models, run, checkpoints, lasting, warning };
  return { gpu, kernels: kernelChoice, ...parts };
}

interface OpenedStorage {
  readonly storage: CheckpointStorage;
  /** Whether checkpoints are kept anywhere but in memory, and if not, why. */
  readonly lasting: boolean;
  readonly problem: string | null;
}

async function openStorage(environment: SessionEnvironment): Promise<OpenedStorage> {
  try {
    return { storage: await environment.openStorage(), lasting: true, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { storage: new MemoryStorage(), lasting: false, problem };
  }
}

/**
 * The model that is asked for. Where its chat template writes the date, a run that goes on has its prompts written as on
 * the day on which it began: another day's would be other prompts.
 */
async function chooseDated(
  environment: SessionEnvironment,
  request: OpenRequest,
  storing: Promise<OpenedStorage>,
  options: ChooseOptions,
): Promise<ChosenModel> {
  const chosen = await chooseModel(environment, request, options);
  const now = chosen.texts.template?.date ?? null;
  if (!request.resume || now === null) return chosen;
  const { storage } = await storing;
  const date = dateOf(await new CheckpointStore(storage).peek(runName(chosen.key, request.settings)));
  if (date === null || date === now) return chosen;
  return chooseModel(environment, { ...request, chat: { ...request.chat, date } }, options);
}

/** A prompt that is named, cut after so many characters. */
const NAMED = 60;

/**
 * Which prompts are too long for the run, in words, or null; before anything is fetched for them.
 * @throws NoPromptFitsError when no prompt to train on fits
 */
function tooLong(
  { prompts, tokens, chats }: ModelTexts,
  config: ModelConfig,
  settings: RoomSettings,
): string | null {
  const room = promptRoom(config, settings);
  const { train, heldOut } = prompts;
  const long = [...new Set([...train, ...heldOut])].filter((text) => tokens.get(text)! > room);
  if (long.length === 0) return null;
  if (train.length > 0 && train.every((text) => tokens.get(text)! > room)) {
    throw new NoPromptFitsError(noneFits(Math.min(...train.map((text) => tokens.get(text)!)), room));
  }
  const [first] = long;
  const words = wordsOf(first, chats);
  const name = words.length > NAMED ? `${words.slice(0, NAMED)}…` : words;
  const others = long.length > 1 ? ` and ${long.length - 1} more` : '';
  return `“${name}” (${tokens.get(first)} tokens)${others} will be passed over: ${Math.max(0, room)} tokens are left for a prompt beside the longest answer.`;
}

async function loadWeights({ load }: ChosenModel, models: Models, events: PageEvents): Promise<void> {
  try {
    await load(models);
  } finally {
    events.end('download');
  }
}

/** Tells of its progress once the download no longer does. */
async function chooseKernels(
  gpu: Gpu,
  { openChoices, answersFirst }: SessionEnvironment,
  loading: Promise<unknown>,
  events: PageEvents,
  signal: AbortSignal,
): Promise<KernelChoice> {
  let loaded = false;
  let steps = [0, 1];
  const tell = () => loaded && events.progress('tune', steps[0], steps[1]);
  const tuning = autotune(gpu, {
    store: openChoices && storedChoices(openChoices),
    measure: !answersFirst,
    signal,
    onProgress(done, total) {
      steps = [done, total];
      tell();
    },
  });
  loading.then(
    () => {
      loaded = true;
      tell();
    },
    () => undefined,
  );
  try {
    return { ...(await tuning), families: chosenKernels(gpu) };
  } finally {
    loaded = false;
    events.end('tune');
  }
}

/** On another device: the run's own must not record another variant, nor be told of one that does not compile. */
function tuneBehind(
  { gpu, openChoices, answersFirst }: SessionEnvironment,
  { how }: KernelChoice,
): TuneBehind | null {
  if (!answersFirst || !openChoices || how !== 'usual') return null;
  return new TuneBehind(async (signal) => {
    const other = await openGpu(gpu);
    try {
      await autotune(other, { store: storedChoices(openChoices), signal });
    } finally {
      other.destroy();
    }
  });
}

/** Compiles what writing answers takes. What training takes is compiled when training first needs it. */
async function compileAnswers(
  models: Models,
  run: RlhfRun,
  source: ModelTexts,
  events: PageEvents,
): Promise<void> {
  if (source.prompts.train.length === 0) return;
  const { pipelines } = models.gpu;
  pipelines.onProgress = (ready, asked) => events.progress(COMPILING, ready, Math.max(asked, ready + 1));
  try {
    const [prompt] = run.prompts;
    const { answers } = run.settings;
    const ids = models.encodePrompt(prompt);
    await models.answers('current', ids, answers, run.settings, 0, { prepareOnly: true });
    // Compiling does not notice that a device is gone; asking it does.
    await models.gpu.waits.workDone();
    models.gpu.check();
  } catch {
    // What is wrong with the model is told when answers are asked for, and Reset may mend it; a lost device now.
    models.gpu.check();
  } finally {
    pipelines.onProgress = null;
    events.end(COMPILING);
  }
}

/** What restoring said; runs that a newer version of the page saved are left where they are, and that is said. */
async function restoredFrom(checkpoints: RunCheckpoints): Promise<string | null> {
  try {
    return await checkpoints.restore();
  } catch (error) {
    if (isNewerVersion(error)) return error.message;
    throw error;
  }
}

/** The outcome of `work`, or the signal's reason as soon as there is one. */
function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
