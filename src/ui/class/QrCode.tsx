/** A link as a QR code. Its library comes with the first one that is shown. */
import { encode } from 'uqr';
import styles from './Class.module.css';

interface Props {
  readonly text: string;
  /** What it is called for who does not see it. */
  readonly name: string;
}

/** CSS pixels that a small code is wide; a large one is wider: below three pixels a square, decoders fail. */
const WIDTH = 320;
const LEAST = 3;

export function QrCode({ text, name }: Props) {
  // The least correction: what is on a screen has no stains, and the squares are larger.
  const { data, size } = encode(text, { ecc: 'L', border: 2 });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  // A whole number of pixels each, or some squares would be wider than others.
  const width = size * Math.max(LEAST, Math.round(WIDTH / size));
  return (
    <figure className={styles.code} style={{ flexBasis: width }}>
      <svg role="img" aria-label={name} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <figcaption>{name}</figcaption>
    </figure>
  );
}
