/**
 * Learning rates by the rule of src/contest/tuning.ts: tried where --tune asks for it, kept in a file, and taken from there when
 * the contest goes on, or another of the same tuning begins. Knows the contest's folder and its runs.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { endOf, gain, type Base, type Run } from '../../contest/result.ts';
import { chosenRate, KL_BOUND, ratesAround, TUNING_SEED, type Tried } from '../../contest/tuning.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { runJson } from '../../rl/runs/recordedRun.ts';
import { OptionsError } from '../optionsError.ts';
import { LABELER_IDS, type LabelerId } from '../../tastes/labeler.ts';
import { jsonOrNull, textOrNull, writeWhole, type ContestFolder } from './files.ts';
import { settingsFor, type CompareOptions } from './options.ts';

const FILE = 'tuning.json';
const FORMAT = 'nudge-contest-tuning';

const Kept = v.object({
  format: v.literal(FORMAT),
  labeler: v.picklist(LABELER_IDS),
  // What was tried is written again as it stands.
  methods: v.array(v.looseObject({ method: v.string(), chosen: v.number() })),
});

/** Learning rates that were chosen, by method, and by whose taste; no rates and null where nothing was tuned. */
export interface Tuned {
  readonly rates: ReadonlyMap<string, number>;
  readonly labeler: LabelerId | null;
}

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

/**
 * What was tuned: now, with --tune, or before.
 * @throws OptionsError for a file that is damaged or missing, or of another taste than is to be tuned on, or where a method was
 * left out when the others were tuned
 */
export async function tunedRates(contest: Tunable): Promise<Tuned> {
  const { options, folder, print } = contest;
  const path = options.tuning ?? join(folder.path, FILE);
  const kept = await keptTuning(path);
  const learning = options.methods.filter(({ fields }) => 'learningRate' in fields);
  if (!options.tune) {
    if (!kept && options.tuning === null) return { rates: new Map(), labeler: null };
    const untuned = learning.find(({ id }) => !kept?.methods.some(({ method }) => method === id));
    if (!kept || untuned)
      throw new OptionsError(
        `${path} has no learning rate${untuned ? ` of ${untuned.id}` : 's'}. Tune with --tune, the same command otherwise.`,
      );
    print(`learning rates of ${path}`);
    return tunedOf(kept);
  }
  const { tuneLabeler: labeler } = options;
  if (kept && kept.labeler !== labeler)
    throw new OptionsError(
      `${path} was tuned on ${kept.labeler}, not on ${labeler}. It was left as it is: tune with --tune-labeler ${kept.labeler}, or move it away.`,
    );
  const methods = new Map((kept?.methods ?? []).map((one) => [one.method, one]));
  for (const method of learning) {
    const tried = await tryRates(contest, method);
    const chosen = chosenRate(tried);
    methods.set(method.id, { method: method.id, chosen, tried });
    print(`tuned ${method.id}: ${chosen} of ${tried.map(triedText).join(', ')}`);
    const record = { labeler, methods: [...methods.values()] };
    // After each: what was tuned stays when the rest is stopped.
    await writeWhole(path, runJson({ format: FORMAT, seed: TUNING_SEED, klBound: KL_BOUND, ...record }));
  }
  return tunedOf({ labeler, methods: [...methods.values()] });
}

function tunedOf({ labeler, methods }: Pick<v.InferOutput<typeof Kept>, 'labeler' | 'methods'>): Tuned {
  return { rates: new Map(methods.map(({ method, chosen }) => [method, chosen])), labeler };
}

async function keptTuning(path: string): Promise<v.InferOutput<typeof Kept> | null> {
  const text = await textOrNull(path);
  if (text === null) return null;
  const read = v.safeParse(Kept, jsonOrNull(text));
  if (read.success) return read.output;
  throw new OptionsError(
    `${path} is damaged. It was left as it is: move it away, and tune again with --tune.`,
  );
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
