/**
 * What a person types or pastes to name a model on the network: `owner/name`, `owner/name@revision`, an address of one
 * of the hub's pages or files, a line that clones it, or any web address of a folder. Knows how such names look; fetches
 * nothing. Pure.
 */
import type { RemoteAddress } from './address.ts';

/** Why a text names no model, where more can be said than that. */
export type AddressProblem = 'dataset' | 'space' | 'page' | 'short' | 'revision';

const HUB =
  /^(?:https?:\/\/|hf:\/\/|ssh:\/\/)?(?:git@)?(?:www\.)?(?:huggingface\.co|hf\.co)(?::\d+)?(?:[/:]+|$)/i;
const REPOSITORY = /^\w[\w.-]{0,95}\/\w[\w.-]{0,95}$/;
const REVISION = /^[\w.][\w./+-]*$/;
/** Parts of the hub's site that are no owners of models. */
const PAGES =
  /^(?:models|docs|blog|papers|collections|organizations|settings|join|login|pricing|tasks|learn|posts|chat|new|search|inference|enterprise|api)$/i;
/** Views of a repository; those of a file or folder name a revision first. */
const VIEWS =
  /^(?:tree|blob|resolve|raw|blame|edit|commits?|revision|discussions|settings|upload|delete|viewer)$/;
const WITH_REVISION = /^(?:tree|blob|resolve|raw|blame|edit|commits?|revision|upload|delete)$/;
const FILE = /\.(?:json|safetensors|jinja|txt|md|bin|gguf|model|onnx|py|gitattributes)$/i;

/** Names from before repositories had owners, which people still write. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  gpt2: 'openai-community/gpt2',
  'gpt2-medium': 'openai-community/gpt2-medium',
  'gpt2-large': 'openai-community/gpt2-large',
  'gpt2-xl': 'openai-community/gpt2-xl',
  distilgpt2: 'distilbert/distilgpt2',
};

const HALF = /\p{Surrogate}/u;

/**
 * @param text what was typed
 * @param revision a branch, tag or commit typed beside it; one in `text` counts first
 * @returns null when it names nothing
 */
export function parseAddress(text: string, revision = ''): RemoteAddress | null {
  const found = read(text, revision);
  return typeof found === 'string' ? null : found;
}

/** Why a text names no model; null when it does, or nothing is known of it. */
export function addressProblem(text: string, revision = ''): AddressProblem | null {
  const found = read(text, revision);
  return typeof found === 'string' ? found : null;
}

function read(text: string, beside: string): RemoteAddress | AddressProblem | null {
  const typed = pasted(text);
  const revision = beside.trim();
  // Half a character can stand in no address.
  if (HALF.test(typed) || HALF.test(revision)) return null;
  if (HUB.test(typed)) return hubPage(typed.replace(HUB, ''), revision);
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(typed)?.[1].toLowerCase();
  if (scheme === 'http' || scheme === 'https') return folder(typed);
  if (scheme === 'hf') return hubPage(typed.slice(5), revision);
  if (scheme !== undefined) return null;
  return hubPage(typed, revision);
}

/** The name or address in what was pasted: without quotes, and without the command or call around it. */
function pasted(text: string): string {
  const plain = text.replace(/[\u200b-\u200f\u2060\ufeff]/g, '').trim();
  const command = /^(?:!|\$ |% )?(?:git\s+(?:lfs\s+)?clone|(?:huggingface-cli|hf)\s+download)\s+(.*)$/is.exec(
    plain,
  );
  if (command) {
    const words = command[1].split(/\s+/);
    const at = words.findIndex((word) => word === '--revision' || word === '-b' || word === '--branch');
    const name = words.find((word, index) => word.includes('/') && (at < 0 || index !== at + 1)) ?? '';
    return unquoted(name) + (at >= 0 && words[at + 1] ? `@${unquoted(words[at + 1])}` : '');
  }
  const call = /from_pretrained\(\s*(["'][^"']+["'])/.exec(plain);
  return unquoted(call ? call[1] : plain).replace(/\s*\/\s*/g, '/');
}

function unquoted(text: string): string {
  return text.replace(/^[\s"'`<([“‘«]+|[\s"'`>)\]”’»,;]+$/g, '');
}

/** What stands behind the hub's name: a repository, one of its pages, or something else of the site. */
function hubPage(path: string, beside: string): RemoteAddress | AddressProblem | null {
  const [bare] = path.split(/[?#]/);
  // The page calls a model "owner/name at revision".
  const [place, named = '', ...more] = bare.trim().split(/@|\s+at\s+/);
  if (more.length > 0) return null;
  let parts: string[];
  try {
    parts = place.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return null;
  }
  if (parts[0] === 'api' && parts[1] === 'models') parts = parts.slice(2);
  if (/^datasets?$/i.test(parts[0] ?? '')) return 'dataset';
  if (/^spaces?$/i.test(parts[0] ?? '')) return 'space';
  if (parts.length === 0) return path === '' && place === '' ? null : 'page';
  const short = parts.length === 1 || VIEWS.test(parts[1]);
  if (short) {
    const owned = Object.hasOwn(SHORT_NAMES, parts[0]) ? SHORT_NAMES[parts[0]] : null;
    if (!owned) return PAGES.test(parts[0]) ? 'page' : /^\w[\w.-]*$/.test(parts[0]) ? 'short' : null;
    parts = [...owned.split('/'), ...parts.slice(1)];
  }
  if (PAGES.test(parts[0])) return 'page';
  return repository(parts, named, beside);
}

function repository(
  [owner, name, view, ...rest]: readonly string[],
  named: string,
  beside: string,
): RemoteAddress | AddressProblem | null {
  const id = `${owner}/${name.replace(/\.git$/, '')}`;
  if (!REPOSITORY.test(id) || (view !== undefined && !VIEWS.test(view))) return null;
  let inside: readonly string[] = [];
  let shown = '';
  if (view !== undefined && WITH_REVISION.test(view) && rest.length > 0) {
    // A branch whose name has slashes is one part of an address, encoded; those of pull requests people write out.
    const length = rest[0] === 'refs' && rest.length >= 3 ? 3 : 1;
    shown = rest.slice(0, length).join('/');
    inside = rest.slice(length);
  }
  const revision = named || shown || beside;
  if (revision !== '' && !isRevision(revision)) return 'revision';
  const within = inside.length > 0 && FILE.test(inside[inside.length - 1]) ? inside.slice(0, -1) : inside;
  if (within.some((part) => part === '..' || part === '.')) return null;
  if (within.length > 0) {
    const path = [revision || 'main', ...within].map(encodeURIComponent).join('/');
    return { kind: 'url', url: `https://huggingface.co/${id}/resolve/${path}` };
  }
  return { kind: 'hub', id, ...(revision === '' || revision === 'main' ? {} : { revision }) };
}

/** Names that git gives branches, tags and commits, and that lead nowhere else in an address. */
function isRevision(revision: string): boolean {
  return (
    REVISION.test(revision) && !/\.\.|\/\/|\/$|^\.(?:\/|$)|\/\./.test(revision) && revision.length <= 255
  );
}

/** The folder at an address: that of a file, where it is one. */
function folder(text: string): RemoteAddress | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  url.hash = '';
  if (FILE.test(url.pathname)) url.pathname = url.pathname.replace(/[^/]*$/, '');
  return { kind: 'url', url: url.href };
}
