/**
 * What a page does for a class: works on an assignment, collects what was handed in, knows the assignments that both need. Loaded
 * by classDoor.ts. Must not know React.
 */
import { readAssignment, type Assignment } from '../../../preferences/class/assignment.ts';
import type { Answer } from '../../../preferences/event.ts';
import { unpackText } from '../../runs/state/link.ts';
import { messageOf } from '../../../workers/failures.ts';
import { classWords } from '../words/index.ts';
import { AssignedWork } from './assignedWork.ts';
import { ClassFiles } from './classFiles.ts';
import { KnownAssignments } from './knownAssignments.ts';
import type { ClassroomPlaces } from './places.ts';

export class Classroom {
  readonly known: KnownAssignments;
  readonly work: AssignedWork;
  readonly files: ClassFiles;
  #places: ClassroomPlaces;

  constructor(places: ClassroomPlaces) {
    this.#places = places;
    this.known = new KnownAssignments(places.storage);
    this.work = new AssignedWork(places, this.known);
    this.files = new ClassFiles(this.known, places.storage);
  }

  /** Opens what a link brings. What cannot be read is said, and changes nothing. */
  async follow(hash: string): Promise<void> {
    const parameters = new URLSearchParams(hash.replace(/^#/, ''));
    const [assignment, handed] = [parameters.get('assignment'), parameters.get('handin')];
    try {
      if (assignment !== null) this.begin(readAssignment(await textOf(assignment)));
      if (handed !== null) {
        this.files.addLink(handed);
        this.#places.ui.setState({ dialog: 'class' });
      }
    } catch (error) {
      this.#places.ui.setState({ notice: { kind: 'error', text: messageOf(error) } });
    }
    if (assignment !== null || handed !== null) this.#places.tidyAddress();
  }

  /** Takes a file that was dropped on the page: an assignment is begun, what was handed in is collected. @throws AssignmentError */
  async take(kind: 'assignment' | 'handIn', file: File): Promise<void> {
    if (kind === 'assignment') {
      this.begin(readAssignment(await file.text()));
      return;
    }
    this.#places.ui.setState({ dialog: 'class' });
    await this.files.add([{ path: file.name, file }]);
  }

  /** Has the model write to a prompt; shown nowhere. @throws Error while no model is open */
  async write(prompt: string): Promise<readonly Answer[]> {
    const { link, run } = this.#places;
    if (!link.api) throw new Error('No model is open. Nothing was written; open one and try again.');
    const { answers: count } = run.getState().settings;
    return link.api.generate({ requestId: crypto.randomUUID(), prompt, count });
  }

  /** Begins to work on an assignment; what was ranked and trained before stays. */
  begin(assignment: Assignment): void {
    const { ui } = this.#places;
    this.work.begin(assignment);
    const { language } = ui.getState();
    const words = classWords(language);
    ui.setState({ notice: { kind: 'info', text: words.assigned.begun(titleOf(assignment, language)) } });
  }
}

/** An assignment's title in a language, or in the other where it has none in this one. */
export function titleOf({ title }: Pick<Assignment, 'title'>, language: 'en' | 'zh'): string {
  return title[language] || title.en || title.zh;
}

/** Of a link: packed in it, or in a file beside the page. */
async function textOf(value: string): Promise<string> {
  // No address: a link must not have the page ask other servers.
  if (/^[\w-]+(?:\/[\w-]+)*\.json$/.test(value)) {
    const response = await fetch(new URL(value, document.baseURI));
    if (!response.ok)
      throw new Error(`The assignment ${value} is not beside this page (${response.status}).`);
    return response.text();
  }
  const text = unpackText(value);
  if (text === null)
    throw new Error(
      'The link’s assignment is damaged: it may have been cut off on the way. Ask for the file instead.',
    );
  return text;
}
