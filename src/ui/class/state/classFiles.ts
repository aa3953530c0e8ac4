/**
 * What a class handed in, as files, folders, zips and links, put together by person. Knows the browser's files; what is in them is
 * read by preferences/class. Must not know React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { readAssignment } from '../../../preferences/class/assignment.ts';
import {
  gather,
  type ClassFile,
  type FileProblem,
  type Gathered,
} from '../../../preferences/class/gather.ts';
import { tidyName } from '../../../preferences/class/handIn.ts';
import { messageOf } from '../../../workers/failures.ts';
import type { Found } from '../../library/choice/dropped.ts';
import { joined, partOf } from './handLinks.ts';
import { readItem, writeItem } from './items.ts';
import type { KnownAssignments } from './knownAssignments.ts';

export interface Collected extends Gathered {
  readonly files: readonly ClassFile[];
  /** Files in progress. */
  readonly reading: number;
  /** Links that are parts of a whole of which others are missing: how many of how many. */
  readonly parts: readonly { readonly have: number; readonly of: number }[];
  /** Names as the lecturer corrected them, by the rater's key. */
  readonly renamed: Readonly<Record<string, string | undefined>>;
}

const NOTHING: Collected = { files: [], raters: [], problems: [], reading: 0, parts: [], renamed: {} };

const KEY = 'nudge:handed-in';
/** Most files of a zip, and bytes of a file. */
const MOST_FILES = 2000;
const LARGEST = 2 ** 27;

export class ClassFiles {
  readonly store: StoreApi<Collected>;
  #known: KnownAssignments;
  #storage: Storage;
  #unread: readonly FileProblem[] = [];
  /** Packed parts of links, as they came; kept, since each link opens the page anew. */
  #links: readonly string[];

  constructor(known: KnownAssignments, storage: Storage) {
    this.#known = known;
    this.#storage = storage;
    const { list } = (readItem(storage, KEY) ?? {}) as { readonly list?: unknown };
    this.#links = (Array.isArray(list) ? list : []).filter((link) => typeof link === 'string');
    this.store = createStore(() => NOTHING);
    this.#tell();
  }

  /** Reads files of any kind, those in zips too. Never rejects: what cannot be read is among the problems. */
  async add(found: readonly Found[]): Promise<void> {
    this.store.setState(({ reading }) => ({ reading: reading + found.length }));
    const added: ClassFile[] = [];
    for (const one of found) {
      try {
        added.push(...(await this.#read(one)));
      } catch (error) {
        this.#refuse(one.path, messageOf(error));
      }
      this.store.setState(({ reading }) => ({ reading: reading - 1 }));
    }
    this.#tell([...this.store.getState().files, ...added]);
  }

  /** Links, one a line or among other words. @returns how many there were */
  addLinks(text: string): number {
    const links = [...text.matchAll(/#(?:[^\s#]*&)?handin=([\w.-]+)/g)].map(([, value]) => value);
    for (const link of links) this.addLink(link);
    return links.length;
  }

  /** @param value what stands behind `handin=`. @throws Error for what is none */
  addLink(value: string): void {
    if (partOf(value) === null)
      throw new Error('The link is damaged: it may have been cut off on the way. Ask for the file instead.');
    if (this.#links.includes(value)) return;
    this.#links = [...this.#links, value];
    writeItem(this.#storage, KEY, { version: 1, list: this.#links });
    this.#tell();
  }

  rename(rater: string, name: string): void {
    this.store.setState(({ renamed }) => ({ renamed: { ...renamed, [rater]: tidyName(name) } }));
  }

  /** Puts everything away that was collected; the log of rankings stays. */
  clear(): void {
    this.#links = [];
    this.#unread = [];
    writeItem(this.#storage, KEY, null);
    this.#tell([]);
  }

  #tell(files: readonly ClassFile[] = this.store.getState().files): void {
    const parts = this.#links.map(partOf).filter((part) => part !== null);
    const { texts, waiting } = joined(parts);
    const linked = texts.map((text, at): ClassFile => ({ path: `#${at + 1}`, text }));
    const gathered = gather([...files, ...linked], this.#known.all);
    this.store.setState({
      files,
      parts: waiting,
      raters: gathered.raters,
      problems: [...this.#unread, ...gathered.problems],
    });
  }

  async #read({ path, file }: Found): Promise<readonly ClassFile[]> {
    // Told by its first bytes, like everything that is dropped on the page.
    const { fileKind, HEAD_BYTES, textOfFile, zipEntries } = await import('../../../preferences/files.ts');
    if (file.size > LARGEST) throw new RangeError(`It has ${file.size} bytes; ${LARGEST} are read at most.`);
    const kind = fileKind(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
    if (kind === 'zip') {
      const entries = (await zipEntries(file)).filter((entry) =>
        /\.(?:jsonl?|txt|ndjson)$/i.test(entry.path),
      );
      const found: ClassFile[] = [];
      for (const entry of entries.slice(0, MOST_FILES)) {
        const inside = new File([await entry.open()], entry.path.split('/').at(-1) ?? '');
        found.push(...(await this.#readOfZip({ path: `${path}/${entry.path}`, file: inside })));
      }
      if (found.length === 0) this.#refuse(path, '');
      return found;
    }
    const text = textOfFile(new Uint8Array(await file.arrayBuffer()));
    if (kind === 'assignment') {
      this.#known.add(readAssignment(text));
      return [];
    }
    // A system's own notes about a folder are nobody's.
    if (/(?:^|\/)(?:\.[^/]*|__MACOSX\/.*)$/.test(path)) return [];
    if (kind === 'preferences' || kind === 'handIn' || kind === 'run' || kind === 'text')
      return [{ path, text }];
    this.#refuse(path, '');
    return [];
  }

  /** Beside what was handed in a zip may hold anything else. */
  async #readOfZip(found: Found): Promise<readonly ClassFile[]> {
    const before = this.#unread;
    const read = await this.#read(found);
    this.#unread = before;
    return read.filter(({ text }) => /^\uFEFF?\s*[[{]/.test(text));
  }

  #refuse(path: string, reason: string): void {
    this.#unread = [...this.#unread, { path, kind: 'foreign', line: 0, reason, kept: 0 }];
  }
}
