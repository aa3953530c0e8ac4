/** In place of ranking where there is no WebGPU: what to do in this browser and in the others. */
import { useWords } from '../context.ts';
import styles from './UnsupportedPanel.module.css';

export default function UnsupportedPanel() {
  const words = useWords();
  const { browsers, title, lead, yours } = words.unsupported;
  const own = ownBrowser(navigator.userAgent);
  const order = [own, ...browsers.keys()].filter((index, at, all) => all.indexOf(index) === at);
  return (
    <section className={styles.panel} aria-labelledby="unsupported-title">
      <h2 id="unsupported-title">{title}</h2>
      <p>{lead}</p>
      {order.map((index) => (
        <details key={index} open={index === own}>
          <summary>
            {browsers[index].name} {index === own && <span>{yours}</span>}
          </summary>
          <p>{browsers[index].steps}</p>
        </details>
      ))}
    </section>
  );
}

/** Index into the dictionary's list of browsers. */
function ownBrowser(userAgent: string): number {
  if (/Firefox\//.test(userAgent)) return 2;
  if (/Chrome\//.test(userAgent)) return /Linux(?!.*Android)/.test(userAgent) ? 1 : 0;
  return /Safari\//.test(userAgent) ? 3 : 0;
}
