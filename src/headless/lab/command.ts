/**
 * `npm run lab`: one bench's experiment over some seeds, a line each, the verdict last. Knows devices, folders and files;
 * what is found out is the bench's.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openGpu, type Gpu } from '../../gpu/device.ts';
import { BENCHES, type Bench } from './benches.ts';
import type { LabPlace, Verdict } from '../../lab/experiment.ts';
import { SequenceTrainer } from '../../lab/sequences/sequenceTrainer.ts';
import { openDawn } from '../adapter.ts';
import { chooseKernels } from '../kernels.ts';
import { findModel } from '../findModel.ts';
import { openLabModel } from '../openLabModel.ts';
import { openModel } from '../openModel.ts';
import { OptionsError, parseOptions } from '../options.ts';
import { labUsage, parseLabOptions, type LabOptions } from './options.ts';
import { readPairFiles, type OwnPairs } from './pairFiles.ts';

export interface LabEnvironment {
  readonly openDevice: () => Promise<Gpu>;
  readonly chooseKernels: (gpu: Gpu) => Promise<string>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  readonly benches: readonly Bench[];
}

const TERMINAL: LabEnvironment = {
  openDevice: () => openGpu(openDawn()),
  chooseKernels: (gpu) => chooseKernels(gpu, null),
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  benches: BENCHES,
};

/** What `--out` gets. */
export interface LabRecord {
  readonly format: 'nudge-lab';
  readonly version: 1;
  readonly bench: string;
  readonly goal: string;
  readonly quick: boolean;
  readonly model: string | null;
  /** The part of the bench that was run, where it was not its own experiment. */
  readonly part?: string;
  readonly adapter: string;
  readonly results: readonly { readonly seed: number; readonly result: unknown }[];
  readonly verdict: Verdict;
}

/**
 * Runs the command.
 * @returns the exit code: 0 when the experiment ran, whatever its verdict; 2 for what cannot be obeyed. Failures are thrown.
 */
export async function runLab(
  args: readonly string[],
  environment: LabEnvironment = TERMINAL,
): Promise<number> {
  const { print, printError, benches } = environment;
  try {
    const options = parseLabOptions(args, benches);
    if (options) await experiment(options, environment);
    else print(labUsage(benches));
    return 0;
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    printError(error.message);
    return 2;
  }
}

async function experiment(options: LabOptions, environment: LabEnvironment): Promise<void> {
  const { print, openDevice, chooseKernels } = environment;
  const { bench, seeds, quick, out, model, part } = options;
  const found = await (part === null ? bench.experiment : bench.parts![part])();
  const { goal } = found;
  const pairs = await readPairFiles(options.pairs, print);
  const results: { seed: number; result: unknown }[] = [];
  let adapter = '';
  print(
    `${bench.id}${part === null ? '' : ` ${part}`}: ${goal}${quick ? ' (a quick look, which proves nothing)' : ''}`,
  );
  for (const seed of seeds) {
    // A device for each, so that nothing of one seed is left in the next.
    const gpu = await openDevice();
    try {
      const { vendor, architecture, description } = gpu.adapter;
      const kernels = await chooseKernels(gpu);
      if (adapter === '') {
        adapter = [vendor, architecture, description].filter(Boolean).join(' ');
        print(`on ${adapter}, ${kernels}`);
      }
      const result = await found.run(placeOn(gpu, options, pairs, print), seed, quick);
      results.push({ seed, result });
      print(`seed ${seed}: ${found.line(result)}`);
    } finally {
      gpu.destroy();
    }
  }
  const verdict = found.judge(results.map(({ result }) => result));
  print(`goal: ${verdict.met ? 'met' : 'missed'}  ${verdict.figures}`);
  if (out === null) return;
  const record: LabRecord = {
    format: 'nudge-lab',
    version: 1,
    bench: bench.id,
    goal,
    quick,
    model,
    ...(part !== null && { part }),
    adapter,
    results,
    verdict,
  };
  await writeFile(out, `${JSON.stringify(record, null, 1)}\n`);
  print(`Wrote ${out}`);
}

function placeOn(
  gpu: Gpu,
  { model, modelRoot }: LabOptions,
  pairs: readonly OwnPairs[],
  log: (line: string) => void,
): LabPlace {
  return {
    gpu,
    model,
    pairs,
    log,
    openModel: (name) => openLabModel(gpu, name, modelRoot),
    openSequences: (options) => SequenceTrainer.on(gpu, options),
    async openRun(name, settings) {
      const options = parseOptions(['--model', name, '--model-root', modelRoot])!;
      const { models, prompts } = await openModel({
        gpu,
        options: { ...options, settings },
        prompts: [],
        found: await findModel(options, name, options.base, log),
      });
      return { models, prompts: prompts.train };
    },
    readFile: (path) => readFile(resolve(path), 'utf8'),
  };
}
