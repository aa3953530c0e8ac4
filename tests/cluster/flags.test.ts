import { describe, expect, it } from 'vitest';
import { dashedFlags, flag, hydraFlags, numberText, yamlText } from '../../src/cluster/flags.ts';

describe('flags', () => {
  it('writes YAML with comments above', () => {
    const text = yamlText(
      ['Head'],
      [flag('lr', 1e-8, 'Why.'), flag('name', 'a b'), flag('on', true), flag('none', null)],
    );
    expect(text).toBe('# Head\n# Why.\nlr: 1.0e-8\nname: "a b"\non: true\nnone: null\n');
  });

  it('writes the inside of a bash array', () => {
    const flags = [flag('a.b', '$HERE/x', 'Note'), flag('switch', null), flag('two', [0.9, 0.999])];
    expect(dashedFlags(flags)).toBe('  # Note\n  --a.b "$HERE/x"\n  --switch\n  --two 0.9 0.999');
    expect(hydraFlags([flag('a.b', true), flag('c', '[x,y]'), flag('d', null)])).toBe(
      '  a.b=True\n  c="[x,y]"\n  d=null',
    );
  });

  it('refuses what a shell or a number parser would read otherwise', () => {
    expect(() => dashedFlags([flag('a', 'say "x"')])).toThrow('quoted');
    expect(() => hydraFlags([flag('a', '`date`')])).toThrow('quoted');
    expect(() => numberText(NaN)).toThrow(RangeError);
    // PyYAML takes 1e-8 for a string.
    expect([1e-8, 1.5e-8, 0.1 + 0.2, 1e9].map(numberText)).toEqual(['1.0e-8', '1.5e-8', '0.3', '1000000000']);
  });
});
