/** What the page draws as a QR code, read off the pixels by a decoder that shares nothing with what drew it (jsQR). */
import jsQR from 'jsqr';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { mulberry } from '../../../src/preferences/chance.ts';
import styles from '../../../src/ui/class/Class.module.css';
import { QrCode } from '../../../src/ui/class/QrCode.tsx';
import { codeLinks, joined, partOf, QR_ROOM } from '../../../src/ui/class/state/handLinks.ts';

const BASE = 'https://example.org/some/path/';
/** CSS pixels that there is room for, and how many of a screen's each is. */
type On = readonly [room: number, ratio: number];
const DESK: On = [900, 1];
const PHONE: On = [328, 2];

let host: HTMLElement | null = null;
afterEach(() => host?.remove());

/** The pixels of the code that a text is drawn as, in a row of codes as wide as there is room. */
async function drawn(text: string, [room, ratio]: On): Promise<ImageData> {
  host = document.createElement('div');
  host.className = styles.codes;
  host.style.width = `${room}px`;
  document.body.append(host);
  flushSync(() => createRoot(host!).render(<QrCode text={text} name="A code" />));
  const svg = host.querySelector('svg')!;
  const width = Math.round(svg.getBoundingClientRect().width * ratio);
  for (const name of ['width', 'height']) svg.setAttribute(name, String(width));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = new OffscreenCanvas(width, width).getContext('2d')!;
  canvas.drawImage(image, 0, 0, width, width);
  host.remove();
  return canvas.getImageData(0, 0, width, width);
}

async function read(text: string, on: On): Promise<string | undefined> {
  const { data, width, height } = await drawn(text, on);
  return jsQR(data, width, height)?.data;
}

const random = mulberry(5);
/** Text that does not get shorter. */
const noise = (length: number) =>
  Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');

/** The longest text that is handed in by one code. */
function longest(): { readonly text: string; readonly code: string } {
  const whole = noise(2 * QR_ROOM);
  let [fits, over] = [1, whole.length];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (codeLinks(whole.slice(0, middle), BASE)?.length === 1) fits = middle;
    else over = middle;
  }
  const text = whole.slice(0, fits);
  return { text, code: `${BASE}${codeLinks(text, BASE)![0]}` };
}

test.each([DESK, PHONE])(
  'with room for %i pixels, %i times as fine, all is read that one code carries',
  async (...on) => {
    const { text, code } = longest();
    expect(code.length).toBeGreaterThan(QR_ROOM - 5);
    const found = await read(code, on);
    expect(found).toBe(code);
    const part = partOf(found!.slice(found!.indexOf('=') + 1))!;
    expect(joined([part]).texts).toEqual([text]);

    const [short] = codeLinks('{"name":"王小明"}', BASE)!;
    expect(await read(BASE + short, on)).toBe(BASE + short);
  },
);

test('several codes of one text are read one by one, and are that text', async () => {
  const text = noise(2 * QR_ROOM);
  const links = codeLinks(text, BASE)!;
  expect(links.length).toBeGreaterThan(1);
  const parts = [];
  for (const link of links) parts.push(partOf((await read(BASE + link, DESK))!.split('handin=')[1])!);
  expect(joined(parts).texts).toEqual([text]);
});

test('what is no code reads as none', async () => {
  const pixels = await drawn(BASE, DESK);
  pixels.data.subarray(0, pixels.data.length / 2).fill(255);
  expect(jsQR(pixels.data, pixels.width, pixels.height)).toBeNull();
});
