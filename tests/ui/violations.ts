/** What axe has to say about the test's document, a line for each rule broken. */
import axe from 'axe-core';

export async function violations(): Promise<string[]> {
  // Half-way through a change of theme no colour is final.
  const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.all(changes.map((animation) => animation.finished));
  const result = await axe.run(document.body, {
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
