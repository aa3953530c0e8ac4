import { describe, expect, it } from 'vitest';
import {
  adaptKlCoefficient,
  KlController,
  type KlSettings,
} from '../../../../src/rl/algorithms/ppo/klController.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';

// The setting of Ziegler et al.: one iteration may move beta by 0.2 * 512 / 10000, about 1 %.
const ZIEGLER = { klTarget: 6, klHorizon: 1e4 };
const SETTINGS: KlSettings = { klCoefficient: 0.15, adaptiveKl: true, ...ZIEGLER };

describe('adaptKlCoefficient', () => {
  it.each([
    [12, 0.151536],
    [0, 0.148464],
    [6.6, 0.150768],
    [6, 0.15],
    [-1, 0.148464],
  ])('moves 0.15 for a KL of %d nats to %d', (kl, expected) => {
    expect(adaptKlCoefficient(0.15, kl, 512, ZIEGLER)).toBeCloseTo(expected, 9);
  });

  it('steers a process whose KL is inversely proportional to beta to its target', () => {
    let beta = 0.02;
    for (let i = 0; i < 200; i++) beta = adaptKlCoefficient(beta, 0.6 / beta, 32, DEFAULT_SETTINGS);
    expect(0.6 / beta).toBeCloseTo(DEFAULT_SETTINGS.klTarget, 2);
  });
});

describe('KlController', () => {
  it('starts from the setting and adapts', () => {
    const controller = new KlController(SETTINGS);
    expect(controller.coefficient).toBe(0.15);
    expect(controller.update(12, 512)).toBeCloseTo(0.151536, 9);
    expect(controller.coefficient).toBeCloseTo(0.151536, 9);
  });

  it('leaves beta alone when fixed', () => {
    const controller = new KlController({ ...SETTINGS, adaptiveKl: false });
    expect(controller.update(100, 512)).toBe(0.15);
  });

  it('continues from its state through JSON', () => {
    const first = new KlController(SETTINGS);
    first.update(12, 512);
    const second = new KlController(SETTINGS, JSON.parse(JSON.stringify(first.state)));
    expect(second.update(0, 512)).toBe(first.update(0, 512));
  });

  it('starts over when the starting value was changed since the state was saved', () => {
    const first = new KlController(SETTINGS);
    first.update(12, 512);
    expect(new KlController({ ...SETTINGS, klCoefficient: 0.3 }, first.state).coefficient).toBe(0.3);
  });

  it('keeps what it learned when another setting changes, and resets with its own', () => {
    const controller = new KlController(SETTINGS);
    const adapted = controller.update(12, 512);
    const nearer = new KlController({ ...SETTINGS, klTarget: 3 }, controller.state);
    expect(nearer.coefficient).toBe(adapted);
    const stronger = new KlController({ ...SETTINGS, klCoefficient: 0.4 }, nearer.state);
    expect(stronger.coefficient).toBe(0.4);
    stronger.update(12, 512);
    const fixed = new KlController({ ...SETTINGS, klCoefficient: 0.4, adaptiveKl: false }, stronger.state);
    expect(fixed.coefficient).toBe(0.4);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a KL of %d and keeps beta', (kl) => {
    const controller = new KlController(SETTINGS);
    expect(() => controller.update(kl, 32)).toThrow(RangeError);
    expect(controller.coefficient).toBe(0.15);
  });

  it.each([{ klCoefficient: -0.1 }, { klTarget: 0 }, { klHorizon: 0 }, { klTarget: Number.NaN }])(
    'refuses the settings %j',
    (changes) => {
      expect(() => new KlController({ ...SETTINGS, ...changes })).toThrow(RangeError);
      const { state } = new KlController(SETTINGS);
      expect(() => new KlController({ ...SETTINGS, ...changes }, state)).toThrow(RangeError);
    },
  );
});
