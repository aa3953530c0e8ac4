/** A button for an action of the registry: label, shortcut and availability come from there. */
import type { ReactNode } from 'react';
import { actionOf, ariaShortcut, isSingleKey, shortcutText, type ActionId } from '../actions/registry.ts';
import { useApp, usePreferences, useRanking, useRun, useUi, useWords } from '../app/context.ts';
import { useTouch } from '../actions/touch.ts';
import styles from './ActionButton.module.css';

interface Props {
  readonly id: ActionId;
  readonly kind?: 'primary' | 'plain' | 'quiet';
  /** In place of the action's own label. */
  readonly label?: string;
  /** What it is called where the label alone does not say it. */
  readonly name?: string;
  readonly icon?: ReactNode;
  /** Shows the key beside the label. */
  readonly withKey?: boolean;
  /** Shows the icon alone; the label stays its name. */
  readonly iconOnly?: boolean;
  /** Why it is not possible now, shown on hover and read with the button. */
  readonly reason?: string | null;
}

export function ActionButton({ id, kind = 'plain', label, name, icon, withKey, iconOnly, reason }: Props) {
  const app = useApp();
  const words = useWords();
  // Availability depends on the three stores; a change of any of them asks again.
  useRun((state) => state);
  useRanking((state) => state);
  usePreferences((state) => state.events);
  const action = actionOf(id);
  const text = label ?? words.actions[id];
  const touch = useTouch();
  const singleKeys = useUi((state) => state.singleKeys);
  const [first] = action.shortcuts;
  // Keys that nobody has here, or that were turned off, are not named.
  const shortcut = first && !touch && (singleKeys || !isSingleKey(first)) ? first : undefined;
  const enabled = action.enabled(app);
  const hint = reason ?? (shortcut ? `${text} (${shortcutText(shortcut)})` : text);
  return (
    <button
      type="button"
      className={`${styles.button} ${styles[kind]} ${iconOnly ? styles.square : ''}`}
      disabled={!enabled}
      title={hint}
      aria-label={name ?? (iconOnly ? text : undefined)}
      aria-keyshortcuts={shortcut ? ariaShortcut(shortcut) : undefined}
      data-action={id}
      onClick={() => action.perform(app)}
    >
      {icon}
      {!iconOnly && <span>{text}</span>}
      {withKey && shortcut && <kbd aria-hidden="true">{shortcutText(shortcut)}</kbd>}
    </button>
  );
}
