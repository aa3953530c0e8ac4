/**
 * Messages about something that may become true again: said when it fails, gone when it works. Knows the store that
 * shows them; must not know React.
 */
import type { UiStore } from './uiStore.ts';

/** What a complaint is about: the next success of the same takes it away. */
export type Matter = 'train' | 'compare' | 'measure' | 'settings' | 'rankings' | 'runs';

/** Shows `text` as an error until {@link settled}, the person, or another message takes it away. */
export function complain(ui: UiStore, about: Matter, text: string): void {
  ui.setState({ notice: { kind: 'error', text, about } });
}

/** Takes the complaint about this away, if it is what is shown. */
export function settled(ui: UiStore, about: Matter): void {
  if (ui.getState().notice?.about === about) ui.setState({ notice: null });
}
