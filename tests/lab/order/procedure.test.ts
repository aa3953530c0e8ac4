import { describe, expect, it } from 'vitest';
import {
  chainFor,
  drawBrief,
  isRight,
  keywordsOf,
  rightAt,
  shownAt,
  TOLD_BY_HISTORY,
} from '../../../src/lab/order/procedure.ts';
import { OPENERS, READERS, STAGES, TOPICS, VOCABULARY } from '../../../src/lab/order/vocabulary.ts';
import { stream } from '../../../src/rl/random.ts';

const random = () => stream(3, 'test');

describe('the procedure', () => {
  it('is right at every stage as it is drawn, in words of the bench', () => {
    const from = random();
    for (let i = 0; i < 200; i++) {
      const brief = drawBrief(from);
      const chain = chainFor(brief, from);
      expect(chain.map(({ stage }) => stage)).toEqual([...STAGES]);
      const outputs: (readonly string[])[] = [];
      chain.forEach(({ stage, shown, output }) => {
        expect(shown).toEqual(shownAt(stage!, brief, outputs));
        expect(isRight(stage!, brief, shown, output)).toBe(true);
        expect(isRight(stage!, brief, shown, [...output, output[0]])).toBe(false);
        for (const word of [...shown, ...output]) expect(VOCABULARY).toContain(word);
        outputs.push(output);
      });
    }
  });

  it('goes as one would by hand', () => {
    const brief = { kind: 'pub', reader: 'couples' } as const;
    const at = (stage: (typeof STAGES)[number], shown: readonly string[]) => rightAt(stage, brief, shown);
    expect(at('topic', ['pub', 'couples'])).toEqual([['ale']]);
    expect(at('fill', ['golden', 'taste', '_'])).toEqual([['taste', 'golden']]);
    expect(at('check', ['taste', 'golden'])).toEqual([['fine']]);
    expect(at('check', ['need', 'golden'])).toEqual([['faulty']]);
    expect(at('rewrite', ['taste', 'golden', 'fine'])).toEqual([['find', 'golden']]);
    expect(at('rewrite', ['want', 'golden', 'faulty'])).toEqual([['need', 'golden']]);
    const [kept, changed] = [
      ['get', 'golden'],
      ['take', 'golden'],
    ];
    expect(at('select', ['faulty', ...kept, '|', ...changed])).toEqual([changed]);
    expect(at('select', ['fine', ...kept, '|', ...changed])).toEqual([kept]);
    expect(at('match', kept)).toEqual([['couples', ...kept]]);
  });

  it('shows the same kind of text where only history tells the stage, and for whom it is nowhere near the end', () => {
    const from = random();
    const texts = new Set(
      TOPICS.flatMap(keywordsOf).flatMap((keyword) => OPENERS.map((opener) => `${opener} ${keyword}`)),
    );
    const fluent = { check: 0, match: 0 };
    for (let i = 0; i < 300; i++) {
      for (const { stage, shown } of chainFor(drawBrief(from), from)) {
        if (stage !== 'topic')
          expect(shown.filter((word) => (READERS as readonly string[]).includes(word))).toEqual([]);
        if (stage !== 'check' && stage !== 'match') continue;
        expect(texts).toContain(shown.join(' '));
        fluent[stage] += Number(rightAt('check', drawBrief(from), shown)[0][0] === 'fine');
      }
    }
    // Nor does what became of a text tell: as many sound well after all stages as before.
    expect(fluent.match).toBe(fluent.check);
    expect(TOLD_BY_HISTORY).toEqual(['check', 'match']);
  });
});
