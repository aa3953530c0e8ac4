/**
 * Which model the page asks for: its name in the address, whether two are the same, what to call it. Knows the
 * protocol's addresses; knows no store and no window.
 */
import { adaptedLabel, addressId, type StoredModel } from '../../../files/store/storedModel.ts';
import { addressLabel, type RemoteAddress } from '../../../files/hub/address.ts';
import { EMBEDDED_MODELS, rootOf } from '../../../files/hub/modelChoice.ts';
import type { EmbeddedModel, ModelChoice } from '../../../workers/protocol.ts';

export type EmbeddedChoice = EmbeddedModel | 'auto';

export const EMBEDDED: readonly EmbeddedChoice[] = ['auto', ...EMBEDDED_MODELS];

/** Those that do not write blurbs from facts: of them the page speaks as of a model of one's own. */
const OTHER_TASKS: readonly EmbeddedChoice[] = ['excuses-tiny', 'stories260k'];

/**
 * Whether a model writes blurbs from facts, as the page's words and some tastes take for granted.
 * @param choice by which it was opened: an adapter's model is named by itself
 */
export function writesBlurbs(model: string, choice: ModelChoice | null = null): boolean {
  const root = choice?.kind === 'adapter' ? rootOf(choice) : null;
  const name = root?.kind === 'embedded' ? root.name : EMBEDDED.find((known) => known === model);
  return name !== undefined && !OTHER_TASKS.includes(name);
}

export const AUTOMATIC: ModelChoice = { kind: 'embedded', name: 'auto' };

const STORED = 'stored:';

/** One text for each model, the same for the same: names prompts and tells choices apart. */
export function choiceKey(choice: ModelChoice): string {
  switch (choice.kind) {
    case 'embedded':
      return choice.name;
    case 'stored':
      return choice.id;
    case 'remote':
      return addressId(choice.address);
    case 'files':
      return filesKey(choice);
    case 'adapter':
      return `${choiceKey(choice.base)} + ${filesKey(choice)}`;
  }
}

function filesKey({ label, files }: Extract<ModelChoice, { readonly files: readonly File[] }>): string {
  return `files:${label}:${files.map(({ name, size }) => `${name} ${size}`).join()}`;
}

export function sameChoice(one: ModelChoice, other: ModelChoice): boolean {
  return one.kind === other.kind && choiceKey(one) === choiceKey(other);
}

/** What to call it, or null for a stored model that is not in the list. */
export function choiceLabel(choice: ModelChoice, stored: readonly StoredModel[]): string | null {
  switch (choice.kind) {
    case 'embedded':
      return choice.name;
    case 'stored':
      return stored.find(({ id }) => id === choice.id)?.label ?? null;
    case 'remote':
      return addressLabel(choice.address);
    case 'files':
      return choice.label;
    case 'adapter': {
      const base = choiceLabel(choice.base, stored);
      return base === null ? null : adaptedLabel(base, choice.label);
    }
  }
}

/** The model's name in the address, '' for the default and for files, which no address can hold. */
export function choiceToText(choice: ModelChoice): string {
  switch (choice.kind) {
    case 'embedded':
      return choice.name === 'auto' ? '' : choice.name;
    case 'stored':
      return STORED + choice.id;
    case 'remote':
      return addressToText(choice.address);
    case 'files':
    case 'adapter':
      return '';
  }
}

/** Reads what {@link choiceToText} wrote; null for what is no model's name. */
export function choiceFromText(text: string): ModelChoice | null {
  const embedded = EMBEDDED.find((name) => name === text);
  if (embedded) return { kind: 'embedded', name: embedded };
  const id = text.startsWith(STORED) ? text.slice(STORED.length) : '';
  if (/^[\w.-]+$/.test(id)) return { kind: 'stored', id };
  if (/^https?:/i.test(text)) {
    return URL.canParse(text) ? { kind: 'remote', address: { kind: 'url', url: new URL(text).href } } : null;
  }
  // As addressToText writes it; what people paste elsewhere is address.ts's, which is loaded with the dialog.
  const named = /^(\w[\w.-]*\/\w[\w.-]*)(?:@(\w[\w./+-]*))?$/.exec(text);
  if (!named || text.includes('..')) return null;
  const [, name, revision] = named as unknown as readonly [string, string, string | undefined];
  return { kind: 'remote', address: { kind: 'hub', id: name, ...(revision && { revision }) } };
}

/** An address as people type it: `owner/name`, `owner/name@revision`, or a web address. */
export function addressToText(address: RemoteAddress): string {
  if (address.kind === 'url') return address.url;
  return address.id + (address.revision ? `@${address.revision}` : '');
}
