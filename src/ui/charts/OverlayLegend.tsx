/** Which runs lie over the curves: the line, mark and name of each, and the way to take it away. */
import { useRuns, useWords, useApp } from '../app/context.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import { OVERLAY_STYLES } from '../runs/overlayStyle.ts';
import styles from './OverlayLegend.module.css';

export default function OverlayLegend({ overlaid }: { readonly overlaid: readonly OverlaidRun[] }) {
  const app = useApp();
  const words = useWords();
  const live = useRuns((state) => state.live);
  return (
    <ul className={styles.legend} aria-label={words.runs.over}>
      {overlaid.map(({ id, name, slot }) => {
        const { dash, mark, color } = OVERLAY_STYLES[slot];
        return (
          <li key={id}>
            <svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true">
              <path d="M0 6h30" stroke={`var(${color})`} strokeWidth="1.5" strokeDasharray={dash.join(' ')} />
            </svg>
            <span aria-hidden="true" style={{ color: `var(${color})` }}>
              {mark}
            </span>
            <span translate="no">{name}</span>
            {id === live && <small>{words.runs.live}</small>}
            <button
              type="button"
              aria-label={words.runs.takeAway(name)}
              title={words.runs.takeAway(name)}
              onClick={() => void app.runs.load().then((runs) => runs.overlay(id, false))}
            >
              ×
            </button>
          </li>
        );
      })}
    </ul>
  );
}
