/**
 * Keeps what was chosen for an adapter in one small JSON file, wherever the caller keeps files: a browser's
 * private file system, a folder on disk. Losing it costs a second of measuring, so nothing here may fail a
 * session. Knows no variant by name.
 */
import type { AutotuneStore } from './autotune.ts';

/** The two things asked of a place for files; `read` gives null for a file that is not there. */
export interface ChoiceFiles {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

const FILE = 'kernels.json';
/** Stands in the file beside the choices; files without it are of version 1. No key is called so. */
const VERSION = { version: 1 };

/**
 * A store over files that `open` opens when first asked. A place that cannot be opened, read or written counts
 * as empty.
 */
export function storedChoices(open: () => Promise<ChoiceFiles>): AutotuneStore {
  let opened: Promise<ChoiceFiles> | undefined;
  const files = () => (opened ??= open());
  const readAll = async (): Promise<Record<string, unknown>> => {
    try {
      const bytes = await (await files()).read(FILE);
      const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()) || '{}');
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    } catch {
      return {};
    }
  };
  return {
    async get(key) {
      const value = (await readAll())[key];
      return typeof value === 'string' ? value : null;
    },
    async set(key, value) {
      try {
        const text = JSON.stringify({ ...(await readAll()), [key]: value, ...VERSION });
        await (await files()).write(FILE, new TextEncoder().encode(text));
      } catch {
        // Measured again next time.
      }
    },
  };
}
