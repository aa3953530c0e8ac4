/** Whose a file is, as far as its name tells. Knows how browsers, systems and course platforms rename what is sent in. */
import { tidyName } from './handIn.ts';

/** What the page calls its files, and others call what they hand in: names nobody. */
const KINDS =
  /(?:^|[\s_.-]+)(?:rankings?|preferences?|pairs?|unpaired|labels?|hand-?in|nudge|run|submission|作业|排序)(?=$|[\s_.-])/gi;
/** Of a second download, or a copy. */
const COPY = /\s*(?:\(\d+\)|（\d+）|- ?(?:copy|副本)(?: ?\(\d+\))?|_copy|副本)$/i;
/** Moodle's way of naming what was handed in: name, number, and this. */
const PLATFORM = /_\d+_assignsubmission_(?:file|onlinetext)_?/i;

/** @param path with the folders it lay in, `/` between them; '' where nothing in it is a name */
export function nameOfFile(path: string): string {
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  const own = namedBy(file.replace(/(?:\.run)?\.(?:jsonl?|txt|ndjson|zip)$/i, ''));
  if (own !== '') return own;
  // A folder a student, as some platforms pack them; the topmost is the class's.
  const folder = parts.length > 1 ? parts.at(-1) : undefined;
  return folder === undefined ? '' : namedBy(folder);
}

function namedBy(name: string): string {
  const [before] = name.split(PLATFORM);
  const whose = before
    .replace(COPY, '')
    .replace(KINDS, ' ')
    .replace(/^[\s_.-]+|[\s_.-]+$/g, '');
  // Numbers alone count files rather than name people, short ones at least; longer ones are of students.
  return /^\d{1,4}$/.test(whose) ? '' : tidyName(whose);
}
