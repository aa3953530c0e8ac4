import { describe, expect, it } from 'vitest';
import { tickLabels } from '../../../../src/ui/charts/figure/tickLabels.ts';

const short = (value: number) => String(Number(value.toPrecision(3))).replace('-', '\u2212');
const share = (value: number) => `${Number((value * 100).toFixed(1))}%`;

describe('labels of an axis', () => {
  it('are as the chart writes numbers where that tells them apart', () => {
    expect(tickLabels([-1, -0.5, 0, 0.5], short)).toEqual(['−1', '−0.5', '0', '0.5']);
    expect(tickLabels([0.5, 0.75, 1], share)).toEqual(['50%', '75%', '100%']);
    expect(tickLabels([], short)).toEqual([]);
    expect(tickLabels([3], short)).toEqual(['3']);
  });

  it('have more decimals where two would read alike', () => {
    expect(tickLabels([-1.774, -1.772, -1.77], short)).toEqual(['−1.774', '−1.772', '−1.770']);
    expect(tickLabels([203.02, 203.04, 203.06], short)).toEqual(['203.02', '203.04', '203.06']);
    expect(tickLabels([0.5, 0.5002, 0.5004], share)).toEqual(['50.00%', '50.02%', '50.04%']);
    expect(tickLabels([12_000, 12_005, 12_010], short)).toEqual(['12000', '12005', '12010']);
  });

  it('stay short where no decimal helps', () => {
    expect(tickLabels([1, 1 + 1e-12], short)).toEqual(['1', '1']);
    expect(tickLabels([NaN, NaN], short)).toEqual(['NaN', 'NaN']);
  });
});
