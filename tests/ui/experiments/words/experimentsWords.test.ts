/** Every experiment has words for itself, its arms and its promises, in both languages. */
import { expect, it } from 'vitest';
import { EXPERIMENTS } from '../../../../src/experiments/index.ts';
import { enExperiments } from '../../../../src/ui/experiments/words/enExperiments.ts';
import { zhExperiments } from '../../../../src/ui/experiments/words/zhExperiments.ts';

it.each(EXPERIMENTS.map((experiment) => [experiment.id, experiment] as const))('%s', (id, experiment) => {
  for (const words of [enExperiments, zhExperiments]) {
    const text = words.experiments[id];
    expect(Object.keys(text.arms)).toEqual(experiment.arms.map((arm) => arm.id));
    expect(Object.keys(text.promises)).toEqual(experiment.promises.map((promise) => promise.id));
    for (const chart of experiment.watch) expect(words.metrics[chart]).toBeTruthy();
    for (const promise of experiment.promises)
      expect(text.promises[promise.id](1.25, 0.5)).toMatch(/1\.[23]|125/);
  }
  const chinese = zhExperiments.experiments[id];
  for (const said of [
    chinese.name,
    chinese.question,
    chinese.shows,
    ...chinese.happens,
    ...Object.values(chinese.arms),
  ])
    expect(said).toMatch(/\p{Script=Han}/u);
});
