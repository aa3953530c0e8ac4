/** The model that comes with the page, in its worker: every step of both chains is what it should be, and ranks teach it. */
import { afterEach, expect, it } from 'vitest';
import { DOMAINS } from '../../../src/lab/chain/domain/demonstrations.ts';
import { briefOf, factsOf, inputsOf } from '../../../src/lab/chain/domain/domain.ts';
import { essayChain } from '../../../src/lab/chain/domain/prompts.ts';
import { lessonsOf } from '../../../src/lab/chain/lessons.ts';
import { claimsIn, rate } from '../../../src/lab/chain/raters/rater.ts';
import { beginTrace, runChain } from '../../../src/lab/chain/run.ts';
import { ranked, resultOf } from '../../../src/lab/chain/trace.ts';
import { connectLab } from '../../../src/workers/labClient.ts';
import type { LabConnection } from '../../../src/workers/labProtocol.ts';

let lab: LabConnection | undefined;

afterEach(() => {
  lab?.close();
  lab = undefined;
});

it('does the steps of both chains, and learns from their ranks', { timeout: 240_000 }, async () => {
  lab = connectLab();
  const modelRoot = new URL('/models/', window.location.href).href;
  const address = { kind: 'url', url: `${modelRoot}chain-tiny` } as const;
  const model = await lab.open({ model: { kind: 'remote', address }, modelRoot });
  expect(model.facts.parameters).toBeLessThan(1e6);
  for (const domain of Object.values(DOMAINS)) {
    const briefs = [1, 2, 3, 4].map((seed) => briefOf(domain, seed));
    const begun = briefs.map((brief, index) => beginTrace(String(index), inputsOf(brief)));
    const traces = await runChain(model, essayChain(domain), begun, { seed: 1, chat: null });
    for (const { steps } of traces) {
      expect(factsOf(domain)).toContain(steps[0].candidates[0].text);
      expect(claimsIn(domain, steps[1].candidates[0].text).length).toBeGreaterThan(0);
      expect(steps[2].candidates.map(({ text }) => text).join(' ')).toContain(domain.masks.name);
    }
    const results = traces.map(resultOf);
    const totals = results.map(
      (text, index) => rate(domain, briefs[index].item, briefs[index].reader, text).total,
    );
    expect(totals.reduce((sum, total) => sum + total, 0) / 4, JSON.stringify(results)).toBeGreaterThan(0.35);
    const order = traces[0].steps[0].candidates.map((_, place) => [place]);
    const others = traces[1].steps[2].candidates.map((_, place) => [place]);
    const lessons = lessonsOf([
      ranked(traces[0], 0, order, 'person'),
      ranked(traces[1], 2, others, 'person'),
    ]);
    if (lessons.length > 1)
      expect((await model.learn!(lessons, 1, {}, { passes: 1 })).answers).toBe(lessons.length);
  }
});
