/** What the records say of claims: each is fetched once, when the text is first shown. */
import { useEffect, useState } from 'react';
import { findingOf, type Claim, type Finding } from '../claim.ts';

/** What is known of a claim so far. */
export type Read = { readonly finding: Finding } | { readonly unread: string } | null;

/** By name; a claim whose record is on its way is left out. */
export function useFindings(claims: Readonly<Record<string, Claim>>): Readonly<Record<string, Read>> {
  const [read, setRead] = useState<Readonly<Record<string, Read>>>({});
  useEffect(() => {
    let gone = false;
    for (const [id, claim] of Object.entries(claims))
      void readFinding(claim).then((found) => gone || setRead((before) => ({ ...before, [id]: found })));
    return () => {
      gone = true;
    };
  }, [claims]);
  return read;
}

async function readFinding(claim: Claim): Promise<Read> {
  try {
    return { finding: findingOf(claim, await claim.record()) };
  } catch (error) {
    return { unread: error instanceof Error ? error.message : String(error) };
  }
}
