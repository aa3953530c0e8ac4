/**
 * The index of weights split over several safetensors files: which tensor lies in which shard, checked against
 * what the shards' own headers say. Knows the index and the headers; knows no model and no storage.
 */
import * as v from 'valibot';
import { shown, unusableModel } from '../errors.ts';
import { parsePythonJson } from '../pythonJson.ts';
import { refusePointer } from '../bytes/gitLfs.ts';
import { findDuplicateKey } from './jsonKeys.ts';
import type { SafetensorsHeader } from './safetensorsRead.ts';

/** Name of the index in a model folder. */
export const INDEX_FILE = 'model.safetensors.index.json';

export interface WeightIndex {
  /** Shard of every tensor, by the tensor's name in the files. */
  readonly shardOf: ReadonlyMap<string, string>;
  /** Every shard once, in the order of their names. */
  readonly shards: readonly string[];
  /**
   * Bytes of all tensors together without headers; null when the index does not say. Loaders do not look at it, and
   * some tools write something else there (parameters, a tied head twice, 0): no more than a note.
   */
  readonly totalSize: number | null;
}

const schema = v.looseObject({
  metadata: v.nullish(
    v.looseObject({ total_size: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) }),
  ),
});

/**
 * Parses an index and checks what can be checked before any shard is read. Shards lie beside the index: a name
 * with a path in it is refused, so that an index cannot point out of its folder.
 * @throws CheckpointError of kind `model`.
 */
export function parseWeightIndex(bytes: Uint8Array): WeightIndex {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    json = parsePythonJson(text);
  } catch (cause) {
    refusePointer(INDEX_FILE, bytes);
    throw unusableModel(`${INDEX_FILE} is not JSON.`, cause);
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw unusableModel(`${INDEX_FILE} names ${shown(duplicate)} twice.`);
  const result = v.safeParse(schema, json);
  if (!result.success) throw unusableModel(`${INDEX_FILE} has a total_size that is not a number of bytes.`);
  // Not through valibot, which leaves out keys such as "constructor".
  const map = (json as { readonly weight_map?: unknown }).weight_map;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw unusableModel(`${INDEX_FILE} has no weight_map.`);
  }
  const shardOf = new Map<string, string>();
  for (const [tensor, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !isShardName(shard)) {
      throw unusableModel(
        `${INDEX_FILE} places ${shown(tensor)} in ${shown(shard)}, which is not the name of a .safetensors file beside it.`,
      );
    }
    shardOf.set(tensor, shard);
  }
  if (shardOf.size === 0) throw unusableModel(`${INDEX_FILE} has an empty weight_map.`);
  const shards = [...new Set(shardOf.values())].sort();
  return { shardOf, shards, totalSize: result.output.metadata?.total_size ?? null };
}

/** Compares the shards of one index with it, one after the other. */
export class ShardCheck {
  readonly #seenIn = new Map<string, string>();

  constructor(private readonly index: WeightIndex) {}

  /**
   * Checks one shard's header.
   * @throws CheckpointError when the shard has a tensor that the index places elsewhere or nowhere, or that an
   * earlier shard had, or lacks one that the index places in it.
   */
  add(shard: string, header: SafetensorsHeader): void {
    for (const name of header.tensors.keys()) {
      const earlier = this.#seenIn.get(name);
      if (earlier !== undefined) {
        throw unusableModel(`${earlier} and ${shard} both have the tensor ${shown(name)}.`);
      }
      const placed = this.index.shardOf.get(name);
      if (placed !== shard) {
        const where = placed === undefined ? 'does not name' : `places in ${placed}`;
        throw unusableModel(`${shard} has the tensor ${shown(name)}, which ${INDEX_FILE} ${where}.`);
      }
      this.#seenIn.set(name, shard);
    }
    for (const [name, placed] of this.index.shardOf) {
      if (placed === shard && !header.tensors.has(name)) {
        throw unusableModel(`${shard} has no tensor ${shown(name)}, which ${INDEX_FILE} places there.`);
      }
    }
  }
}

function isShardName(name: string): boolean {
  return /^[\w][\w.-]*\.safetensors$/.test(name);
}
