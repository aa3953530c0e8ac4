/**
 * A drawing as PNG. It is painted by itself rather than out of its SVG: the page's content policy lets no picture in from
 * an address that the page has made. Knows shapes and a canvas.
 */
import { FONT, type Drawing, type Shape } from '../../../figure/shapes.ts';

/** Pixels of the picture to one of the drawing: sharp on paper and on a projector. */
const SHARPNESS = 3;

/** @throws Error where the browser gives no canvas, in words */
export async function pngOf({ width, height, shapes }: Drawing): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  const context = canvas.getContext('2d');
  const blob = context && (await painted(canvas, context, shapes));
  if (!blob) throw new Error('The browser made no picture of it. The same figure leaves as SVG.');
  return blob;
}

function painted(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  shapes: readonly Shape[],
): Promise<Blob | null> {
  context.scale(SHARPNESS, SHARPNESS);
  context.lineJoin = 'round';
  for (const shape of shapes) paint(context, shape);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function paint(context: CanvasRenderingContext2D, shape: Shape): void {
  switch (shape.kind) {
    case 'rect':
      context.fillStyle = shape.fill;
      context.fillRect(shape.x, shape.y, shape.width, shape.height);
      return;
    case 'path':
      context.strokeStyle = shape.stroke;
      context.lineWidth = shape.width;
      context.setLineDash([...shape.dash]);
      context.beginPath();
      for (const [at, [x, y]] of shape.points.entries()) {
        if (at === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.stroke();
      return;
    case 'text':
      context.fillStyle = shape.fill;
      context.font = `${shape.bold ? 650 : 400} ${shape.size}px ${FONT}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.fillText(shape.text, shape.x, shape.y);
  }
}
