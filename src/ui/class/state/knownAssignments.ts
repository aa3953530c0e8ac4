/** The assignments that were made or opened in this browser: what was handed in short is read by them. Knows the storage. */
import { readAssignment, writeAssignment, type Assignment } from '../../../preferences/class/assignment.ts';
import { readItem, writeItem } from './items.ts';

const KEY = 'nudge:assignments';
/** Kept; the one used longest ago goes first. */
const MOST = 6;

export class KnownAssignments {
  #storage: Storage;
  #all: readonly Assignment[];

  constructor(storage: Storage) {
    this.#storage = storage;
    const { list } = (readItem(storage, KEY) ?? {}) as { readonly list?: unknown };
    this.#all = (Array.isArray(list) ? list : []).flatMap((text) => readOrNone(text));
  }

  get all(): readonly Assignment[] {
    return this.#all;
  }

  add(assignment: Assignment): void {
    this.#all = [assignment, ...this.#all.filter(({ id }) => id !== assignment.id)].slice(0, MOST);
    writeItem(this.#storage, KEY, { version: 1, list: this.#all.map((one) => writeAssignment(one)) });
  }
}

function readOrNone(text: unknown): Assignment[] {
  try {
    return typeof text === 'string' ? [readAssignment(text)] : [];
  } catch {
    return [];
  }
}
