/** The model that comes with the page, in its worker: dialogues over values that it never saw end with the right answer. */
import { afterEach, expect, it } from 'vitest';
import { converse, TURN_END } from '../../../src/lab/tools/dialogue.ts';
import { isRight } from '../../../src/lab/tools/experiment/scoring.ts';
import { ENTRIES } from '../../../src/lab/tools/questions/entries.ts';
import { askOver } from '../../../src/lab/tools/questions/tableValues.ts';
import { VENUES } from '../../../src/lab/tools/questions/venues.ts';
import { askAll, toolsOver } from '../../../src/lab/tools/toolset/toolset.ts';
import { connectLab } from '../../../src/workers/labClient.ts';
import type { LabConnection } from '../../../src/workers/labProtocol.ts';

let lab: LabConnection | undefined;

afterEach(() => {
  lab?.close();
  lab = undefined;
});

it('answers what the page asks it', { timeout: 240_000 }, async () => {
  lab = connectLab();
  const modelRoot = new URL('/models/', window.location.href).href;
  const address = { kind: 'url', url: `${modelRoot}tools-tiny` } as const;
  const model = await lab.open({ model: { kind: 'remote', address }, modelRoot });
  expect(model.facts.parameters).toBeLessThan(1e6);
  const kinds = ['product', 'quotient', 'weekday', 'food', 'price', 'opened', 'bill', 'translate'] as const;
  const questions = kinds.map((kind, seed) => askOver(kind, VENUES, ENTRIES, seed)!);
  const tools = toolsOver(VENUES, ENTRIES);
  const options = { maxTokens: 48, temperature: 0, seed: 1, stop: [TURN_END] };
  const dialogues = await converse(
    questions.map(({ text }) => text),
    {
      write: async (transcripts) => (await model.generate(transcripts, options)).map(({ text }) => text),
      ask: (query) => askAll(tools, query),
    },
  );
  const right = dialogues.filter((dialogue, index) => isRight(questions[index], dialogue));
  expect(
    right.length,
    JSON.stringify(dialogues.map(({ question, answer }) => [question, answer])),
  ).toBeGreaterThanOrEqual(6);
});
