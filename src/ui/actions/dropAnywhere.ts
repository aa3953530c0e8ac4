/** Files dropped anywhere on the page: taken by what they are, and never opened in place of the page. */
import type { App } from '../app/createApp.ts';
import { takeDrop } from '../library/choice/taken.ts';

/** @returns stops listening */
export function listenForDrops(app: App, target: Window = window): () => void {
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    // A field of its own, as in the dialog of models, has taken it.
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const taken = takeDrop(event.dataTransfer);
    void import('../library/choice/dropped.ts')
      .then(({ readTaken }) => readTaken(taken))
      .then((dropped) => dropped && app.files.take(dropped))
      .catch(() => undefined);
  };
  target.addEventListener('dragover', over);
  target.addEventListener('drop', drop);
  return () => {
    target.removeEventListener('dragover', over);
    target.removeEventListener('drop', drop);
  };
}
