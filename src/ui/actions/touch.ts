/** What points here, and how much room there is. Knows media queries, no component. */
import { useSyncExternalStore } from 'react';

/** Whether a finger is what points here: then nothing on the page names keys. */
export const useTouch = media('(pointer: coarse)');

/** Whether there is room for one half of the page only, as on a phone or where a laptop's page is enlarged to 400 %. */
export const usePhone = media('(max-width: 640px)');

/** A hook that follows a media query. */
function media(query: string): () => boolean {
  const matches = () => window.matchMedia(query).matches;
  const subscribe = (listener: () => void) => {
    const list = window.matchMedia(query);
    list.addEventListener('change', listener);
    return () => list.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, matches);
}
