/**
 * A chart as it leaves the page: its curves with names, what lies behind them, axes, and a caption that says where the
 * numbers come from. Plain values; knows no run, no words and no way to draw.
 */

export interface FigureCurve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly color: string;
  readonly width: number;
  /** Lengths drawn and left out; none for a whole line. */
  readonly dash: readonly number[];
  /** A sign on every quarter of it and at its end, so that it needs no colour to be told; none where left out. */
  readonly mark?: string;
  /** Drawn, and not named: the raw values behind a smoothed curve. */
  readonly shadow?: true;
}

export interface Figure {
  readonly title: string;
  readonly xLabel: string;
  /** With its unit. */
  readonly yLabel: string;
  readonly curves: readonly FigureCurve[];
  readonly band: readonly [low: number, high: number] | null;
  readonly line: { readonly at: number; readonly label: string | null } | null;
  /** Limits of y, or null to fit. */
  readonly range: readonly [number, number] | null;
  /** Where something happened: a line through the curves with a number, which `notes` explain in their order. */
  readonly marks: readonly { readonly x: number; readonly text: string }[];
  /** Sentences under it. */
  readonly caption: readonly string[];
  readonly format: (value: number) => string;
}
