/**
 * Shows what a title says to those who do not hover: beside whatever the keyboard has come to rest on, at a tap on words that do
 * nothing else, and at a long press on what does. Readers of the screen have the title itself. Knows the document; knows no part
 * of the page.
 */
import { place } from './place.ts';
import styles from './Explain.module.css';

/** Milliseconds that the focus rests before its title shows: who walks by is not held up. */
const RESTS = 500;
/** Milliseconds of a long press. */
const PRESS = 500;
/** Pixels that a finger may stray meanwhile. */
const STRAYS = 8;

/** What does something at a tap. */
const ACTS = 'button, a[href], select, input, textarea, summary, [role=slider]';

/** Where one of these is reached, what it holds is told with it. */
const HOLDS = `${ACTS}, li[tabindex], th, td`;

/** What titles say of an element: its own, or its label's, and those of what it holds; not what is written there anyway. */
export function hintOf(element: Element): string {
  const part = element.closest<HTMLElement>(`[title], ${HOLDS}`);
  if (!part) return '';
  const label = part.closest<HTMLElement>('label[title]');
  const titled = [part.title ? part : label, ...part.querySelectorAll<HTMLElement>('[title]')];
  const says = titled.flatMap((one) =>
    one?.title && one.title !== writtenOf(one) ? [one.title.trim()] : [],
  );
  return [...new Set(says)].join('\n');
}

/** What is to be read of an element; nothing where it is cut off. */
function writtenOf(element: HTMLElement): string {
  return element.scrollWidth > element.clientWidth ? '' : element.innerText.trim();
}

/** Listens until the returned function is called. */
export function showHints(): () => void {
  const stop = new AbortController();
  const bubble = document.createElement('div');
  bubble.className = styles.bubble;
  bubble.popover = 'manual';
  bubble.ariaHidden = 'true';
  bubble.dataset.hint = '';
  document.body.append(bubble);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pressed: { readonly x: number; readonly y: number } | null = null;
  let shownByPress = false;

  const hide = () => {
    clearTimeout(timer);
    if (bubble.matches(':popover-open')) bubble.hidePopover();
  };
  const show = (element: Element) => {
    const says = element.isConnected ? hintOf(element) : '';
    if (says === '') return false;
    bubble.textContent = says;
    bubble.showPopover();
    place(element, bubble);
    return true;
  };
  const on = <Name extends keyof DocumentEventMap>(
    name: Name,
    act: (event: DocumentEventMap[Name]) => void,
  ) => document.addEventListener(name, act, { capture: true, signal: stop.signal });

  on('focusin', ({ target }) => {
    hide();
    if (target instanceof Element && target.matches(':focus-visible'))
      timer = setTimeout(() => show(target), RESTS);
  });
  on('focusout', hide);
  on('scroll', hide);
  // It is beside, not on top: what Escape closes is closed with it.
  on('keydown', hide);
  on('pointerdown', (event) => {
    hide();
    shownByPress = false;
    pressed = null;
    if (event.pointerType === 'mouse' || !(event.target instanceof Element)) return;
    const { target, clientX: x, clientY: y } = event;
    pressed = { x, y };
    timer = setTimeout(() => (shownByPress = show(target)), PRESS);
  });
  on('pointermove', ({ clientX, clientY }) => {
    if (pressed && !shownByPress && Math.hypot(clientX - pressed.x, clientY - pressed.y) > STRAYS)
      clearTimeout(timer);
  });
  on('pointercancel', () => {
    if (!shownByPress) clearTimeout(timer);
  });
  on('click', (event) => {
    clearTimeout(timer);
    if (!pressed || !(event.target instanceof Element)) return;
    pressed = null;
    if (shownByPress) {
      // Who read about a button has not pressed it.
      event.preventDefault();
      event.stopPropagation();
    } else if (!event.target.closest(ACTS)) {
      // Behind the focus that a label hands on.
      const { target } = event;
      setTimeout(() => show(target));
    }
  });
  return () => {
    stop.abort();
    hide();
    bubble.remove();
  };
}
