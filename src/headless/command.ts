/**
 * The headless command around a training run: options in, device opened, progress out, results written.
 * The run itself is passed in (main.ts joins the two), so this file knows no model and no algorithm.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ModelFiles } from '../files/folder/modelFiles.ts';
import { openGpu, type Gpu } from '../gpu/device.ts';
import { readPromptFile } from '../model/prompts/promptFile.ts';
import type { PreferenceEvent } from '../preferences/event.ts';
import type { AskedPrompt } from '../model/prompts/prompts.ts';
import { reading, type Listen } from '../rl/runs/events.ts';
import { NoReceiptError, receiptOf, writeReceipt, type Seal } from '../rl/runs/receipt.ts';
import { writeRecordedRun, type RecordedRun } from '../rl/runs/recordedRun.ts';
import { openDawn } from './adapter.ts';
import { chooseKernels } from './kernels.ts';
import { findModel, findReward, type FoundModel } from './findModel.ts';
import { OptionsError, parseOptions, type HeadlessOptions } from './options.ts';
import { methodOf } from '../rl/algorithms/settings.ts';
import { agreementLine, progressLine } from './progress.ts';
import { APP_VERSION } from '../rl/runs/record.ts';
import { rankingsIn, type RankingsInFile } from './rankingsFile.ts';
import { usage } from './usage.ts';

/** What a training run is given. */
export interface RunContext {
  readonly gpu: Gpu;
  readonly options: HeadlessOptions;
  /** The model's files, and those of an adapter that stands on it. */
  readonly found: FoundModel;
  /** The files of a reward model that was trained before; null without one. */
  readonly reward: ModelFiles | null;
  /** What to write to; none for the model's own. */
  readonly prompts: readonly AskedPrompt[];
  /** What people have judged before. */
  readonly judged: readonly PreferenceEvent[];
  /** Hears what the run tells. */
  readonly tell: Listen;
  /** Takes what only the run can tell for a receipt, at its end; left out where none is asked. */
  readonly seal?: (seal: Seal) => void;
  /** Prints a line unless --quiet. */
  readonly log: (line: string) => void;
}

/** Trains and returns the run; nothing in it depends on the clock, so that the same seed gives the same file. */
export type Train = (context: RunContext) => Promise<RecordedRun>;

export interface CommandEnvironment {
  readonly openDevice: () => Promise<Gpu>;
  /** Fixes how the device computes and says so in a line; throws OptionsError. */
  readonly chooseKernels: (gpu: Gpu, forced: HeadlessOptions['kernels']) => Promise<string>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

const TERMINAL: CommandEnvironment = {
  openDevice: () => openGpu(openDawn()),
  chooseKernels,
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
};

/**
 * Runs the command.
 * @returns the exit code: 0, or 2 for a command line that cannot be obeyed. Failures of the run are thrown.
 */
export async function runCommand(
  args: readonly string[],
  train: Train,
  { openDevice, chooseKernels, print, printError }: CommandEnvironment = TERMINAL,
): Promise<number> {
  let options: HeadlessOptions | null;
  let asked: readonly AskedPrompt[] = [];
  let judged: RankingsInFile | null = null;
  try {
    options = parseOptions(args);
    if (options?.prompts != null) asked = await promptsIn(options.prompts);
    if (options?.rankingsFile != null) judged = await rankingsIn(options.rankingsFile);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    printError(error.message);
    return 2;
  }
  if (!options) {
    print(usage());
    return 0;
  }
  const { base, kernels, model, out, quiet, receipt, reward } = options;
  const log = (line: string) => {
    if (!quiet) print(line);
  };
  if (judged?.left) log(judged.left);
  const gpu = await openDevice();
  const { vendor, architecture, description } = gpu.adapter;
  log(
    `${model}${base === null ? '' : ` merged into ${basename(base)}`} on ${[vendor, architecture, description].filter(Boolean).join(', ')}`,
  );
  let recorded: RecordedRun;
  let seal: Seal | undefined;
  try {
    log(await chooseKernels(gpu, kernels));
    recorded = await train({
      gpu,
      options,
      found: await findModel(options, model, base, log),
      reward: reward === null ? null : await findReward(options, reward),
      prompts: asked,
      judged: judged?.events ?? [],
      tell: progress(options, log),
      ...(receipt !== null && { seal: (told: Seal) => (seal = told) }),
      log,
    });
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    printError(error.message);
    return 2;
  } finally {
    gpu.destroy();
  }
  if (out) {
    await writeFile(out, writeRecordedRun(recorded));
    log(`Wrote ${out}`);
  }
  if (receipt !== null) return keepReceipt(receipt, recorded, seal, { log, printError });
  return 0;
}

/** Prints what the run tells: a line per fit, and one per iteration with the seconds since it was first heard of. */
function progress({ iterations, labeler, settings }: HeadlessOptions, log: (line: string) => void): Listen {
  const method = methodOf(settings);
  let began: number | null = null;
  const read = reading({
    metrics({ row }) {
      log(progressLine(method, row, iterations, labeler, (performance.now() - began!) / 1000));
      began = null;
    },
    agreement: ({ heldOut, trained }) => log(agreementLine(heldOut, trained)),
  });
  return (event) => {
    // Comparisons between two iterations belong to neither.
    if (event.type !== 'stage' || event.stage !== 'idle') began ??= performance.now();
    read(event);
  };
}

/** @throws OptionsError naming the file and what is wrong with it */
async function promptsIn(file: string): Promise<readonly AskedPrompt[]> {
  try {
    return await readPromptFile(basename(file), await readFile(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(`--prompts ${file} cannot be used. ${reason}`, { cause });
  }
}

/** @returns the exit code: 2 where the run can have no receipt, which is said */
async function keepReceipt(
  file: string,
  recorded: RecordedRun,
  seal: Seal | undefined,
  { log, printError }: { readonly log: (line: string) => void; readonly printError: (line: string) => void },
): Promise<number> {
  try {
    await writeFile(file, writeReceipt(await receiptOf(recorded, { app: APP_VERSION, by: 'command' }, seal)));
  } catch (error) {
    if (!(error instanceof NoReceiptError)) throw error;
    printError(error.message);
    return 2;
  }
  log(`Wrote ${file}`);
  return 0;
}
