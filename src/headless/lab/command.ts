/**
 * `npm run lab`: one bench's experiment over some seeds, a line each, the verdict last. Knows devices, folders and files;
 * what is found out is the bench's.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { adapterName, openGpu, type Gpu } from '../../gpu/device.ts';
import { BENCHES, type Bench } from './benches.ts';
import type { LabPlace } from '../../lab/experiment.ts';
import { SequenceTrainer } from '../../lab/sequences/sequenceTrainer.ts';
import { openDawn } from '../adapter.ts';
import { chooseKernels } from '../kernels.ts';
import { findModel } from '../findModel.ts';
import { openLabModel } from '../openLabModel.ts';
import { openModel } from '../openModel.ts';
import { OptionsError, parseOptions } from '../options.ts';
import { labUsage, parseLabOptions, type LabOptions } from './options.ts';
import { readPairFiles, type OwnPairs } from './pairFiles.ts';
import {
  dropPart,
  readResults,
  writePart,
  writeRecord,
  type Conditions,
  type LabRecord,
  type SeedResult,
} from './record.ts';

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
  let kept: Map<number, SeedResult> | null = null;
  let adapter = '';
  const conditions = (): Conditions => ({
    bench: bench.id,
    goal,
    quick,
    model,
    ...(part !== null && { part }),
    adapter,
  });
  const record = (): LabRecord => {
    const results = [...kept!.values()].toSorted((a, b) => a.seed - b.seed);
    const verdict = found.judge(results.map(({ result }) => result));
    return { format: 'nudge-lab', version: 1, ...conditions(), results, verdict };
  };
  print(
    `${bench.id}${part === null ? '' : ` ${part}`}: ${goal}${quick ? ' (a quick look, which proves nothing)' : ''}`,
  );
  for (const seed of seeds) {
    if (kept?.has(seed)) continue;
    // A device for each, so that nothing of one seed is left in the next.
    const gpu = await openDevice();
    try {
      const kernels = await chooseKernels(gpu);
      if (!kept) {
        adapter = adapterName(gpu.adapter);
        print(`on ${adapter}, ${kernels}`);
        kept = await begin(options, conditions(), print);
        if (kept.has(seed)) continue;
      }
      const result = await found.run(placeOn(gpu, options, pairs, print), seed, quick);
      kept.set(seed, { seed, result });
      print(`seed ${seed}: ${found.line(result)}`);
    } finally {
      gpu.destroy();
    }
    if (out !== null) await writePart(out, record());
  }
  const whole = record();
  print(`goal: ${whole.verdict.met ? 'met' : 'missed'}  ${whole.verdict.figures}`);
  if (out === null) return;
  await writeRecord(out, whole);
  print(`Wrote ${out}`);
}

/** What there is to go on from. */
async function begin(
  { out, goesOn }: LabOptions,
  conditions: Conditions,
  print: (line: string) => void,
): Promise<Map<number, SeedResult>> {
  if (out === null) return new Map();
  if (!goesOn) {
    await dropPart(out);
    return new Map();
  }
  const kept = await readResults(out, conditions);
  if (kept.size > 0)
    print(`kept from ${out}: seeds ${[...kept.keys()].toSorted((a, b) => a - b).join(', ')}`);
  return kept;
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
