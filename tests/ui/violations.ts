/** What axe has to say about the test's document, a line for each rule broken. */
import axe from 'axe-core';

/** @param within only this, as where a dialog shuts off the rest */
export async function violations(within: Element = document.body): Promise<string[]> {
  await settled();

  const result = await axe.run(within, {
    // The test page's own frame has neither a title nor landmarks of ours.
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return result.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.html)
        .join(' | ')
        .slice(0, 400)}`,
  );
}

/**
 * Resolves when nothing fades or slides any more: half-way through a change of theme no colour is final. An animation may
 * be called off meanwhile, which is an end, too.
 */
async function settled(): Promise<void> {
  // What has just been set fades from the next frame on; on a busy machine an effect may set it only then.
  for (let quiet = 0; quiet < 2;) {
    await new Promise(requestAnimationFrame);
    const ending = document
      .getAnimations()
      .filter(
        ({ effect, playState }) =>
          playState !== 'finished' && effect?.getComputedTiming().endTime !== Infinity,
      );
    quiet = ending.length === 0 ? quiet + 1 : 0;
    await Promise.allSettled(ending.map((animation) => animation.finished));
  }
}
