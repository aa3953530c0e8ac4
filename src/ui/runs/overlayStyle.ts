/**
 * How a run laid over the curves is drawn: each place has a dash, a mark and a colour of its own, so that no two need
 * colour to be told apart. Knows no canvas.
 */
export interface OverlayStyle {
  /** Lengths in CSS pixels, drawn and left out. */
  readonly dash: readonly number[];
  /** The mark on the curve, as a letter that stands beside the run's name. */
  readonly mark: '●' | '■' | '▲' | '◆' | '✚';
  /** Name of the colour in tokens.css. */
  readonly color: string;
}

export const OVERLAY_STYLES: readonly OverlayStyle[] = [
  { dash: [7, 3], mark: '●', color: '--overlay-1' },
  { dash: [2, 3], mark: '■', color: '--overlay-2' },
  { dash: [10, 3, 2, 3], mark: '▲', color: '--overlay-3' },
  { dash: [4, 4], mark: '◆', color: '--overlay-4' },
  { dash: [12, 5], mark: '✚', color: '--overlay-5' },
];
