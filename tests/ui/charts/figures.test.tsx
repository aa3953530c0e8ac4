/** The charts side by side: whatever the words are, a number is shown whole. */
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { memoryStorage } from '../memoryStorage.ts';
import { mount, unmount } from '../mount.tsx';

afterEach(unmount);

const SIZES = [
  [1440, 900],
  [1280, 800],
  [1024, 768],
  [820, 1180],
  [360, 640],
] as const;

test.each(['en', 'zh'])('no digit of a number is cut at any size (%s)', async (language) => {
  const { app, trainer } = await mount({ storage: memoryStorage({ 'nudge:language': language }) });
  const values = { 'utility/family': -12.345 };
  trainer.emit({ type: 'metrics', row: { iteration: 1, values } });
  await expect.poll(() => app.live.length).toBe(1);
  // The longest title that there is.
  app.run.setState({ yardstick: 'family' });
  for (const [width, height] of SIZES) {
    await page.viewport(width, height);
    await expect.poll(() => document.querySelectorAll('figure [data-number]').length).toBe(8);
    await new Promise(requestAnimationFrame);
    for (const number of document.querySelectorAll('figure [data-number]')) {
      const { right } = number.getBoundingClientRect();
      const what = `${number.textContent} of ${number.closest('figcaption')?.textContent}, ${width}`;
      expect(right - edgeOf(number), what).toBeLessThan(1);
    }
  }
});

/** Where an element would be cut off by one that it lies in. */
function edgeOf(element: Element): number {
  const around = element.parentElement!;
  const own =
    getComputedStyle(around).overflowX === 'visible' ? Infinity : around.getBoundingClientRect().right;
  return around.tagName === 'FIGURE' ? own : Math.min(own, edgeOf(around));
}
