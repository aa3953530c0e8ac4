/** In place of ranking where WebGPU is missing: what is missing, and what to do in this browser and in the others. */
import { useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { ownBrowser, secureAddresses, type BrowserKind } from '../app/state/webGpu.ts';
import styles from './UnsupportedPanel.module.css';

export default function UnsupportedPanel() {
  const { browsers, yours, ...reasons } = useDialogWords().unsupported;
  const missing = useRun((state) => state.missing) ?? 'api';
  const { title, lead } = reasons[missing];
  const own = ownBrowser(navigator.userAgent);
  const kinds = Object.keys(browsers) as BrowserKind[];
  return (
    <section className={styles.panel} aria-labelledby="unsupported-title">
      <h2 id="unsupported-title">{title}</h2>
      <p>{lead}</p>
      {missing === 'insecure' ? (
        <p>{reasons.insecure.steps(...secureAddresses(window.location))}</p>
      ) : (
        [own, ...kinds.filter((kind) => kind !== own)].map((kind) => (
          <details key={kind} open={kind === own}>
            <summary>
              <b>{browsers[kind].name}</b> {kind === own && <span>{yours}</span>}
            </summary>
            <p>{browsers[kind][missing === 'adapter' ? 'adapter' : 'api']}</p>
          </details>
        ))
      )}
    </section>
  );
}
