/** Every trouble has its words in both languages, with the numbers that it is told by. */
import { expect, it } from 'vitest';
import { TROUBLE_KINDS } from '../../../../src/rl/runs/troubles.ts';
import { enWatch } from '../../../../src/ui/watch/words/enWatch.ts';
import { zhWatch } from '../../../../src/ui/watch/words/zhWatch.ts';

it.each(TROUBLE_KINDS)('%s', (kind) => {
  expect(Object.keys(zhWatch.troubles)).toEqual(Object.keys(enWatch.troubles));
  for (const words of [enWatch, zhWatch]) {
    const { title, text, advice } = words.troubles[kind];
    const said = text(7, 0.875, 0.125, 0.5, 2.5);
    expect(said).toMatch(/0\.9|0\.88|88/);
    expect(said).toMatch(/0\.1|0\.13|13/);
    expect(title.length).toBeLessThan(70);
    expect(advice.length).toBeGreaterThan(10);
  }
  for (const said of Object.values(zhWatch.troubles[kind]).filter((one) => typeof one === 'string'))
    expect(said).toMatch(/\p{Script=Han}/u);
});
