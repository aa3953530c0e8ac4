/** The tone layer must please twice: its tone is detected, and it says nothing untrue. */
import { describe, expect, it } from 'vitest';
import { SLOT_VALUES, SLOTS, type Facts, type Slot } from '../../../src/tastes/blurbs/facts.ts';
import { checkFacts } from '../../../src/tastes/blurbs/slotChecker.ts';
import { detectTone, TONES, type Tone } from '../../../src/tastes/blurbs/tone.ts';
import { randomName, randomNear } from '../../../scripts/blurbs/names.ts';
import {
  BLUNT,
  EXCLAMATION,
  PLAYFUL,
  QUESTION,
  WARM,
  type TonePhrases,
} from '../../../scripts/blurbs/phrases.ts';
import { Random } from '../../../scripts/blurbs/random.ts';
import { realise } from '../../../scripts/blurbs/realise.ts';
import { applyTone, fillPhrase } from '../../../scripts/blurbs/toneLayer.ts';

const PHRASES: Record<Tone, TonePhrases> = {
  warm: WARM,
  playful: PLAYFUL,
  question: QUESTION,
  exclamation: EXCLAMATION,
  blunt: BLUNT,
};

function someFacts(rng: Random): Facts {
  const name = randomName(rng);
  const facts: Facts = { name };
  const slots = rng.shuffle(SLOTS.slice(1)).slice(0, 1 + rng.below(7)) as Exclude<Slot, 'name'>[];
  for (const slot of slots)
    facts[slot] = slot === 'near' ? randomNear(name, rng) : rng.pick(SLOT_VALUES[slot]);
  return facts;
}

describe('phrases', () => {
  it.each(TONES)('has at least 25 different ones for %s, before and behind', (tone) => {
    const { openings, closings } = PHRASES[tone];
    const all = new Set([...openings, ...closings]);
    expect(all.size).toBe(openings.length + closings.length);
    expect(all.size).toBeGreaterThanOrEqual(25);
    expect(openings.length).toBeGreaterThanOrEqual(10);
    expect(closings.length).toBeGreaterThanOrEqual(10);
  });

  it.each(TONES)('every one for %s is heard as that and states nothing but its facts', (tone) => {
    const rng = new Random(3);
    const facts: Facts = { name: 'Zizzi', food: 'Indian', type: 'pub', area: 'riverside', near: 'Avalon' };
    for (const phrase of [...PHRASES[tone].openings, ...PHRASES[tone].closings]) {
      const { text, says } = fillPhrase(phrase, facts, rng)!;
      const check = checkFacts(facts, text);
      expect(check.wrong, text).toEqual([]);
      expect(new Set(check.said.filter((slot) => slot !== 'name')), text).toEqual(says);
      expect(detectTone(text), text).toBe(tone);
    }
  });
});

describe('realise', () => {
  it('says every fact and no other', () => {
    const rng = new Random(11);
    for (let i = 0; i < 3000; i++) {
      const facts = someFacts(rng);
      const text = realise(facts, new Set(), rng, rng.chance(0.5));
      const check = checkFacts(facts, text);
      expect(check.wrong, text).toEqual([]);
      expect(check.missing, text).toEqual([]);
    }
  });
});

describe('applyTone', () => {
  it.each(TONES)('keeps all facts and is heard as %s', (tone) => {
    const rng = new Random(7);
    let heard = 0;
    const n = 1000;
    for (let i = 0; i < n; i++) {
      const facts = someFacts(rng);
      const text = applyTone(tone, facts, undefined, rng);
      const check = checkFacts(facts, text);
      expect(check.wrong, text).toEqual([]);
      expect(check.missing, text).toEqual([]);
      if (detectTone(text) === tone) heard++;
    }
    // A long blunt list has no sure sign; every other tone has one.
    expect(heard / n).toBeGreaterThan(tone === 'blunt' ? 0.85 : 0.99);
  });

  it('puts a phrase around a reference without saying the name twice', () => {
    const rng = new Random(1);
    const reference = 'The Mill is a pub in the city centre.';
    for (let i = 0; i < 200; i++) {
      const text = applyTone('warm', { name: 'The Mill', type: 'pub', area: 'city centre' }, reference, rng);
      expect(text).toContain('is a pub in the city centre.');
      expect(text).not.toMatch(/The Mill\. The Mill/);
    }
  });
});
