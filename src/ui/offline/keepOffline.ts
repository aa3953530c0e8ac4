/**
 * Keeps the built page in this browser, and says when a newer one is there. Loaded once the first session is open, so that a first
 * visit waits for nothing of it. Knows the browser's service workers; what the worker does is in scripts/offline.
 */
import type { UiStore } from '../app/state/uiStore.ts';
import { enOffline } from './words/enOffline.ts';
import { zhOffline } from './words/zhOffline.ts';

/**
 * Where the browser has no service workers (no https), or does not let it, the page is as it was. Never rejects.
 * @param written when the first answers are there: until then the network is theirs
 */
export async function keepOffline(ui: UiStore, base: URL, written: Promise<void>): Promise<void> {
  try {
    await written;
    const registration = await navigator.serviceWorker.register(new URL('sw.js', base), { scope: base.href });
    const tell = () => {
      // The first version is no news.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      const { update } = ui.getState().language === 'zh' ? zhOffline : enOffline;
      ui.setState({ notice: { kind: 'info', text: update } });
    };
    tell();
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', tell),
    );
  } catch {
    // Some browsers refuse it in private windows.
  }
}
