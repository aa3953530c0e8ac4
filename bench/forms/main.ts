/**
 * Reward models that learn from whole rankings, from the best of each and from pairs, at equal numbers of rankings; and from
 * rankings of two, four and eight answers at equal minutes. Options in, tables out. Entry of bench/forms.mjs.
 */
import { parseArgs } from 'node:util';
import { adapterName, openGpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { chooseKernels } from '../../src/headless/kernels.ts';
import { writeRecord } from '../../src/headless/lab/record.ts';
import { stream } from '../../src/rl/random.ts';
import { wordCount } from '../../src/tastes/textMetrics.ts';
import { Fits, type Ranked } from '../rewards/fitted.ts';
import { openEmbedded, poolOf, type Pool } from '../rewards/pool.ts';
import { rank, ratersOf, type Rater, type Tiers } from '../rewards/raters.ts';
import { readTexts, type ReadText } from '../rewards/texts.ts';
import { tally } from '../rewards/verdict.ts';
import { COUNTS, firstOf, FORMS, minutesOf, type Form } from './asked.ts';
import { recordOf } from './record.ts';
import { Rows, type Fit } from './rows.ts';
import { table } from './table.ts';

/** Answers to a prompt of the pool. */
const ANSWERS = 8;
const HELD_OUT = 40;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '8,16,32,64' },
      minutes: { type: 'string', default: '30' },
      choices: { type: 'string', default: '1,5' },
      seeds: { type: 'string', default: '1,2,3,4,5' },
      tastes: { type: 'string' },
      agreement: { type: 'string', default: '0.7' },
      pool: { type: 'string', default: '192' },
      rows: { type: 'string', default: '.cache/rewards/forms.jsonl' },
      record: { type: 'string' },
    },
  });
  const numbers = (text: string) => text.split(',').filter(Boolean).map(Number);
  const [sizes, minutes, choices, seeds] = [values.sizes, values.minutes, values.choices, values.seeds].map(
    numbers,
  );
  const rows = await Rows.open(values.rows);
  const gpu = await openGpu(openDawn());
  try {
    console.log(await chooseKernels(gpu, null));
    const { models } = await openEmbedded(gpu, 'blurbs-tiny');
    const counts = { train: Number(values.pool), heldOut: HELD_OUT };
    const pool = await poolOf(gpu, 'blurbs-tiny', counts, ANSWERS);
    const words = meanWords(pool);
    console.log(`${words.prompt.toFixed(1)} words a prompt, ${words.answer.toFixed(1)} an answer`);
    const asked = [
      ...sizes.flatMap((size) => FORMS.map((form) => ({ form, budget: `${size} rankings`, rankings: size }))),
      ...minutes.flatMap((all) =>
        choices.flatMap((choice) =>
          COUNTS.map((form) => ({
            form,
            budget: `${all} minutes, ${choice} s a choice`,
            rankings: Math.floor(all / minutesOf(form.answers, words, choice)),
          })),
        ),
      ),
    ];
    const bench = new Bench(
      new Fits(models),
      await readTexts(models, pool.train),
      await readTexts(models, pool.heldOut),
    );
    for (const agreement of numbers(values.agreement)) {
      const raters = ratersOf(pool, 0, agreement, 1).filter(
        ({ name }) => !values.tastes || values.tastes.split(',').includes(name),
      );
      for (const seed of seeds)
        for (const rater of raters)
          for (const { form, ...budget } of asked)
            await bench.fill(rows, rater, form, {
              form: form.name,
              ...budget,
              taste: rater.name,
              agreement,
              seed,
            });
    }
    console.log(
      table(
        rows.all.filter(({ budget }) => budget.endsWith('rankings')),
        names(FORMS),
      ),
    );
    console.log(
      table(
        rows.all.filter(({ budget }) => !budget.endsWith('rankings')),
        names(COUNTS),
      ),
    );
    if (values.record) await writeRecord(values.record, recordOf(rows.all, adapterName(gpu.adapter)));
    return 0;
  } finally {
    gpu.destroy();
  }
}

class Bench {
  constructor(
    private readonly fits: Fits,
    private readonly train: readonly ReadText[],
    private readonly heldOut: readonly ReadText[],
  ) {}

  /** Makes a fit that does not stand yet. */
  async fill(rows: Rows, rater: Rater, form: Form, fit: Fit): Promise<void> {
    if (rows.find(fit)) return;
    const rankings = this.#rankings(rater, form, fit);
    const scores = await this.fits.scores(form.loss, rankings, this.heldOut, fit.seed);
    const row = { ...fit, ...tally(scores, rater.heldOut.map(inOrder)) };
    await rows.add(row);
    const [right, pairs] = [row.right, row.pairs].map((all) => all.reduce((sum, one) => sum + one, 0));
    console.log(
      `${fit.taste} ${fit.agreement} seed ${fit.seed}: ${fit.budget}, ${form.name} ${(right / pairs).toFixed(3)}`,
    );
  }

  /** What a rater says of a seed's prompts: the same of the same answers, whatever is made of it. */
  #rankings(rater: Rater, form: Form, { seed, rankings, agreement }: Fit): Ranked[] {
    const sets = stream(seed, 'forms/sets').permutation(rater.train.length);
    if (rankings > sets.length)
      throw new Error(`${rankings} rankings of ${sets.length} prompts: give a larger --pool.`);
    return sets.slice(0, rankings).map((set) => {
      const draws = stream(seed, `forms/${rater.name}/${agreement}/${set}`);
      return {
        answers: this.train.slice(set * ANSWERS, set * ANSWERS + form.answers),
        tiers: firstOf(rank(rater.train[set], rater.sharpness, draws), form.answers),
      };
    });
  }
}

/** The order without noise; equal utilities are a tie. */
function inOrder(utility: readonly number[]): Tiers {
  const values = [...new Set(utility)].sort((a, b) => b - a);
  return values.map((value) => utility.flatMap((own, index) => (own === value ? [index] : [])));
}

function meanWords({ train }: Pool): { prompt: number; answer: number } {
  const mean = (texts: readonly string[]) =>
    texts.reduce((sum, text) => sum + wordCount(text), 0) / texts.length;
  return {
    prompt: mean(train.map(({ prompt }) => prompt)),
    answer: mean(train.flatMap(({ texts }) => texts)),
  };
}

function names(forms: readonly Form[]): string[] {
  return forms.map(({ name }) => name);
}
