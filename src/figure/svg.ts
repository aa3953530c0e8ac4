/** A drawing as SVG: a file that every browser, editor and slide program opens, and that stays sharp. Knows shapes only. */
import { FONT, type Drawing, type Shape } from './shapes.ts';

export function svgOf({ width, height, shapes, title, description }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${escaped(FONT)}">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    ...shapes.map(elementOf),
    '</svg>',
    '',
  ].join('\n');
}

function elementOf(shape: Shape): string {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, fill } = shape;
      return `<rect x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}" fill="${fill}"/>`;
    }
    case 'path': {
      const { points, stroke, width, dash } = shape;
      const d = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${num(x)} ${num(y)}`).join('');
      const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
      return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`;
    }
    case 'text': {
      const { x, y, text, size, fill, anchor, bold } = shape;
      const weight = bold ? ' font-weight="650"' : '';
      return `<text x="${num(x)}" y="${num(y)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${weight}>${escaped(text)}</text>`;
    }
  }
}

/** Hundredths of a pixel are more than anybody sees. */
function num(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Text as XML takes it, without the control characters that it has no way to hold. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
