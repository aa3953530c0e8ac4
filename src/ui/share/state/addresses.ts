/** Addresses of the page with a run in them: of the whole page, and of one panel for a frame. Must not know the window. */
import { escapedAttribute } from '../../text/html.ts';

/** @param page the address of the page now @param hash the `#…` part of a link */
export function pageAddress(page: string, hash: string): string {
  const address = new URL(page);
  for (const name of ['embed', 'panel', 'theme', 'lang']) address.searchParams.delete(name);
  address.hash = hash;
  return address.href;
}

export interface EmbedLook {
  readonly panel: string;
  readonly language: string;
  readonly theme: string;
}

/** The address of one panel. */
export function embedAddress(page: string, hash: string, { panel, language, theme }: EmbedLook): string {
  const address = new URL(pageAddress(page, hash));
  address.searchParams.set('embed', '1');
  address.searchParams.set('panel', panel);
  address.searchParams.set('lang', language);
  if (theme !== 'system') address.searchParams.set('theme', theme);
  return address.href;
}

/** The element that shows it on another page. */
export function embedElement(address: string, title: string): string {
  const [src, named] = [address, title].map(escapedAttribute);
  return `<iframe src="${src}" title="${named}" width="640" height="400" style="border:0" loading="lazy"></iframe>`;
}
