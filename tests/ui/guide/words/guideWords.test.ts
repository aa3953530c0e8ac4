/** Every step, act and question is said in both languages, and explanations say the numbers that they are given. */
import { expect, it } from 'vitest';
import { STEPS } from '../../../../src/ui/guide/state/steps.ts';
import type { QuestionId } from '../../../../src/ui/guide/state/questions.ts';
import { enGuide, type GuideWords } from '../../../../src/ui/guide/words/enGuide.ts';
import { zhGuide } from '../../../../src/ui/guide/words/zhGuide.ts';

const WORDS: readonly (readonly [string, GuideWords])[] = [
  ['en', enGuide],
  ['zh', zhGuide],
];

/** Any number, as text; a different one for each name. */
const said = new Proxy({}, { get: (_, name) => String(String(name).length + 0.25) });

it.each(WORDS)('%s says everything', (_, words) => {
  for (const { id, acts, questions, recordedQuestions } of STEPS) {
    expect(words.texts[id].text.length).toBeGreaterThan(0);
    for (const act of acts) expect(words.acts[act.id].text).toBeTruthy();
    for (const question of [...questions, ...recordedQuestions]) {
      const { ask, none, explain } = words.questions[question];
      expect(ask && none).toBeTruthy();
      expect(explain(said)).not.toMatch(/undefined|NaN/);
      expect(explain(said)).toMatch(/\d\.25/);
    }
  }
});

it('explains what was not as expected otherwise than what was', () => {
  for (const [, { questions }] of WORDS) {
    const differing: readonly [QuestionId, string, readonly string[]][] = [
      ['pairs', 'tied', ['0', '2']],
      ['best', 'same', ['yes', 'no']],
      ['together', 'verdict', ['both', 'rewardOnly', 'neither', 'open']],
    ];
    for (const [id, name, values] of differing) {
      const texts = values.map((value) => questions[id].explain({ ...numbers, [name]: value }));
      expect(new Set(texts).size).toBe(values.length);
    }
  }
});

const numbers = {
  ranked: '4',
  all: '6',
  right: '4',
  best: 'A',
  yours: 'B',
  score: '1',
  reward: '1',
  truth: '1',
  kl: '2',
};

it('says in Chinese what it says in English', () => {
  for (const { id } of STEPS) {
    const { title, text, means } = zhGuide.texts[id];
    for (const words of [title, means, ...text.flat()]) expect(words).toMatch(/\p{Script=Han}/u);
    expect(text).toHaveLength(enGuide.texts[id].text.length);
  }
});
