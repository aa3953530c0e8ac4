/** The embedded model on a real device, as the panel opens it: it follows, says how probable answers are, and proposes. */
import { afterEach, expect, it } from 'vitest';
import { findInstruction } from '../../../src/lab/ape/automatic.ts';
import { INSTRUCT_MODEL } from '../../../src/lab/ape/experiment/heldOut.ts';
import type { SearchEvent } from '../../../src/lab/ape/search/board.ts';
import { evaluate, PAPER_TEMPLATES } from '../../../src/lab/ape/templates.ts';
import { connectLab } from '../../../src/workers/labClient.ts';
import type { LabConnection } from '../../../src/workers/labProtocol.ts';

let lab: LabConnection | undefined;

afterEach(() => {
  lab?.close();
  lab = undefined;
});

const URL_OF_MODEL = new URL(`/models/${INSTRUCT_MODEL}`, window.location.href).href;

it('follows an instruction, and finds one for pairs', { timeout: 240_000 }, async () => {
  lab = connectLab();
  const address = { kind: 'url', url: URL_OF_MODEL } as const;
  const model = await lab.open({ model: { kind: 'remote', address }, modelRoot: '/models/' });
  const prompt = evaluate(PAPER_TEMPLATES, 'Write the word in capitals.', 'stone');
  const [written] = await model.generate([prompt], { maxTokens: 12, temperature: 0, seed: 0, stop: ['\n'] });
  expect(written).toMatchObject({ text: ' STONE', finished: true });
  const [right, wrong] = await model.logProbability([
    { prefix: prompt, continuation: ' STONE' },
    { prefix: prompt, continuation: ' stone' },
  ]);
  expect(right.sum).toBeGreaterThan(wrong.sum);

  const pairs = ['river', 'lamp', 'bread', 'field', 'glass', 'horse', 'train', 'paper', 'cloud', 'shirt'];
  const events: SearchEvent[] = [];
  const options = {
    proposer: model,
    target: model,
    templates: PAPER_TEMPLATES,
    metric: 'verbatim',
    score: 'accuracy',
    strategy: 'halving',
    share: 0.5,
    resampling: 0,
    given: ['Write the word in capitals.'],
    seed: 1,
  } as const;
  const found = await findInstruction(
    pairs.map((input) => ({ input, outputs: [input.toUpperCase()] })),
    options,
    { tell: (event) => events.push(event) },
  );
  expect(found).toMatch(/capital|upper case|big letters/i);
  expect(events.filter(({ kind }) => kind === 'candidate').length).toBeGreaterThan(5);
});
