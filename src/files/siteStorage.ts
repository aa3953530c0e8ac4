/**
 * Whatever a browser keeps for a site, asked for in one place: where site data is blocked, each of these throws, is
 * missing, or rejects. Knows browsers; knows nothing of what is kept.
 */

/**
 * The root of the origin private file system.
 * @throws DOMException where the browser gives none: blocked site data, some private windows, pages without https
 */
export async function privateRoot(): Promise<FileSystemDirectoryHandle> {
  const storage = managerOf();
  if (!storage?.getDirectory)
    throw new DOMException('This page has no private file system.', 'SecurityError');
  return storage.getDirectory();
}

/** Bytes used and allowed; what the browser does not tell is 0 and infinite. */
export async function roomInBrowser(): Promise<{ readonly usage: number; readonly quota: number }> {
  const { usage = 0, quota = Infinity } = (await managerOf()?.estimate?.()) ?? {};
  return { usage, quota };
}

/** Whether the browser has promised not to clear this site's data when the disk fills. Never rejects. */
export function isPersisted(): Promise<boolean> {
  return orFalse(async () => managerOf()?.persisted?.());
}

/** Asks for that promise; workers may not. Never rejects. */
export function askToPersist(): Promise<boolean> {
  return orFalse(async () => managerOf()?.persist?.());
}

/** A cache of responses by its name; null where there are none. Never rejects. */
export async function openCache(name: string): Promise<Cache | null> {
  try {
    return await caches.open(name);
  } catch {
    return null;
  }
}

/** Runs `task` under a lock that all tabs share; where the browser has no locks, there are no tabs to share with. */
export function withLock<Result>(
  name: string,
  options: LockOptions,
  task: () => Promise<Result>,
): Promise<Result> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request(name, options, task) : task();
}

/** Whether the browser's settings block site data altogether: of databases it says then that something is unknown. */
export function isSiteDataBlocked(): boolean {
  try {
    void globalThis.localStorage;
    return false;
  } catch {
    return true;
  }
}

/** The site's small items, or a stand-in that forgets them with the page. Reading and writing them may throw still. */
export function localItems(): Storage {
  try {
    return globalThis.localStorage ?? forgetfulItems();
  } catch {
    return forgetfulItems();
  }
}

function forgetfulItems(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  };
}

/** Typed as always there; pages without https disagree. */
function managerOf(): Partial<StorageManager> | undefined {
  return navigator.storage;
}

async function orFalse(ask: () => Promise<boolean | undefined>): Promise<boolean> {
  try {
    return (await ask()) ?? false;
  } catch {
    return false;
  }
}
