/**
 * Files of runs that somebody drops on the page: a run is shown, at its sender's place where it has one, and kept among
 * the others; a receipt is offered to be trained again. Must not know React.
 */
import type { KeptRuns } from '../../runs/state/keptRuns.ts';
import { sentIn, showSent, type Screen } from './shown.ts';

// Links are followed by what comes with the first file or link, whichever it is.
export { followLink } from './shown.ts';

/**
 * @returns iterations of the run that is shown, or null where it was a receipt
 * @throws RecordedRunError in words for what is neither; nothing of the page changes then
 */
export async function takeRunFile(screen: Screen, kept: KeptRuns, text: string): Promise<number | null> {
  if (/^\s*\{\s*"format"\s*:\s*"nudge-receipt"/.test(text)) {
    const { readReceipt } = await import('../../../rl/runs/receipt.ts');
    screen.runs.setState({ receipt: readReceipt(text) });
    screen.ui.setState({ dialog: 'share-receipt' });
    return null;
  }
  const { placed, ...sent } = sentIn(text);
  const { record } = sent;
  kept.load().then(
    (all) => all.add(record),
    // It is told, and watched all the same.
    () => undefined,
  );
  showSent(screen, sent);
  if (!placed) {
    // Nobody said where to look.
    screen.recorded.seek(0);
    screen.recorded.play();
  }
  return record.history.length;
}
