/**
 * Traces as JSON lines, a step each, and back again: what can be read is kept, every line that cannot is named. And the rankings in
 * them as the run's own, for its reward model. Pure.
 */
import * as v from 'valibot';
import { shortened } from '../../files/shortened.ts';
import { MAX_GROUP, type RankingEvent } from '../../preferences/event.ts';
import { linesOf } from '../../preferences/importRows.ts';
import { byLikelihood, type Step } from './steps.ts';
import { bestFirst, type Ranker, type StepTrace, type Trace } from './trace.ts';

const TYPE = 'nudge-chain-step';
/** A reader of the first version would take a judge that goes by likelihood for one that asks for answers. */
const VERSIONS = [1, 2] as const;

const versionOf = (step: Step): (typeof VERSIONS)[number] => (byLikelihood(step) ? 2 : 1);

export function traceLines(traces: readonly Trace[]): string {
  return traces
    .flatMap(({ id, inputs, steps }) =>
      steps.map(
        (done, place) =>
          `${JSON.stringify({ type: TYPE, version: versionOf(done.step), trace: id, place, inputs, ...done })}\n`,
      ),
    )
    .join('');
}

export interface RowProblem {
  readonly line: number;
  readonly reason: string;
}

const Whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const Finite = v.pipe(v.number(), v.finite());
const Text = v.pipe(v.string(), v.maxLength(20_000));

const StepRow: v.GenericSchema<unknown, Step> = v.variant('kind', [
  v.object({ kind: v.literal('write'), name: Text, prompt: Text, candidates: Whole, temperature: Finite }),
  v.object({
    kind: v.literal('judge'),
    name: Text,
    prompt: Text,
    of: v.array(Text),
    criterion: v.optional(v.literal('likelihood')),
    answers: v.pipe(v.array(Text), v.minLength(1, 'a judge has no answer')),
    keep: Whole,
  }),
]);

const Row = v.pipe(
  v.object({
    type: v.literal(TYPE),
    version: v.picklist(VERSIONS),
    trace: v.pipe(v.string(), v.nonEmpty('a trace has no name'), v.maxLength(200)),
    place: Whole,
    inputs: v.record(v.string(), Text),
    step: StepRow,
    prompt: Text,
    templated: v.boolean(),
    read: v.nullable(Text),
    candidates: v.array(v.object({ text: Text, times: v.pipe(Whole, v.minValue(1)), score: Finite })),
    tiers: v.nullable(v.array(v.array(Whole))),
    by: v.nullable(
      v.pipe(
        v.string(),
        v.regex(/^(?:person|simulated:.+)$/s, 'neither a person nor a simulated one'),
        v.transform((by) => by as Ranker),
      ),
    ),
  }),
  v.check(
    ({ tiers, candidates }) => !tiers || isOrderOf(tiers, candidates.length),
    'its ranks are not those of its candidates',
  ),
);

/** Whether each of so many places stands in it just once. */
function isOrderOf(tiers: readonly (readonly number[])[], count: number): boolean {
  const places = tiers.flat();
  return places.length === count && new Set(places).size === count && places.every((place) => place < count);
}

const LONGEST_REASON = 160;

/** The traces of a file. A trace goes as far as its steps follow each other. */
export function readTraces(text: string): {
  readonly traces: readonly Trace[];
  readonly problems: readonly RowProblem[];
} {
  const rows = new Map<string, Map<number, v.InferOutput<typeof Row>>>();
  const problems: RowProblem[] = [];
  const lines = linesOf(text);
  for (const { content, line } of lines) {
    const row = rowOf(content);
    if (typeof row === 'string') problems.push({ line, reason: row });
    else rows.set(row.trace, (rows.get(row.trace) ?? new Map()).set(row.place, row));
  }
  if (lines.length === 0) problems.push({ line: 1, reason: 'the file is empty' });
  const traces = Array.from(rows, ([id, places]) => {
    const steps: StepTrace[] = [];
    for (let row = places.get(0); row; row = places.get(steps.length)) {
      const { type: _, version: __, trace: ___, place: ____, inputs: _____, ...done } = row;
      steps.push(done);
    }
    return { id, inputs: [...places.values()][0].inputs, steps };
  });
  return { traces: traces.filter(({ steps }) => steps.length > 0), problems };
}

function rowOf(content: string): v.InferOutput<typeof Row> | string {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return 'it is not JSON';
  }
  const parsed = v.safeParse(Row, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return shortened(`${v.getDotPath(issue) ?? 'the line'}: ${issue.message}`, LONGEST_REASON);
}

/** Rankings of what writing steps wrote, as a person gives them to a run; of more than a ranking may have, the best. */
export function rankingsOf(traces: readonly Trace[], at: number): readonly RankingEvent[] {
  return traces.flatMap(({ id, steps }) =>
    steps.flatMap((done, place): RankingEvent[] => {
      const { step, prompt, templated, candidates, tiers, by } = done;
      // What a chat template wrote is of use only with what it was made of, which a trace does not keep.
      if (step.kind !== 'write' || templated || by !== 'person' || !tiers || tiers.length < 2) return [];
      const kept = bestFirst(done).slice(0, MAX_GROUP);
      const answers = kept.map((index) => ({
        text: candidates[index].text,
        tokens: [],
        finished: true,
        iteration: 0,
      }));
      const within = tiers
        .map((tier) => tier.map((index) => kept.indexOf(index)).filter((index) => index >= 0))
        .filter(({ length }) => length > 0);
      return [
        {
          type: 'ranking',
          id: `chain-${id}-${place}`,
          at,
          prompt,
          answers,
          tiers: within,
          rater: 'person',
          leadTime: 0,
        },
      ];
    }),
  );
}
