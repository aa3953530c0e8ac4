/**
 * What a person types to name a model on the network: `owner/name`, `owner/name@revision`, a page of the hub, or
 * any web address of a folder. Knows how such names look; fetches nothing.
 */
import type { RemoteAddress } from '../../workers/modelsProtocol.ts';

const HUB_HOSTS = ['huggingface.co', 'www.huggingface.co', 'hf.co'];
const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
const REVISION = /^[\w.][\w./-]*$/;

/**
 * @param text what was typed
 * @param revision a branch, tag or commit typed beside it; one in `text` counts first
 * @returns null when it names nothing
 */
export function parseAddress(text: string, revision = ''): RemoteAddress | null {
  const typed = text.trim();
  if (/^https?:\/\//i.test(typed)) return parseUrl(typed, revision.trim());
  const [id, inText = '', ...rest] = typed.split('@');
  return rest.length > 0 ? null : hub(id, inText || revision.trim());
}

function parseUrl(text: string, revision: string): RemoteAddress | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (!HUB_HOSTS.includes(url.hostname)) return { kind: 'url', url: url.href };
  // A page of the hub, as copied from the browser: /owner/name, /owner/name/tree/revision.
  const [owner, name, view, ...rest] = url.pathname.split('/').filter(Boolean);
  const shown = view === 'tree' || view === 'resolve' ? rest.join('/') : '';
  return hub(`${owner}/${name}`, shown || revision);
}

function hub(id: string, revision: string): RemoteAddress | null {
  if (!REPOSITORY.test(id) || (revision !== '' && !REVISION.test(revision))) return null;
  return { kind: 'hub', id, ...(revision === '' || revision === 'main' ? {} : { revision }) };
}
