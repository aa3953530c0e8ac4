/** What the copy is about and for whom: a venue or a fund, its facts, its readers. */
import { factsOf, type Domain, type Item } from '../domain/domain.ts';
import type { ChainWords } from './enChain.ts';
import styles from './ChainPanel.module.css';

/** Longest name: a prompt has to fit. */
const MOST = 24;

interface Props {
  readonly words: ChainWords;
  readonly domain: Domain;
  readonly item: Item;
  readonly reader: string;
  readonly busy: boolean;
  onDomain(id: Domain['id']): void;
  onItem(item: Item): void;
  onReader(reader: string): void;
  onAnother(): void;
}

export function ItemForm({
  words,
  domain,
  item,
  reader,
  busy,
  onDomain,
  onItem,
  onReader,
  onAnother,
}: Props) {
  return (
    <section aria-labelledby="chain-item">
      <h3 id="chain-item">{words.about}</h3>
      <div className={styles.fields}>
        <label>
          <span>{words.domain}</span>
          <select
            value={domain.id}
            disabled={busy}
            onChange={({ target }) => onDomain(target.value as Domain['id'])}
          >
            <option value="venues">{words.domains.venues}</option>
            <option value="funds">{words.domains.funds}</option>
          </select>
        </label>
        <label>
          <span>{words.itemName}</span>
          <input
            type="text"
            value={item.name}
            maxLength={MOST}
            disabled={busy}
            aria-invalid={item.name.trim() === ''}
            onChange={({ target }) => onItem({ ...item, name: target.value })}
          />
        </label>
        {factsOf(domain).map((fact) => (
          <label key={fact}>
            <span translate="no">{fact}</span>
            <select
              translate="no"
              value={item.facts[fact]}
              disabled={busy}
              onChange={({ target }) => onItem({ ...item, facts: { ...item.facts, [fact]: target.value } })}
            >
              {Object.keys(domain.phrases[fact]).map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          </label>
        ))}
        <label>
          <span>{words.reader}</span>
          <select
            translate="no"
            value={reader}
            disabled={busy}
            onChange={({ target }) => onReader(target.value)}
          >
            {Object.keys(domain.readers).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <div className={styles.buttons}>
        <button type="button" disabled={busy} onClick={onAnother}>
          {words.another}
        </button>
      </div>
    </section>
  );
}
