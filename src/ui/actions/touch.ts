/** Whether a finger is what points here: then nothing on the page names keys. */
import { useSyncExternalStore } from 'react';

const COARSE = '(pointer: coarse)';

export function useTouch(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(COARSE).matches);
}

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(COARSE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
