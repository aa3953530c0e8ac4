/**
 * Sorts the tensors of weights files into the places of a model: names without their family's prefix, shapes as
 * config.json makes them, each exactly once. Knows names and shapes; knows no file access.
 */
import { firstNonFinite } from '../safetensors/dtype.ts';
import { shown, unusableModel } from '../errors.ts';
import { familyFiles, modelShapes, type FamilyFiles, type ModelConfig } from '../config/modelConfig.ts';
import type { TensorEntry } from '../safetensors/safetensorsRead.ts';

/** Which tensor of a model each stored tensor is. Fed with every header of a model, in any order. */
export class TensorPlaces {
  readonly #files: FamilyFiles;
  readonly #expected: ReadonlyMap<string, readonly number[]>;
  readonly #optional: ReadonlyMap<string, readonly number[]>;
  readonly #placed = new Set<string>();

  constructor(config: ModelConfig) {
    this.#files = familyFiles(config);
    this.#expected = modelShapes(config);
    this.#optional = new Map<string, readonly number[]>([
      ['score.weight', [1, config.dim]],
      ['lm_head.weight', [config.vocab, config.dim]],
    ]);
  }

  /**
   * The engine's name for a stored tensor, or null for a stored constant that is no parameter.
   * @param file how to call the file in messages.
   * @throws CheckpointError for an unknown, repeated or wrongly shaped tensor.
   */
  place(entry: Pick<TensorEntry, 'name' | 'shape'>, file: string): string | null {
    const { name: stored, shape } = entry;
    const name = this.engineName(stored);
    if (name === null) return null;
    const wanted = this.#shapeOf(name);
    if (!wanted) {
      throw unusableModel(`${file} has the tensor ${shown(stored)}, which this model has no place for.`);
    }
    if (this.#placed.has(name)) {
      throw unusableModel(`${file} has ${shown(name)} twice, with and without its prefix.`);
    }
    if (shape.length !== wanted.length || shape.some((extent, axis) => extent !== wanted[axis])) {
      throw unusableModel(
        `${file} has ${shown(stored)} as ${shown(shape)}; config.json makes it ${shown(wanted)}.`,
      );
    }
    this.#placed.add(name);
    return name;
  }

  /**
   * Checks a list of stored names before any file is read.
   * @throws CheckpointError for a name without a place, and for a place without a name.
   */
  checkNames(names: Iterable<string>, file: string): void {
    const listed = new Set<string>();
    for (const stored of names) {
      const name = this.engineName(stored);
      if (name === null) continue;
      if (!this.#shapeOf(name)) {
        throw unusableModel(`${file} names the tensor ${shown(stored)}, which this model has no place for.`);
      }
      listed.add(name);
    }
    this.#checkComplete(listed, file);
  }

  /** @throws CheckpointError when a tensor of the model was in none of the files. */
  finish(file: string): void {
    this.#checkComplete(this.#placed, file);
  }

  /** A stored name without its prefix; null for a stored constant. */
  engineName(stored: string): string | null {
    const { prefix, ignored } = this.#files;
    const name = stored.startsWith(prefix) ? stored.slice(prefix.length) : stored;
    return ignored.test(name) ? null : name;
  }

  #shapeOf(name: string): readonly number[] | undefined {
    return this.#expected.get(name) ?? this.#optional.get(name);
  }

  #checkComplete(names: ReadonlySet<string>, file: string): void {
    for (const name of this.#expected.keys()) {
      if (!names.has(name)) throw unusableModel(`${file} has no tensor "${name}".`);
    }
  }
}

/**
 * Refuses NaN and infinity.
 * @param start index of the first of `values` in its tensor.
 * @throws CheckpointError naming the tensor and the element.
 */
export function checkFinite(stored: string, values: Float32Array, start = 0): void {
  const at = firstNonFinite(values);
  if (at >= 0) {
    throw unusableModel(
      `${shown(stored)} holds ${values[at]} at element ${start + at}: the weights are broken.`,
    );
  }
}
