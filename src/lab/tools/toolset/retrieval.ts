/** Retrieval: a venue's name gives its row. Another text gives nothing. Pure. */
import { folded, rowText, type Venue } from './table.ts';
import { found, nothing, type Answered } from './tool.ts';

/** The row of that name; else the one row whose name has all words of the query. */
export function retrieve(venues: readonly Venue[], query: string): Answered {
  const wanted = folded(query);
  if (wanted === '') return nothing('unreadable');
  if (venues.length === 0) return nothing('empty');
  const same = venues.find(({ name }) => folded(name) === wanted);
  if (same) return found(rowText(same));
  const words = wanted.split(' ');
  const like = venues.filter(({ name }) => {
    const of = folded(name).split(' ');
    return words.every((word) => of.includes(word));
  });
  // Several are a question back, and a model that cannot ask it had better get nothing.
  return like.length === 1 ? found(rowText(like[0])) : nothing('unknown');
}
