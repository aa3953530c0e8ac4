/**
 * Makes public/card.png, the picture that previews of a link show (scripts/previewCard.mjs), out of the run that the page
 * brings: `node scripts/card.mjs`. Its curves are that run's numbers. Needs a Chromium, as the tests do.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from './chromium.mjs';
import { ROOT } from './install.mjs';
import { CARD } from './previewCard.mjs';

const { history } = JSON.parse(readFileSync(join(ROOT, 'public', 'recorded', 'run.json'), 'utf8'));

/** @param {string} metric */
function valuesOf(metric) {
  return history.map((/** @type {{ values: Record<string, number> }} */ { values }) => values[metric]);
}

/**
 * A curve in a box.
 * @param {readonly number[]} values
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {string} stroke
 */
function curve(values, { x, y, width, height }, stroke) {
  const low = Math.min(0, ...values);
  const high = Math.max(...values);
  const points = values.map((value, at) => {
    const left = x + (at / (values.length - 1)) * width;
    return `${left.toFixed(1)},${(y + height - ((value - low) / (high - low)) * height).toFixed(1)}`;
  });
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${stroke}" stroke-width="6" stroke-linejoin="round"/>`;
}

function cardSvg() {
  const reward = valuesOf('nudge/score');
  const kl = valuesOf('objective/kl');
  const font = 'font-family="system-ui, \'DejaVu Sans\', sans-serif"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD.width}" height="${CARD.height}">
  <rect width="100%" height="100%" fill="#f5f5f2"/>
  <circle cx="92" cy="112" r="18" fill="#1a1b1e"/><circle cx="146" cy="72" r="20" fill="#c03f0c"/><circle cx="200" cy="112" r="18" fill="#1a1b1e"/>
  <text x="250" y="120" ${font} font-size="76" font-weight="700" fill="#1a1b1e">Nudge</text>
  <text x="74" y="208" ${font} font-size="38" fill="#1a1b1e">Teach a small language model your taste,</text>
  <text x="74" y="258" ${font} font-size="38" fill="#1a1b1e">by hand, in your browser.</text>
  <rect x="74" y="306" width="510" height="262" rx="14" fill="#ffffff"/><rect x="616" y="306" width="510" height="262" rx="14" fill="#ffffff"/>
  <text x="98" y="348" ${font} font-size="26" fill="#5c6067">Reward</text><text x="640" y="348" ${font} font-size="26" fill="#5c6067">KL</text>
  ${curve(reward, { x: 98, y: 366, width: 462, height: 178 }, '#c03f0c')}
  ${curve(kl, { x: 640, y: 366, width: 462, height: 178 }, '#3d6485')}
</svg>`;
}

const browser = await chromium.launch({
  executablePath: (await findChromium()) ?? undefined,
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: CARD.width, height: CARD.height } });
  await page.setContent(`<style>body{margin:0}</style>${cardSvg()}`);
  const file = join(ROOT, 'public', CARD.file);
  writeFileSync(file, await page.screenshot({ type: 'png' }));
  console.log(`Wrote ${file}`);
} finally {
  await browser.close();
}
