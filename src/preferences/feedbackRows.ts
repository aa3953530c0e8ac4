/**
 * Pairs and single labels, as trainers elsewhere read them (TRL's column names), back into judgements.
 *
 * Knows: that the pairs of a whole ranking give back its order, and that a praised and a blamed answer to one prompt
 * are an order too. What such files do not hold (token ids, times, who wrote it) is left empty: a model reads texts
 * in its own ids. Must not know: lines or files.
 */
import * as v from 'valibot';
import { shortened } from '../files/shortened.ts';
import { asShown, MAX_GROUP, type Answer, type PreferenceEvent } from './event.ts';
import { activeJudgements } from './log.ts';
import { LONGEST_REASON } from './row.ts';
import { unpairedRows } from './exportRows.ts';

/** A text, or a conversation of which the last message is one. */
const Said = v.union([
  v.string(),
  v.pipe(
    v.array(v.object({ role: v.string(), content: v.string() })),
    v.nonEmpty(),
    v.transform((messages) => messages[messages.length - 1].content),
  ),
]);
/** A prompt of several messages cannot be told as one text. */
const Asked = v.union(
  [
    v.string(),
    v.pipe(
      v.tuple([v.object({ role: v.literal('user'), content: v.string() })]),
      v.transform(([message]) => message.content),
    ),
  ],
  'a text or one message of a user',
);
const Group = v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String)));

const Pair = v.object({ prompt: Asked, chosen: Said, rejected: Said, group_id: Group });
const Label = v.object({ prompt: Asked, completion: Said, label: v.boolean(), group_id: Group });

export type FeedbackRow =
  | ({ readonly kind: 'pair' } & v.InferOutput<typeof Pair>)
  | ({ readonly kind: 'label' } & v.InferOutput<typeof Label>);

/** The row that JSON is, or why it is none; null when it looks like none at all. */
export function feedbackRow(json: unknown): FeedbackRow | string | null {
  if (typeof json !== 'object' || json === null) return null;
  if ('chosen' in json && 'rejected' in json) return checked(Pair, 'pair', json);
  if ('completion' in json && 'label' in json) return checked(Label, 'label', json);
  return null;
}

function checked<Kind extends FeedbackRow['kind']>(
  schema: Kind extends 'pair' ? typeof Pair : typeof Label,
  kind: Kind,
  json: object,
): FeedbackRow | string {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return { ...parsed.output, kind } as FeedbackRow;
  const [issue] = parsed.issues;
  return shortened(`${v.getDotPath(issue)}: ${issue.message}`, LONGEST_REASON);
}

/** The judgements in a file of feedback, and how many the log had already. */
export interface Feedback {
  readonly added: readonly PreferenceEvent[];
  readonly known: number;
}

/**
 * Judgements out of rows. A group of the log's own is known by its id, and what has no id by what it says: reading a
 * file twice adds nothing the second time.
 * @param now milliseconds since the epoch: such files tell no time
 */
export function judgementsOf(
  rows: readonly FeedbackRow[],
  log: readonly PreferenceEvent[],
  now: number,
): Feedback {
  const ids = new Set(log.map(({ id }) => id));
  const said = new Set(unpairedRows(activeJudgements(log)).map(labelKey));
  const added: PreferenceEvent[] = [];
  let known = 0;
  for (const group of grouped(rows)) {
    const labels = group.rows.filter((row) => row.kind === 'label');
    const drafts =
      labels.length > 0
        ? draftsOfLabels(labels)
        : draftsOfPairs(group.rows.filter((row) => row.kind === 'pair'));
    const isKnown =
      (group.id !== null && ids.has(group.id)) ||
      (labels.length > 0 && labels.every((row) => said.has(labelKey(row))));
    if (isKnown) known += drafts.length;
    else {
      for (const [part, draft] of drafts.entries()) {
        const name = group.id ?? `feedback-${hash(JSON.stringify(draft))}`;
        const id = part === 0 ? name : `${name}-${part}`;
        if (ids.has(id)) {
          known += 1;
          continue;
        }
        ids.add(id);
        added.push(eventOf(draft, id, now));
      }
    }
  }
  return { added, known };
}

