/**
 * Whether a language head that is stored beside the embedding it is tied to is the same numbers. Loaded with the first model
 * that stores one. Knows names; knows no file.
 */
import { Sha256 } from '../bytes/sha256.ts';
import { unusableModel } from '../errors.ts';
import { HEAD } from './weightFiles.ts';

/** Whether a tied head and its embedding are the same numbers, without holding either. */
export class TieCheck {
  readonly #hashes: ReadonlyMap<string, Sha256>;

  constructor(private readonly embedding: string) {
    this.#hashes = new Map([embedding, HEAD].map((name) => [name, new Sha256()]));
  }

  add(name: string, { buffer, byteOffset, byteLength }: Float32Array): void {
    this.#hashes.get(name)?.update(new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** @throws CheckpointError where they differ */
  finish(): void {
    const head = this.#hashes.get(HEAD);
    if (head?.length && head.hex() !== this.#hashes.get(this.embedding)?.hex()) {
      throw unusableModel(
        `"${HEAD}" differs from "${this.embedding}", to which config.json ties it (tie_word_embeddings).`,
      );
    }
  }
}
