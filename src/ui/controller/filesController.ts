/** Rankings out to a file and in from one. Must not know React or the file formats. */
import { dictionary } from '../i18n/index.ts';
import type { PreferencesStore } from '../stores/preferencesStore.ts';
import { announce, type UiStore } from '../stores/uiStore.ts';
import { messageOf, type TrainerLink } from './trainerLink.ts';

/** Hands a text to the person as a file. */
export type Download = (name: string, text: string) => void;

export class FilesController {
  #ui: UiStore;
  #preferences: PreferencesStore;
  #link: TrainerLink;
  #download: Download;

  constructor(ui: UiStore, preferences: PreferencesStore, link: TrainerLink, download: Download) {
    this.#ui = ui;
    this.#preferences = preferences;
    this.#link = link;
    this.#download = download;
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

  /** Adds the events of a rankings file; what cannot be read is named, and what can is kept. */
  async import(file: File): Promise<void> {
    const words = dictionary(this.#ui.getState().language);
    try {
      const { importRankings } = await preferenceFiles();
      const before = this.#preferences.store.getState().events;
      const { added, error } = importRankings(before, await file.text());
      if (added.length > 0) {
        await this.#preferences.append(added);
        await this.#link.api?.setPreferences(this.#preferences.store.getState().events);
      }
      if (error) throw error;
      const text = words.said.imported(added.filter((event) => event.type === 'ranking').length);
      this.#ui.setState({ notice: { kind: 'info', text } });
    } catch (error) {
      const text = words.files.foreign(file.name, messageOf(error));
      this.#ui.setState({ notice: { kind: 'error', text } });
    }
  }

  async #export(name: string, write: 'exportPairs' | 'exportRankings'): Promise<void> {
    const words = dictionary(this.#ui.getState().language);
    if (!this.canExport) {
      this.#ui.setState({ notice: { kind: 'info', text: words.said.nothingToExport } });
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
}

/** Loaded when first asked for: most visits neither export nor import. */
const preferenceFiles = () => import('../../workers/preferenceFiles.ts');
