/** A policy taught by answers that were given: what counted more becomes more probable, on the embedded model in its worker. */
import { afterEach, expect, it } from 'vitest';
import { connectLab } from '../../../src/workers/labClient.ts';
import type { JudgedAnswer, LanguageModel } from '../../../src/lab/model/languageModel.ts';
import type { LabConnection } from '../../../src/workers/labProtocol.ts';

let lab: LabConnection | undefined;

afterEach(() => {
  lab?.close();
  lab = undefined;
});

const wordsIn = (text: string) => text.trim().split(/\s+/).length;

/** log π of each answer. */
async function read(model: LanguageModel, answers: readonly JudgedAnswer[]): Promise<number[]> {
  const texts = answers.map(({ prompt, answer }) => ({ prefix: prompt, continuation: answer }));
  return (await model.logProbability(texts)).map(({ sum }) => sum);
}

it('learns to write what counted, near the model as it was', { timeout: 240_000 }, async () => {
  lab = connectLab();
  const modelRoot = new URL('/models/', window.location.href).href;
  const model = await lab.open({ model: { kind: 'embedded', name: 'blurbs-tiny' }, modelRoot });
  const prompts = model.facts.prompts.slice(0, 8);
  const written = await model.generate(prompts, { maxTokens: 40, samples: 2, seed: 5 });
  // The shorter of two counts.
  const judged = written.map(({ text }, row): JudgedAnswer => {
    const other = written[row ^ 1].text;
    const value = wordsIn(text) < wordsIn(other) ? 1 : 0;
    return { prompt: prompts[row >> 1], templated: false, answer: text.trim(), value };
  });
  const before = await read(model, judged);
  const same = judged.map((each) => ({ ...each, value: 1 }));
  await expect(model.learn!(same, 1)).rejects.toThrow(/All answers count the same/);
  expect(await read(model, judged)).toEqual(before);

  const long = { ...judged[0], answer: 'long '.repeat(400) };
  const first = await model.learn!([...judged, long], 1);
  expect(first).toMatchObject({ answers: judged.length, left: 1 });
  const second = await model.learn!(judged, 2);
  expect(second.iteration).toBe(2 * first.iteration);
  const after = await read(model, judged);
  const gained = (value: number) => {
    const rows = judged.flatMap((each, row) => (each.value === value ? [after[row] - before[row]] : []));
    return rows.reduce((sum, gain) => sum + gain, 0) / rows.length;
  };
  expect(gained(1)).toBeGreaterThan(gained(0));
  // What it says of itself counts the end token, too.
  expect(second.liked).toBeGreaterThan(second.others);
});
