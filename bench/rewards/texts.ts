/** A pool as a model reads it: tokens, its last state behind each text, and the mean of its token embeddings. Knows no ranking. */
import { gatherRows } from '../../src/gpu/kernels/embedding/gather.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import { createLastRows, lastRowsShape, writeLastRows } from '../../src/model/lastRows.ts';
import { trunkForward } from '../../src/model/trunk.ts';
import type { BaseWeights } from '../../src/model/base.ts';
import { readablePositions } from '../../src/model/config.ts';
import type { Models } from '../../src/rl/training/models.ts';
import type { TextSet } from './pool.ts';

/** A text as a model reads it. */
export interface ReadText {
  readonly text: string;
  readonly prompt: readonly number[];
  /** With the end token. */
  readonly tokens: readonly number[];
  /** Behind the last token, after the last norm, [dim]. */
  readonly state: readonly number[];
  /** Of the text's own tokens, [dim]. */
  readonly embedding: readonly number[];
}

/** Texts that are read at once. */
const TOGETHER = 32;

/** Reads every text of sets, set after set. */
export async function readTexts(models: Models, sets: readonly TextSet[]): Promise<ReadText[]> {
  const most = readablePositions(models.config);
  const texts = sets.flatMap(({ prompt, texts: own }) => {
    const ids = models.encodePrompt(prompt);
    // A model reads texts of another in more tokens than that wrote, and may have no place for the last of them.
    const room = most - ids.length - 1;
    return own.map((text) => ({
      text,
      prompt: ids,
      tokens: [...models.tokenizer.encode(text).slice(0, room), models.config.eos],
    }));
  });
  const states = await lastStates(
    models.reference,
    texts.map(({ prompt, tokens }) => [...prompt, ...tokens]),
  );
  const { dim } = models.config;
  const table = await models.reference.readTensor('wte.weight');
  return texts.map((text, at) => {
    const embedding = Array.from({ length: dim }, () => 0);
    for (const token of text.tokens)
      for (let j = 0; j < dim; j++) embedding[j] += table[token * dim + j] / text.tokens.length;
    return { ...text, state: states[at], embedding };
  });
}

async function lastStates(
  weights: BaseWeights,
  sequences: readonly (readonly number[])[],
): Promise<number[][]> {
  const { gpu, layout } = weights;
  const { dim } = layout.config;
  const all: number[][] = [];
  const record = async (shape: ReturnType<typeof lastRowsShape>) => {
    const rec = new Recorder(gpu, `states/${shape.rows}`);
    const input = createLastRows(rec, shape, layout.config);
    const { hidden } = trunkForward(rec, weights, input.packed, { keep: false });
    const states = rec.scratch('states', [shape.batch, dim]);
    gatherRows(rec, { x: hidden, index: input.last, out: states, rows: shape.batch, dim });
    return { plan: await rec.finish(), input, states };
  };
  const plans = new Map<number, Awaited<ReturnType<typeof record>>>();
  for (let first = 0; first < sequences.length; first += TOGETHER) {
    const chunk = sequences.slice(first, first + TOGETHER);
    const shape = lastRowsShape(chunk, TOGETHER);
    const recorded = plans.get(shape.rows) ?? (await record(shape));
    plans.set(shape.rows, recorded);
    writeLastRows(gpu, recorded.input, chunk, layout.config);
    const [values] = await run(gpu, [recorded.plan], [recorded.states]);
    for (let at = 0; at < chunk.length; at++) all.push([...values.subarray(at * dim, (at + 1) * dim)]);
  }
  return all;
}
