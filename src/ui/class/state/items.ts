/** JSON in the browser's storage, which may be blocked or full: what is kept there is a convenience, and nobody's only copy. */

/** What is stored under a name; null where nothing readable is. */
export function readItem(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null') as unknown;
  } catch {
    return null;
  }
}

/** @param value null removes it. @returns whether it is stored */
export function writeItem(storage: Storage, key: string, value: unknown): boolean {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
