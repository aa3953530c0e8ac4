/**
 * Trains the run of a receipt again without a page, and says whether the same came of it. Knows the receipt's file and the
 * run; how a device is opened is command.ts.
 */
import { readFile } from 'node:fs/promises';
import { MATMUL_VARIANTS } from '../gpu/kernels/matmul/matmulVariants.ts';
import { promptsDigest, readReceipt, type Receipt } from '../rl/runs/receipt.ts';
import { RecordedRunError, type RecordedRun } from '../rl/runs/recordedRun.ts';
import { withTold, type ToldParts } from '../rl/runs/recordTold.ts';
import { promptsOf, replay, startOf, type Verdict } from '../rl/runs/replay.ts';
import { loadAlgorithm } from '../rl/algorithms/index.ts';
import { RlhfRun } from '../rl/runs/run.ts';
import { sealOf } from '../rl/runs/seal.ts';
import { LABELER_IDS } from '../tastes/labeler.ts';
import type { RunContext } from './command.ts';
import { openModel } from './openModel.ts';
import { OptionsError } from './optionsError.ts';
import { takeReward } from './reward.ts';
import { recordedAs } from './train.ts';

/** The receipt that a command line names with --replay, and the line without it; null where it names none. */
export async function replayAsked(
  args: readonly string[],
): Promise<{ readonly receipt: Receipt; readonly args: readonly string[] } | null> {
  const at = args.findIndex((word) => word === '--replay' || word.startsWith('--replay='));
  if (at < 0) return null;
  const joined = args[at].startsWith('--replay=');
  const file = joined ? args[at].slice('--replay='.length) : args[at + 1];
  if (!file) throw new OptionsError('--replay takes the file of a receipt, which --receipt FILE writes.');
  const receipt = await receiptIn(file);
  return { receipt, args: [...argsOf(receipt), ...args.toSpliced(at, joined ? 1 : 2)] };
}

async function receiptIn(file: string): Promise<Receipt> {
  try {
    return readReceipt(await readFile(file, 'utf8'));
  } catch (error) {
    const known = error instanceof RecordedRunError || (error instanceof Error && 'code' in error);
    if (!known) throw error;
    throw new OptionsError(`--replay ${file} cannot be used. ${error.message}`, { cause: error });
  }
}

/** What a receipt says of the command line; what is named there as well counts instead. */
function argsOf({ model, kernels, labeler, rows }: Receipt): readonly string[] {
  const rater = LABELER_IDS.find((id) => id === labeler);
  return [
    '--model',
    model,
    '--iterations',
    String(rows.length),
    ...(kernels !== undefined && kernels in MATMUL_VARIANTS ? ['--kernels', kernels] : []),
    ...(rater && !NEEDS_MORE.has(rater) ? ['--labeler', rater] : []),
  ];
}

/** Raters whose words are among the settings, which the command line does not have. */
const NEEDS_MORE: ReadonlySet<string> = new Set(['keyword', 'pattern']);

/** Trains again as the receipt says. @param tell is told what came of it */
export async function trainAgain(
  context: RunContext,
  receipt: Receipt,
  tell: (verdict: Verdict) => void,
): Promise<RecordedRun> {
  const options = { ...context.options, settings: startOf(receipt) };
  const opened = await openModel({ ...context, options });
  const { models, prompts } = opened;
  if ((await promptsDigest(prompts.train)) !== receipt.prompts)
    throw new OptionsError(
      'The model has other prompts here than those that the run was trained on: name them with --prompts FILE. Nothing was trained.',
    );
  let told: ToldParts = { rankings: [], agreement: [], samples: [] };
  await loadAlgorithm(options.settings.algorithm);
  const run = new RlhfRun(models, promptsOf(receipt, prompts.train), options.settings, (event) => {
    told = withTold(told, event);
    context.tell(event);
  });
  await takeReward(run, opened, context);
  tell(await replay(run, receipt, { seal: () => sealOf(models) }));
  if (context.seal) context.seal(await sealOf(models));
  return recordedAs({ ...context, options }, run, prompts, { ...told, rankings: run.log, comparisons: [] });
}

/** What came of it, in a sentence or two, for a terminal. */
export function verdictText({ same, of, differs, weights, otherwise }: Verdict, receipt: Receipt): string {
  if (differs === null) {
    const end =
      weights === null
        ? 'The weights at the end were not compared: the receipt does not tell them.'
        : weights
          ? 'So are the weights at the end.'
          : 'The weights at the end are others.';
    return `All ${of} iterations are the same to the bit. ${end}`;
  }
  const why = [
    ...(otherwise.includes('base') ? ['the base model has other weights here'] : []),
    ...(otherwise.includes('kernels') ? ['kernels are computed in other variants here'] : []),
    `the receipt was made on ${receipt.adapter}, by version ${receipt.app}`,
  ];
  const before =
    same === 0 ? 'No iteration is the same' : `${same} of ${of} iterations are the same to the bit`;
  return `${before}; iteration ${differs} is the first that differs (${why.join('; ')}).`;
}
