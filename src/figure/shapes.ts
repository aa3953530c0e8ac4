/** What a figure is drawn of: as SVG writes it, and as a canvas paints it (svg.ts, canvas.ts). Sizes in pixels, y downwards. */

export interface Rect {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
}

export interface Path {
  readonly kind: 'path';
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly stroke: string;
  readonly width: number;
  readonly dash: readonly number[];
}

export interface Text {
  readonly kind: 'text';
  readonly x: number;
  /** Of the letters' base line. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly fill: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly bold?: true;
}

export type Shape = Rect | Path | Text;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** In the order they are drawn. */
  readonly shapes: readonly Shape[];
  /** For who does not see it. */
  readonly title: string;
  readonly description: string;
}

export const FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', sans-serif";
