import { describe, expect, it } from 'vitest';
import { HELP, isWhole, PARTS, parseOptions } from '../../bench/options.ts';

describe('parseOptions', () => {
  it('runs everything by default, on whatever adapter there is', () => {
    const options = parseOptions([]);
    expect(options).toEqual({ quick: false, help: false, node: false, adapter: 'auto', parts: PARTS });
    expect(isWhole(options)).toBe(true);
  });

  it('reads --only several times and keeps the usual order', () => {
    const options = parseOptions(['--only', 'micro', '--only', 'ours', '--adapter', 'software']);
    expect(options.parts).toEqual(['ours', 'micro']);
    expect(options.adapter).toBe('software');
    expect(isWhole(options)).toBe(false);
  });

  it('never takes a run in Node for one in a browser', () => {
    const options = parseOptions(['--node']);
    expect(options).toMatchObject({ node: true, parts: PARTS });
    expect(isWhole(options)).toBe(false);
  });

  it('never takes a quick run for a whole one', () => {
    expect(isWhole(parseOptions(['--quick']))).toBe(false);
  });

  it('refuses what it does not know, with the choices', () => {
    expect(() => parseOptions(['--only', 'jaxx'])).toThrow('one of ours, tfjs, jax');
    expect(() => parseOptions(['--only'])).toThrow('not nothing');
    expect(() => parseOptions(['--fast'])).toThrow('Unknown option --fast');
  });

  it('names every part and option in its help', () => {
    for (const word of [...PARTS, '--quick', '--only', '--adapter', '--node', '--help'])
      expect(HELP).toContain(word);
  });
});