/** Texts in tiers, best first; without an order, texts of which none is usable. */
interface Draft {
  readonly prompt: string;
  readonly tiers: readonly (readonly string[])[];
  readonly usable: boolean;
}

interface Group {
  readonly id: string | null;
  readonly rows: FeedbackRow[];
}

/** Rows that belong together: of one group, or labels of one prompt; a pair without a group stands alone. */
function grouped(rows: readonly FeedbackRow[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const [index, row] of rows.entries()) {
    // One of no name is none.
    const id = row.group_id || null;
    const key = id !== null ? `g ${id}` : row.kind === 'label' ? `p ${row.prompt}` : `r ${index}`;
    const group = groups.get(key) ?? { id, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return groups.values();
}

type PairRow = Extract<FeedbackRow, { kind: 'pair' }>;
type LabelRow = Extract<FeedbackRow, { kind: 'label' }>;

/** One ranking where the pairs are all that its order has; otherwise each pair is one. */
function draftsOfPairs(rows: readonly PairRow[]): Draft[] {
  const [{ prompt }] = rows;
  const texts = [...new Set(rows.flatMap(({ chosen, rejected }) => [chosen, rejected]))];
  const pairs = new Set(rows.map(({ chosen, rejected }) => JSON.stringify([chosen, rejected])));
  // Of an order with ties, an answer's tier is known by how many are better than it.
  const better = new Map(texts.map((text) => [text, 0]));
  for (const pair of pairs) {
    const [, rejected] = JSON.parse(pair) as [string, string];
    better.set(rejected, better.get(rejected)! + 1);
  }
  const places = [...new Set(better.values())].toSorted((a, b) => a - b);
  const tiers = places.map((place) => texts.filter((text) => better.get(text) === place));
  const whole = tiers.every((tier, index) =>
    tiers
      .slice(index + 1)
      .flat()
      .every((worse) => tier.every((text) => pairs.has(JSON.stringify([text, worse])))),
  );
  const count = tiers.reduce((sum, tier) => sum + tier.length * (texts.length - tier.length), 0) / 2;
  const samePrompt = rows.every((row) => row.prompt === prompt);
  if (samePrompt && whole && count === pairs.size && texts.length <= MAX_GROUP) {
    return [{ prompt, tiers, usable: true }];
  }
  return rows.map((row) => ({ prompt: row.prompt, tiers: [[row.chosen], [row.rejected]], usable: true }));
}

/** Praise above blame, in sets that a ranking has room for; blame alone is of answers that nobody can use. */
function draftsOfLabels(rows: readonly LabelRow[]): Draft[] {
  const [{ prompt }] = rows;
  const of = (label: boolean) => [
    ...new Set(rows.filter((row) => row.label === label).map(({ completion }) => completion)),
  ];
  const [good, bad] = [of(true), of(false)];
  if (good.length === 0)
    return parts(bad, MAX_GROUP).map((texts) => ({ prompt, tiers: [texts], usable: false }));
  if (bad.length === 0) return [];
  const [upper, lower] = [parts(good, MAX_GROUP / 2), parts(bad, MAX_GROUP / 2)];
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, part) => ({
    prompt,
    tiers: [upper[part] ?? upper[0], lower[part] ?? lower[0]],
    usable: true,
  }));
}

function parts<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function eventOf({ prompt, tiers, usable }: Draft, id: string, at: number): PreferenceEvent {
  const answers = tiers
    .flat()
    .map((text): Answer => ({ ...asShown(text), tokens: [], finished: true, iteration: 0 }));
  const judgement = { id, at, prompt, answers, rater: 'person' as const, leadTime: 0 };
  if (!usable) return { ...judgement, type: 'unusable' };
  let next = 0;
  return { ...judgement, type: 'ranking', tiers: tiers.map((tier) => tier.map(() => next++)) };
}

function labelKey({
  prompt,
  completion,
  label,
}: {
  prompt: string;
  completion: string;
  label: boolean;
}): string {
  return JSON.stringify([prompt, completion, label]);
}

/** 53 bits of a text (cyrb53): names that are the same on every visit. */
function hash(text: string): string {
  let [h1, h2] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36);
}
