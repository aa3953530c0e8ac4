/**
 * What the run is expected to take elsewhere, as the bundle's README tells it: operations part by part, and what they are in
 * hours of a card. Pure text and arithmetic; nothing was measured there, and the text says so. Knows no engine.
 */
import { rlhfOperations, rlhfSeconds, SAMPLING_SHARE, type RlhfPlan } from '../rl/runs/operations.ts';
import type { Part } from '../rl/runs/partTime.ts';
import type { RunFacts } from './convert.ts';

/**
 * An A100 that trains large models: operations a second that it really does, of 312e12 at best (Narayanan et al. 2021), and
 * the kilowatts it draws.
 */
const CARD = { name: 'A100', throughput: 140e12, kilowatts: 0.4 } as const;

/** As an engine has it: policy and value model each of the model's size. */
const WHAT: readonly (readonly [part: Part, text: string])[] = [
  ['sample', 'sampling answers'],
  ['score', 'scores by the reward model'],
  ['reference', 'log π under the reference'],
  ['value', 'log π and values of the samples'],
  ['update', 'updates of policy and value model'],
];

/** The run that the scripts ask for, in the terms of the count. */
export function planOf(facts: RunFacts): RlhfPlan {
  const { settings, parameters, iterations, meanPromptTokens, responseTokens } = facts;
  return {
    parameters,
    iterations,
    rollout: settings.rolloutBatch,
    promptTokens: meanPromptTokens,
    answerTokens: responseTokens,
    epochs: settings.ppoEpochs,
    ownValueModel: true,
  };
}

/** The README's section, as Markdown. */
export function costSection(facts: RunFacts): string {
  const plan = planOf(facts);
  const operations = rlhfOperations(plan);
  const seconds = rlhfSeconds(plan, 1, CARD.throughput);
  const row = (what: string, count: number, time: number) =>
    `| ${what} | ${count.toExponential(2).replace('e+', 'e')} | ${hours(time)} |`;
  const sum = (of: Readonly<Record<Part, number>>) => WHAT.reduce((total, [part]) => total + of[part], 0);
  const total = sum(seconds);
  return `## What it takes

Counted, not measured: ${plan.iterations.toLocaleString('en-US')} iterations of ${plan.rollout} answers, ${round(plan.promptTokens)} tokens of prompt and ${round(plan.answerTokens)} of answer on average, a
model of ${plan.parameters.toLocaleString('en-US')} weights; 2 operations a weight and token to read, 6 to learn, ${plan.epochs} ${plan.epochs === 1 ? 'epoch' : 'epochs'} an update.

| Part | Operations | Hours of one ${CARD.name} |
| --- | ---: | ---: |
${WHAT.map(([part, what]) => row(what, operations[part], seconds[part])).join('\n')}
${row('in all', sum(operations), total)}

An ${CARD.name} is taken to do ${CARD.throughput / 1e12} · 10¹² operations a second (what large models reach in training; of a small one it reaches a
fraction), and to sample at ${SAMPLING_SHARE * 100} % of that: a guess, as engines and batches differ tenfold. That is ${hours(total)} hours of one card, or
${((total / 3600) * CARD.kilowatts).toPrecision(2)} kWh at ${CARD.kilowatts * 1000} W. Another card: hours = operations ÷ (cards × operations a second × 3600).

`;
}

/** Three digits that matter. */
function hours(seconds: number): string {
  return (seconds / 3600).toPrecision(3).replace('e-', ' · 10^-');
}

function round(tokens: number): string {
  return tokens.toFixed(tokens < 10 ? 1 : 0);
}
