/**
 * What a chat or a feed shows of a link to the page: a title, a sentence and a picture, as Open Graph and Twitter name them.
 * A picture needs an absolute address for most who read it, and a build does not know where it will lie: name that in
 * NUDGE_ADDRESS (`NUDGE_ADDRESS=https://example.org/nudge/ npm run build`). Without it the address is relative, which some
 * readers follow and most pass over; title and sentence are shown all the same.
 */

export const CARD = { file: 'card.png', width: 1200, height: 630 };

const TITLE = 'Nudge: teach a small language model your taste';
const TEXT =
  'Rank what it writes, and watch a reward model and PPO change it. All of it in your browser, every number computed there.';
const ALT = 'A reward curve that climbs and a KL curve that levels off, of the run that the page brings.';

/**
 * The elements of the head.
 * @param {string | undefined} address where the page will lie, absolute; undefined or empty where nobody says
 * @returns {{ tag: 'meta', attrs: Record<string, string>, injectTo: 'head' }[]}
 * @throws where the address is none that a browser opens
 */
export function cardTags(address) {
  const base = address ? new URL(address.endsWith('/') ? address : `${address}/`) : null;
  if (base && !/^https?:$/.test(base.protocol))
    throw new Error(`NUDGE_ADDRESS must begin with https:// or http://, not "${address}".`);
  const image = base ? new URL(CARD.file, base).href : `./${CARD.file}`;
  const graph = {
    'og:type': 'website',
    'og:site_name': 'Nudge',
    'og:title': TITLE,
    'og:description': TEXT,
    ...(base && { 'og:url': base.href }),
    'og:image': image,
    'og:image:width': String(CARD.width),
    'og:image:height': String(CARD.height),
    'og:image:alt': ALT,
  };
  return [
    ...Object.entries(graph).map(([property, content]) => meta({ property, content })),
    meta({ name: 'twitter:card', content: 'summary_large_image' }),
  ];
}

/** @param {Record<string, string>} attrs */
function meta(attrs) {
  // Behind the charset, which must stand in the first kilobyte.
  return { tag: /** @type {const} */ ('meta'), attrs, injectTo: /** @type {const} */ ('head') };
}

/**
 * A plugin for Vite's builds.
 * @returns {import('vite').Plugin}
 */
export function previewCard() {
  return {
    name: 'preview-card',
    apply: 'build',
    transformIndexHtml: () => cardTags(process.env.NUDGE_ADDRESS),
  };
}
