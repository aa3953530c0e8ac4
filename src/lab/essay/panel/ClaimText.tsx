/** One claim in words: what the essay says, the verdict, what was found, what is missing. */
import { large, money } from '../../../ui/text/amounts.ts';
import { fixed, percent, signed } from '../../../ui/text/format.ts';
import type { Finding } from '../claim.ts';
import type { ClaimId } from '../claims/index.ts';
import type { EssayWords } from './enEssay.ts';
import type { Numbers } from './numbers.ts';
import type { Read } from './useFindings.ts';
import styles from './EssayPanel.module.css';

/** As the page writes them. */
export const WRITE: Numbers = { fixed, signed, percent, large, money };

interface Props {
  readonly id: ClaimId;
  readonly words: EssayWords;
  /** Null while its record is on its way. */
  readonly read: Read;
}

/** The words of any claim: those for figures take the figures that the same claim found. */
interface AnyWords {
  readonly title: string;
  readonly says: string;
  found(figures: unknown, write: Numbers): string;
  missing(figures: unknown, write: Numbers): string;
}

export function ClaimText({ id, words, read }: Props) {
  const claim: AnyWords = words.claims[id];
  return (
    <>
      <h3 id={`essay-${id}`}>{claim.title}</h3>
      <p>{claim.says}</p>
      {read === null && <p className={styles.note}>{words.reading}</p>}
      {read && 'unread' in read && <p role="alert">{words.unread(read.unread)}</p>}
      {read && 'finding' in read && <FoundText claim={claim} words={words} finding={read.finding} />}
    </>
  );
}

function FoundText({
  claim,
  words,
  finding,
}: {
  readonly claim: AnyWords;
  readonly words: EssayWords;
  readonly finding: Finding;
}) {
  const verdict = (
    <b className={styles.verdict} data-verdict={finding.verdict}>
      {words.verdicts[finding.verdict]}
    </b>
  );
  if (finding.verdict === 'unmeasured')
    return (
      <p>
        {verdict} {finding.quick ? words.quick : words.nothing}
      </p>
    );
  const { figures, seeds, adapter } = finding;
  return (
    <>
      <p>
        {verdict} {claim.found(figures, WRITE)}
      </p>
      {finding.verdict !== 'holds' && (
        <p>
          <b>{words.missing}</b> {claim.missing(figures, WRITE)}
        </p>
      )}
      <p className={styles.note}>{words.from(seeds, adapter)}</p>
    </>
  );
}
