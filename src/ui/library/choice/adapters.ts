/**
 * Which of the models at hand an adapter was trained on. Knows names; knows no weights (the worker compares those).
 */
import { adaptedLabel, type StoredModel } from '../../../files/store/storedModel.ts';
import { addressLabel, baseOf, type BaseModel } from '../../../files/hub/address.ts';
import type { AdapterBase } from '../../../files/folder/adapterFolder.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import type { DroppedModel } from './dropped.ts';

/** An adapter that was dropped or chosen, and what it says that it was trained on. */
export interface OfferedAdapter extends DroppedModel, AdapterBase {}

/** How exports name a model as the base of another; null for one that is not in the list. */
export function baseOfChoice(choice: ModelChoice, stored: readonly StoredModel[]): BaseModel | null {
  switch (choice.kind) {
    case 'embedded':
      return { id: choice.name };
    case 'stored': {
      const model = stored.find(({ id }) => id === choice.id);
      return model ? baseOf(model.source, model.label) : null;
    }
    case 'remote':
      return baseOf(choice.address, addressLabel(choice.address));
    case 'files':
      return { id: choice.label };
    case 'adapter': {
      const below = baseOfChoice(choice.base, stored);
      return below && { id: adaptedLabel(below.id, choice.label) };
    }
  }
}

/**
 * The models that an adapter names as its base, the surest first: by id and revision, then folders by their name, which is
 * all that a path on somebody's disk tells.
 */
export function basesOf(
  { base, revision }: AdapterBase,
  candidates: readonly ModelChoice[],
  stored: readonly StoredModel[],
): readonly ModelChoice[] {
  if (base === null) return [];
  const known = candidates.map((choice) => ({ choice, named: baseOfChoice(choice, stored) }));
  const same = known.filter(
    ({ named }) => named?.id === base && (named.revision ?? 'main') === (revision ?? 'main'),
  );
  const alike = known.filter(
    ({ choice, named }) =>
      named !== null &&
      (isPath(base) || (choice.kind !== 'embedded' && isFolder(named.id))) &&
      lastName(named.id) === lastName(base),
  );
  return [...new Set([...same, ...alike].map(({ choice }) => choice))];
}

/** Neither `owner/name` nor a name alone. */
function isPath(id: string): boolean {
  return /^[./~]|\\|^\w:|\/.*\//.test(id);
}

/** A name without an owner: a folder's, as it lay on somebody's disk. */
function isFolder(id: string): boolean {
  return !/[/\\]/.test(id);
}

function lastName(id: string): string {
  return id.split(/[/\\]/).findLast((part) => part !== '') ?? '';
}
