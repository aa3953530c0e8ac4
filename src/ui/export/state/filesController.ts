/**
 * Rankings out to a file, and files of any kind in: what a file is, is told by its content. Must not know React or the
 * file formats.
 */
import { dictionary } from '../../words/index.ts';
import type { DroppedModel } from '../../library/choice/dropped.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import { announce, type UiStore } from '../../app/state/uiStore.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

/** Hands a text to the person as a file. */
export type Download = (name: string, text: string) => void;

/** Where files go that are no rankings. */
export interface OtherPlaces {
  /** Shows the run of a file, or offers to train a receipt's again. Resolves with the run's iterations, or null. */
  readonly show: (text: string) => Promise<number | null>;
  /** Offers a model's files to be opened or stored. */
  readonly offer: (model: DroppedModel) => Promise<void>;
  /** Takes what belongs to a class. */
  readonly take: (kind: 'assignment' | 'handIn', file: File) => Promise<void>;
}

/** No log of rankings is larger; what is would fill the memory that the page needs. */
const LARGEST = 2 ** 28;

export class FilesController {
  #ui: UiStore;
  #preferences: PreferencesStore;
  #link: TrainerLink;
  #download: Download;
  #places: OtherPlaces;

  constructor(
    ui: UiStore,
    preferences: PreferencesStore,
    link: TrainerLink,
    download: Download,
    places: OtherPlaces,
  ) {
    this.#ui = ui;
    this.#preferences = preferences;
    this.#link = link;
    this.#download = download;
    this.#places = places;
  }

  get canExport(): boolean {
    return this.#preferences.store.getState().events.length > 0;
  }

  /** The whole log, rankings as given. */
  exportRankings(): Promise<void> {
    return this.#export('rankings.jsonl', 'exportRankings');
  }

  /** Prompt, chosen and rejected, one pair a line. */
  exportPairs(): Promise<void> {
    return this.#export('preferences.jsonl', 'exportPairs');
  }

  /** Takes what was dropped or chosen, whatever it is: a model's files together, others one by one. */
  async take(dropped: DroppedModel): Promise<void> {
    try {
      if (await this.isModel(dropped.files)) await this.#offer(dropped);
      else for (const file of dropped.files) await this.import(file);
    } catch (error) {
      this.#refuse(dropped.label, error);
    }
  }

  /** Whether a file may hold a model, of which only its content tells. */
  async isZip(file: File): Promise<boolean> {
    return (await kindOf(file)) === 'zip';
  }

  /** Adds rankings that came along with a model, as in a bundle. */
  async importBeside({ rankings = [] }: DroppedModel): Promise<void> {
    for (const file of rankings) await this.import(file);
  }

  async #offer(model: DroppedModel): Promise<void> {
    await this.#places.offer(model);
    await this.importBeside(model);
  }

  /** Whether any of these files belongs into a model's folder. */
  async isModel(files: readonly File[]): Promise<boolean> {
    if (files.some(({ name }) => name === 'config.json' || name.endsWith('.safetensors'))) return true;
    for (const file of files) {
      const kind = await kindOf(file);
      if (kind === 'weights' || kind === 'model') return true;
    }
    return false;
  }

  /**
   * Adds the events of a file of rankings, pairs or labels: what cannot be read is named, and what can is kept. A
   * recorded run is played, a model's file offered; of anything else it is said what it is.
   */
  async import(file: File): Promise<void> {
    const { language } = this.#ui.getState();
    try {
      const kind = await kindOf(file);
      const { importWords } = await import('../../words/imports.ts');
      const words = importWords(language);
      if (kind === 'weights' || kind === 'model') {
        await this.#places.offer({ label: file.name, files: [file] });
      } else if (kind === 'assignment' || kind === 'handIn') {
        await this.#places.take(kind, file);
      } else if (kind === 'run') {
        const iterations = await this.#places.show(await textOf(file));
        if (iterations !== null) this.#inform(words.run(shortName(file.name), iterations));
      } else if (kind === 'gzip') {
        const { gunzip } = await import('./gunzip.ts');
        await this.import(await gunzip(file, LARGEST));
      } else if (kind === 'zip') {
        const { unzip } = await import('./unzip.ts');
        const found = await unzip(file);
        if (found === null) throw new Error(words.kinds.zip);
        if ('model' in found) await this.#offer(found.model);
        else for (const inside of found.files) await this.import(inside);
      } else if (kind === 'preferences' || kind === 'text') {
        await this.#importPreferences(file, kind === 'text' ? words.kinds.text : null);
      } else {
        throw new Error(words.kinds[kind]);
      }
    } catch (error) {
      this.#refuse(file.name, error);
    }
  }

  async #importPreferences(file: File, otherwise: string | null): Promise<void> {
    const { language } = this.#ui.getState();
    const { importPreferences } = await preferenceFiles();
    const before = this.#preferences.store.getState().events;
    const { added, known, error } = importPreferences(before, await textOf(file));
    if (added.length > 0) {
      await this.#preferences.append(added);
      await this.#link.tellPreferences(this.#preferences.store.getState().events);
    }
    // Of what was never meant to be read, a line number says nothing.
    if (error && error.code === 'foreign' && otherwise !== null) throw new Error(otherwise);
    if (error) throw error;
    if (added.length === 0) {
      const { importWords } = await import('../../words/imports.ts');
      this.#inform(importWords(language).nothing(shortName(file.name), known));
      return;
    }
    const rankings = added.filter((event) => event.type === 'ranking').length;
    this.#inform(dictionary(language).said.imported(rankings));
  }

  async #export(name: string, write: 'exportPairs' | 'exportRankings'): Promise<void> {
    const words = dictionary(this.#ui.getState().language);
    if (!this.canExport) {
      this.#inform(words.said.nothingToExport);
      return;
    }
    try {
      const files = await preferenceFiles();
      this.#download(name, files[write](this.#preferences.store.getState().events));
      announce(this.#ui, words.said.exported(name));
    } catch (error) {
      this.#ui.setState({ notice: { kind: 'error', text: messageOf(error) } });
    }
  }

  #inform(text: string): void {
    this.#ui.setState({ notice: { kind: 'info', text } });
  }

  #refuse(name: string, error: unknown): void {
    const { files } = dictionary(this.#ui.getState().language);
    const text = messageOf(files.foreign(shortName(name), messageOf(error)));
    this.#ui.setState({ notice: { kind: 'error', text } });
  }
}

/** Loaded when first asked for: most visits neither export nor import. */
const preferenceFiles = () => import('../../../preferences/files.ts');

/** What a file is, by its first bytes. */
async function kindOf(file: File) {
  const { fileKind, HEAD_BYTES } = await preferenceFiles();
  return fileKind(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
}

async function textOf(file: File): Promise<string> {
  if (file.size > LARGEST) throw new RangeError(`It has ${file.size} bytes; ${LARGEST} are read at most.`);
  const { textOfFile } = await preferenceFiles();
  return textOfFile(new Uint8Array(await file.arrayBuffer()));
}

/** A file's name as it fits into a sentence. */
function shortName(name: string): string {
  return name.length > 80 ? `${name.slice(0, 50)}…${name.slice(-25)}` : name;
}
