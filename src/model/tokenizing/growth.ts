/**
 * Whether a tokenizer's steps can make a text too long to go on with: each may be harmless, and thirty of them that
 * double one letter are not. Counted before a text is read. Knows tokenizer.json's steps; runs none.
 */

/** Times that a text may grow on its way through the steps; of the largest seen, 3. */
const MOST_GROWTH = 64;
/** Characters that one step may write of itself. */
const LONGEST_CONTENT = 1_000;
/** Steps of one kind, those of sequences in sequences among them. */
const MOST_STEPS = 64;

interface Step {
  readonly type?: unknown;
  readonly [field: string]: unknown;
}

const PARTS = ['normalizer', 'pre_tokenizer', 'decoder'] as const;

/**
 * @param tokenizerJson parsed tokenizer.json.
 * @throws Error, in words that end a sentence, naming the part that goes too far.
 */
export function refuseGrowth(
  tokenizerJson: Readonly<Partial<Record<(typeof PARTS)[number], unknown>>>,
): void {
  for (const part of PARTS) {
    const steps = flat(tokenizerJson[part]);
    if (steps.length > MOST_STEPS)
      throw new Error(`its ${part} has ${steps.length} steps, and at most ${MOST_STEPS} are taken`);
    const growth = steps.reduce((product, step) => product * growthOf(step), 1);
    if (
      growth > MOST_GROWTH ||
      steps.some(({ content, prepend }) => lengthOf(content) + lengthOf(prepend) > LONGEST_CONTENT)
    ) {
      throw new Error(`its ${part} can make a text more than ${MOST_GROWTH} times as long`);
    }
  }
}

function flat(json: unknown): readonly Step[] {
  const steps: Step[] = [];
  const waiting: unknown[] = [json];
  while (waiting.length > 0) {
    const step = waiting.pop() as Step | null | undefined;
    if (typeof step !== 'object' || step === null) continue;
    const inner = [step.normalizers, step.pretokenizers, step.decoders].find(Array.isArray);
    if (step.type === 'Sequence' && inner) waiting.push(...(inner as unknown[]));
    else steps.push(step);
  }
  return steps;
}

/** How many times longer a step makes a text at most. */
function growthOf({ type, pattern, content, replacement }: Step): number {
  if (type === 'Metaspace') return Math.max(1, lengthOf(replacement));
  if (type !== 'Replace') return 1;
  const { String: literal, Regex: source } = (pattern ?? {}) as Readonly<Record<string, unknown>>;
  const written = lengthOf(content);
  if (typeof literal === 'string' && literal !== '') return Math.max(1, written / literal.length);
  return Math.max(1, written + (typeof source === 'string' && takesSomething(source) ? 0 : 1));
}

/** Whether a pattern surely matches no empty text, of which there is one between any two characters. */
function takesSomething(source: string): boolean {
  if (/\(\?(?!:)|\\[bBAzZG]|[$^]/.test(source)) return false;
  try {
    return !new RegExp(source, 'u').test('');
  } catch {
    return false;
  }
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}
