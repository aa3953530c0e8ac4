/** A minibatch of ranked answers on the device, with filler as a recorded step has it, and what a preference loss writes of it. */
import {
  preferenceLoss,
  PREFERENCE_METRICS,
  PREFERENCE_SCALARS,
} from '../../../../src/gpu/kernels/preferences/preferenceLoss.ts';
import type { RankedTokens } from '../../../../src/gpu/kernels/preferences/preferenceLoss.twin.ts';
import { UniformBlock } from '../../../../src/gpu/uniforms.ts';
import { randomArray, runOnce, testGpu } from '../../harness.ts';

/** A loss as a method writes it down. */
export interface Loss {
  readonly name: string;
  readonly code: string;
  /** Behind the common scalars, in order. */
  readonly scalars: Readonly<Record<string, number>>;
}

export interface Written {
  readonly metrics: Readonly<Record<(typeof PREFERENCE_METRICS)[number], number>>;
  /** From OWN on. */
  readonly own: readonly number[];
  /** dL/dlogp of each token, answer by answer. */
  readonly dLogp: readonly (readonly number[])[];
  /** Of slots without a token. */
  readonly filler: readonly number[];
}

/** Filler: slots behind all others, places behind each answer, answers behind all others. */
const FILLER = { slots: 3, places: 2, answers: 2 };

/** Tokens lie in slots in the order of their answers. `responses` are those of the whole minibatch; all of these when left out. */
export async function lossOf(
  { name, code, scalars }: Loss,
  batch: RankedTokens,
  responses = batch.logp.length,
): Promise<Written> {
  const gpu = await testGpu();
  const { logp, reference, tiers, weights, together } = batch;
  const tokens = logp.flat().length;
  const slots = tokens + FILLER.slots;
  const answers = logp.length + FILLER.answers;
  const width = Math.max(...logp.map(({ length }) => length)) + FILLER.places;
  const slotAt = new Uint32Array(answers * width).fill(0xffffffff);
  let slot = 0;
  logp.forEach((of, row) => of.forEach((_, t) => (slotAt[row * width + t] = slot++)));
  // Whatever stands in filler is not read.
  const column = (label: string, values: readonly number[]) =>
    gpu.upload(
      label,
      Float32Array.from({ length: slots }, (_, i) => values[i] ?? 1e30),
    );
  const perAnswer = (values: readonly number[]) => logp.flatMap((of, row) => of.map(() => values[row]));
  const fields = Object.fromEntries(Object.keys(scalars).map((of) => [of, 'f32' as const]));
  const step = new UniformBlock(gpu, name, { ...PREFERENCE_SCALARS, ...fields });
  step.set({ responses, together, ...scalars });
  const dLogp = gpu.upload('dLogp', new Float32Array(slots).fill(9));
  const metrics = gpu.createTensor('metrics', [PREFERENCE_METRICS.length + 3]);
  const record = preferenceLoss(name, code);
  const [gradients, told] = await runOnce(
    gpu,
    (rec) =>
      record(rec, {
        answers,
        width,
        slots,
        logp: column('logp', logp.flat()),
        reference: reference && column('reference', reference.flat()),
        tiers: column('tiers', perAnswer(tiers)),
        weights: column('weights', perAnswer(weights)),
        mask: gpu.upload(
          'mask',
          Float32Array.from({ length: slots }, (_, i) => Number(i < tokens)),
        ),
        slotAt: gpu.upload('slotAt', slotAt),
        step,
        dLogp,
        metrics,
      }),
    [dLogp, metrics],
  );
  let at = 0;
  return {
    metrics: Object.fromEntries(PREFERENCE_METRICS.map((of, i) => [of, told[i]])) as Written['metrics'],
    own: [...told.subarray(PREFERENCE_METRICS.length)],
    dLogp: logp.map((of) => of.map(() => gradients[at++])),
    filler: [...gradients.subarray(tokens)],
  };
}

/** Answers of 1 to 9 tokens, so many groups of `together`; tiers as given for each group in turn. */
export function rankedBatch(
  groupTiers: readonly (readonly number[])[],
  groups: number,
  seed = 1,
): RankedTokens {
  const together = groupTiers[0].length;
  const lengths = Array.from({ length: groups * together }, (_, row) => 1 + ((row * 5 + seed) % 9));
  const draw = (offset: number, scale: number, shift: number) =>
    lengths.map((length, row) =>
      [...randomArray(length, seed * 1000 + row * 10 + offset, scale)].map((x) => x + shift),
    );
  const logp = draw(1, 1, -1.5);
  const drift = draw(2, 0.8, 0);
  return {
    logp,
    reference: logp.map((of, row) => of.map((value, t) => Math.fround(value - drift[row][t]))),
    tiers: lengths.map(
      (_, row) => groupTiers[Math.floor(row / together) % groupTiers.length][row % together],
    ),
    weights: lengths.map((_, row) => (Math.floor(row / together) % 3 === 1 ? 0.25 : 1)),
    together,
  };
}
