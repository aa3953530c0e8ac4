/**
 * Which model to open, and where its files are: what a page asks for, and workers find. Knows kinds of places; opens none.
 * Pure.
 */
import type { RemoteAddress } from './address.ts';

/** The models that come with the page, by the names of their folders. */
export const EMBEDDED_MODELS = ['blurbs-tiny', 'blurbs-small', 'excuses-tiny', 'stories260k'] as const;
export type EmbeddedModel = (typeof EMBEDDED_MODELS)[number];

/**
 * Whether it was trained here, on prompts that end in a line break. Another that comes with the page is read as a model of
 * one's own is, with every end of an answer that its files list.
 */
export function isOurs(name: EmbeddedModel | 'auto'): boolean {
  return name !== 'stories260k';
}

/** Which model to open. */
export type ModelChoice =
  /** `auto`: blurbs-small on a real GPU, blurbs-tiny on a software adapter. */
  | { readonly kind: 'embedded'; readonly name: EmbeddedModel | 'auto' }
  /** One that the checkpoint worker has stored, by its id. */
  | { readonly kind: 'stored'; readonly id: string }
  /** A folder's files, read where they lie and not stored. */
  | { readonly kind: 'files'; readonly files: readonly File[]; readonly label: string }
  /** Read over the network into the GPU and not stored. */
  | { readonly kind: 'remote'; readonly address: RemoteAddress }
  | AdapterChoice;

/** An adapter's files (PEFT), merged into the weights of its base while that is opened. */
export interface AdapterChoice {
  readonly kind: 'adapter';
  readonly files: readonly File[];
  readonly label: string;
  readonly base: ModelChoice;
}

/** The model that adapters stand on in the end: it has the tokenizer and the prompts. Others are their own. */
export function rootOf(model: ModelChoice): Exclude<ModelChoice, AdapterChoice> {
  return model.kind === 'adapter' ? rootOf(model.base) : model;
}
