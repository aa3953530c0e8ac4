import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { Lines, type Line } from '../../../src/ui/experiments/Lines.tsx';

let root: Root | null = null;

afterEach(() => {
  root?.unmount();
  document.body.replaceChildren();
});

async function drawn(lines: readonly Line[]): Promise<Element> {
  const host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
  root.render(<Lines title="Agreement" summary="what it shows" lines={lines} />);
  await expect.element(page.getByRole('img', { name: 'what it shows' })).toBeVisible();
  return host;
}

test('a fit that was the only one is a point in the middle, with one number below', async () => {
  const one = (name: string, y: number, look: number): Line => ({ name, x: [1], y: [y], look });
  const figure = await drawn([one('Four', 0.67, 0), one('Twenty-four', 0.76, 1)]);
  const points = [...figure.querySelectorAll('circle')];
  expect(points).toHaveLength(2);
  expect(new Set(points.map((point) => point.getAttribute('cx'))).size).toBe(1);
  expect(Number(points[0].getAttribute('cy'))).toBeGreaterThan(Number(points[1].getAttribute('cy')));
  expect([...figure.querySelectorAll('text')].filter(({ textContent }) => textContent === '1')).toHaveLength(
    1,
  );
});

test('two points are a line between the ends', async () => {
  const figure = await drawn([{ name: 'Arm', x: [1, 5], y: [0, 1], look: 0 }]);
  expect(figure.querySelector('circle')).toBeNull();
  expect(figure.querySelector('polyline')?.getAttribute('points')?.split(' ')).toHaveLength(2);
  const ends = [...figure.querySelectorAll('text')].map(({ textContent }) => textContent);
  expect(ends.slice(-2)).toEqual(['1', '5']);
});
