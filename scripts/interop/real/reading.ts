/**
 * Whether the engine reads the real model as transformers does: its chats to the token, the logits of what comes next,
 * and what it says when it always takes the likeliest. Runs in Node on Dawn, from the checkout's root.
 */
import { openGpu } from '../../../src/gpu/device.ts';
import { openDawn } from '../../../src/headless/adapter.ts';
import type { Models } from '../../../src/rl/training/models.ts';
import { LogitsPlan } from '../logits.ts';
import { Checks, furthest, largest } from './checks.ts';
import { loadModels, openSource, readExpected, SETTINGS, type ExpectedChat } from './model.ts';

/**
 * Largest difference of two logits, as a share of the largest: f32 sums of thirty layers in another order. What a wrong
 * layer, norm or angle does is a hundred times that.
 */
const TOLERANCE = 2e-5;

/** @param args the folder that make.py wrote */
export async function main([folder]: readonly string[]): Promise<number> {
  const checks = new Checks();
  const { parameters, newTokens, chats } = await readExpected(folder);
  const asked = chats.map(({ chat }) => chat);
  const source = await openSource(folder, asked);
  const { template } = source;
  checks.check('the chat template is found and used', template?.used != null, template?.name);
  checks.check('parameters are counted', source.parameters === parameters, String(source.parameters));
  const gpu = await openGpu(openDawn());
  const models = await loadModels(gpu, source, SETTINGS);
  checks.tell(`${source.weightFiles.length} files on ${gpu.adapter.description}`);
  for (const [index, chat] of chats.entries()) {
    const name = `chat ${index + 1}`;
    const ids = models.encodePrompt(source.texts[index]);
    checks.check(`${name} is written as by transformers`, source.texts[index] === chat.text);
    checks.check(`${name} has its ids`, sameIds(ids, chat.ids), `${ids.length} tokens`);
  }
  await checkLogits(checks, models, chats);
  checks.tell('logits');
  for (const [index, chat] of chats.entries()) {
    await checkGreedy(checks, models, chat, index, newTokens);
  }
  checks.tell('greedy answers');
  gpu.destroy();
  console.log(`${checks.failures} failed in reading.ts`);
  return checks.failures === 0 ? 0 : 1;
}

async function checkLogits(checks: Checks, models: Models, chats: readonly ExpectedChat[]): Promise<void> {
  const plan = await LogitsPlan.record(
    models.reference,
    chats.map(({ ids }) => ids),
  );
  const values = await plan.run();
  plan.destroy();
  const { vocab } = models.config;
  let end = 0;
  for (const [index, { ids, logits }] of chats.entries()) {
    end += ids.length * vocab;
    const found = values.subarray(end - vocab, end);
    const [error, most] = [furthest(found, logits), largest(logits)];
    const detail = `${error.toExponential(1)} of ${most.toFixed(1)}`;
    checks.check(`chat ${index + 1} has the logits of transformers`, error <= TOLERANCE * most, detail);
  }
}

async function checkGreedy(
  checks: Checks,
  models: Models,
  { ids, greedy, greedyText }: ExpectedChat,
  index: number,
  maxNewTokens: number,
): Promise<void> {
  const settings = { ...SETTINGS, temperature: 0, maxNewTokens };
  const [answer] = await models.answers('base', ids, 1, settings, 0);
  const text = models.responseText(answer.tokens);
  checks.check(
    `chat ${index + 1} has its greedy tokens`,
    sameIds(answer.tokens, greedy),
    answer.tokens.join(' '),
  );
  checks.check(`chat ${index + 1} has its greedy text`, text === greedyText.trim(), JSON.stringify(text));
}

function sameIds(found: readonly number[], expected: readonly number[]): boolean {
  return found.length === expected.length && found.every((id, i) => id === expected[i]);
}
