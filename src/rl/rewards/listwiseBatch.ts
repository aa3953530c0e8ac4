/**
 * Turns rankings into what the listwise kernel takes: token sequences, and which of them stand in which tier.
 *
 * Knows: the array layout of the kernel (up to 8 members a group, 0xffffffff for none, tier 0 best) and the
 * order in which rankings are visited. Must not know: the reward model, or what an answer says.
 */
import { ABSENT, GROUP_MEMBERS } from '../../gpu/kernels/listwise/scoredGroups.ts';
import { MAX_GROUP, type RankingEvent } from '../../preferences/event.ts';
import type { Stream } from '../random.ts';

export { ABSENT };

/** One ranking as the reward model sees it. Answers that were not ranked are left out. */
export interface ListwiseExample {
  readonly id: string;
  /** Tokens of prompt and answer, one sequence per ranked answer. */
  readonly sequences: readonly (readonly number[])[];
  /** Where the answer begins in every sequence. */
  readonly promptLength: number;
  /** Tier of each sequence, 0 best. */
  readonly tiers: readonly number[];
  /** How much it counts, up to 1, which it is when left out. */
  readonly weight?: number;
}

/** A minibatch in the kernel's layout; row `g * width + m` holds member m of group g. */
export interface ListwiseBatch {
  readonly groups: number;
  readonly width: number;
  /** `groups * width` sequences; an empty one where a group has no such member. */
  readonly sequences: readonly (readonly number[])[];
  /** [groups, 8] rows, or {@link ABSENT}. */
  readonly members: Uint32Array<ArrayBuffer>;
  /** [groups, 8] tiers, 0 best. */
  readonly tiers: Uint32Array<ArrayBuffer>;
  /** [groups]: what it counts / number of real groups, so that the total is a mean; 0 for groups that only fill the shape. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/**
 * @param encode token ids of a prompt, without an end token; told whether a chat template wrote it
 * @throws {RangeError} when more than 8 answers are ranked
 */
export function listwiseExample(
  ranking: Pick<RankingEvent, 'id' | 'prompt' | 'chat' | 'answers' | 'tiers' | 'implicit'>,
  encode: (prompt: string, templated: boolean) => readonly number[],
): ListwiseExample {
  const ranked = ranking.tiers.flatMap((tier, rank) => tier.map((index) => ({ index, rank })));
  if (ranked.length > MAX_GROUP) {
    throw new RangeError(`A ranking of ${ranked.length} answers; the reward model takes ${MAX_GROUP}.`);
  }
  ranked.sort((a, b) => a.index - b.index);
  const prompt = encode(ranking.prompt, ranking.chat !== undefined);
  return {
    id: ranking.id,
    sequences: ranked.map(({ index }) => [...prompt, ...ranking.answers[index].tokens]),
    promptLength: prompt.length,
    tiers: ranked.map(({ rank }) => rank),
    ...(ranking.implicit !== undefined && { weight: ranking.implicit }),
  };
}

/**
 * Packs examples. A recorded plan has one shape, so fewer examples than `groups` are filled up with groups of
 * weight 0, and fewer answers than `width` with absent members.
 *
 * @param width rows reserved per group, at most 8; by default the widest example
 * @throws {RangeError} when the examples do not fit
 */
export function listwiseBatch(
  examples: readonly Pick<ListwiseExample, 'sequences' | 'tiers' | 'weight'>[],
  groups = examples.length,
  width = Math.max(0, ...examples.map((example) => example.sequences.length)),
): ListwiseBatch {
  if (examples.length > groups) throw new RangeError(`${examples.length} rankings in ${groups} groups.`);
  if (width > GROUP_MEMBERS) throw new RangeError(`A width of ${width}; the kernel takes ${GROUP_MEMBERS}.`);
  const sequences = Array.from({ length: groups * width }, (): readonly number[] => []);
  const members = new Uint32Array(groups * GROUP_MEMBERS).fill(ABSENT);
  const tiers = new Uint32Array(groups * GROUP_MEMBERS);
  const weights = new Float32Array(groups);
  for (const [group, example] of examples.entries()) {
    if (example.sequences.length > width) {
      throw new RangeError(`A ranking of ${example.sequences.length} answers in ${width} rows.`);
    }
    weights[group] = (example.weight ?? 1) / examples.length;
    for (const [member, sequence] of example.sequences.entries()) {
      sequences[group * width + member] = sequence;
      members[group * GROUP_MEMBERS + member] = group * width + member;
      tiers[group * GROUP_MEMBERS + member] = example.tiers[member];
    }
  }
  return { groups, width, sequences, members, tiers, weights };
}

/**
 * Cuts a batch into parts of `size` groups, the last filled up with groups of weight 0. Weights are those of the whole,
 * so that the gradients of the parts add up to its gradient; a part without weight is left out.
 */
export function listwiseParts(batch: ListwiseBatch, size: number): ListwiseBatch[] {
  const { groups, width } = batch;
  const parts = Array.from({ length: Math.ceil(groups / size) }, (_, part): ListwiseBatch => {
    const first = part * size;
    const count = Math.min(size, groups - first);
    const rows = first * width;
    const sequences = Array.from({ length: size * width }, (__, i): readonly number[] =>
      i < count * width ? batch.sequences[rows + i] : [],
    );
    const members = new Uint32Array(size * GROUP_MEMBERS).fill(ABSENT);
    for (let i = 0; i < count * GROUP_MEMBERS; i++) {
      const row = batch.members[first * GROUP_MEMBERS + i];
      if (row !== ABSENT) members[i] = row - rows;
    }
    const tiers = new Uint32Array(size * GROUP_MEMBERS);
    tiers.set(batch.tiers.subarray(first * GROUP_MEMBERS, (first + count) * MAX_GROUP));
    const weights = new Float32Array(size);
    weights.set(batch.weights.subarray(first, first + count));
    return { groups: size, width, sequences, members, tiers, weights };
  });
  return parts.filter(({ weights }) => weights.some((weight) => weight > 0));
}

/**
 * One pass over all examples in random order, `size` at a time; the last minibatch may be smaller.
 * @throws {RangeError} unless the size is a positive whole number
 */
export function minibatches<T>(examples: readonly T[], size: number, stream: Stream): T[][] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A minibatch of ${size} rankings.`);
  const order = stream.permutation(examples.length).map((index) => examples[index]);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, batch) =>
    order.slice(batch * size, (batch + 1) * size),
  );
}
