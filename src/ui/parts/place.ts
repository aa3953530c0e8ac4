/** Where a bubble stands beside what it is about. */

/** Below the anchor, or above it where there is no room, and always inside the window. */
export function place(anchor: Element, bubble: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const margin = 8;
  const left = Math.min(Math.max(margin, from.left), window.innerWidth - size.width - margin);
  const below = from.bottom + 6;
  const top = below + size.height > window.innerHeight - margin ? from.top - size.height - 6 : below;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${Math.max(margin, top)}px`;
}
