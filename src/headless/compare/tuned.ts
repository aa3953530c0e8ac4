/**
 * Learning rates by the rule of src/contest/tuning.ts: tried where --tune asks for it, kept in the folder, and taken from there when
 * the contest goes on. Knows the contest's folder and its runs.
 */
import * as v from 'valibot';
import { endOf, gain, type Base, type Run } from '../../contest/result.ts';
import { chosenRate, KL_BOUND, ratesAround, TUNING_SEED, type Tried } from '../../contest/tuning.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { runJson } from '../../rl/runs/recordedRun.ts';
import { OptionsError } from '../optionsError.ts';
import type { LabelerId } from '../../tastes/labeler.ts';
import { jsonOrNull, type ContestFolder } from './files.ts';
import { settingsFor, type CompareOptions } from './options.ts';

const FILE = 'tuning.json';

const Kept = v.object({
  format: v.literal('nudge-contest-tuning'),
  methods: v.array(v.object({ method: v.string(), chosen: v.number() })),
});

/** What trying rates takes of a contest. */
export interface Tunable {
  readonly options: CompareOptions;
  readonly folder: ContestFolder;
  readonly print: (line: string) => void;
  /** Methods by one seed, into `runs`; see Contest.seed. */
  seed(
    labeler: LabelerId,
    seed: number,
    methods: readonly MethodDeclaration[],
    rate: (method: MethodDeclaration) => number | undefined,
    runs: Run[],
    tag: string,
  ): Promise<Base>;
}

/** The rates that were chosen, by method; none where nothing was tuned. @throws OptionsError for a damaged file */
export async function tunedRates(contest: Tunable): Promise<ReadonlyMap<string, number>> {
  const { options, folder, print } = contest;
  const text = await folder.text(FILE);
  let kept = new Map<string, number>();
  if (text !== null) {
    const read = v.safeParse(Kept, jsonOrNull(text));
    if (!read.success)
      throw new OptionsError(
        `${folder.path}/${FILE} is damaged. It was left as it is: move it away, and tune again with --tune.`,
      );
    kept = new Map(read.output.methods.map(({ method, chosen }) => [method, chosen]));
    print(`learning rates of ${folder.path}/${FILE}`);
  }
  if (!options.tune) return kept;
  const learning = options.methods.filter(({ fields }) => 'learningRate' in fields);
  const methods: { method: string; chosen: number; tried: readonly Tried[] }[] = [];
  for (const method of learning) {
    const tried = await tryRates(contest, method);
    methods.push({ method: method.id, chosen: chosenRate(tried), tried });
    print(`tuned ${method.id}: ${methods.at(-1)!.chosen} of ${tried.map(triedText).join(', ')}`);
  }
  const { tuneLabeler: labeler } = options;
  const record = { format: 'nudge-contest-tuning', seed: TUNING_SEED, labeler, klBound: KL_BOUND, methods };
  await folder.write(FILE, runJson(record));
  return new Map(methods.map(({ method, chosen }) => [method, chosen]));
}

async function tryRates(contest: Tunable, method: MethodDeclaration): Promise<readonly Tried[]> {
  const { options } = contest;
  const labeler = options.tuneLabeler;
  const usual = settingsFor({ ...options, labeler }, method, TUNING_SEED).learningRate;
  const tried: Tried[] = [];
  for (const learningRate of ratesAround(usual)) {
    const runs: Run[] = [];
    const base = await contest.seed(
      labeler,
      TUNING_SEED,
      [method],
      () => learningRate,
      runs,
      `-rate${learningRate}`,
    );
    const end = endOf(runs[0]);
    tried.push({ learningRate, utility: end ? gain(end, base) : NaN, kl: end?.kl ?? NaN });
  }
  return tried;
}

function triedText({ learningRate, utility, kl }: Tried): string {
  return `${learningRate} (utility ${utility.toFixed(2)}, KL ${kl.toFixed(1)})`;
}
