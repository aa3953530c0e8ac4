/**
 * README.md of an exported model: what it is and how to load it. Knows Hugging Face's card format; knows no
 * weights.
 */
import { architecture, modelType, type Task } from '../config/configJson.ts';
import { BAG_FILE } from '../folder/rewardFolder.ts';
import { markdownText, pythonString } from './markdown.ts';
import type { ModelConfig } from '../config/modelConfig.ts';

export interface CardFacts {
  readonly title: string;
  readonly config: ModelConfig;
  readonly task: Task;
  /** Trainable scalars in the files. */
  readonly parameters: number;
  readonly type: string;
  /** Model this one was trained from, such as a hub id; not said when left out. */
  readonly base?: string;
  /** Licence of the weights, by its hub name; not said when left out. */
  readonly license?: string;
  /** Share of what training changed that rounding to `type` lost; nothing is said when left out. */
  readonly lost?: number;
  /** Whether the run has adapters that could be exported alone. */
  readonly adapters?: boolean;
  /** Ids that every prompt was read after: the start token; none when left out. */
  readonly start?: readonly number[];
  /** What was subtracted from the raw score and is not in the weights; see README. */
  readonly offset: number;
  /** The bag of tokens that scored beside a reward model, whatever is in it. */
  readonly bag?: object;
  /** Whether several texts can be scored at once. */
  readonly padded: boolean;
}

/** The card, as Markdown with a YAML head. */
export function modelCard(facts: CardFacts): string {
  const { title, config, task, parameters, type, base, license } = facts;
  const reward = task === 'reward';
  const head = [
    'library_name: transformers',
    `pipeline_tag: ${reward ? 'text-classification' : 'text-generation'}`,
    `tags: [${modelType(config)}, ${reward ? 'reward-model' : 'rlhf'}]`,
    ...(license ? [`license: ${pythonString(license)}`] : []),
    ...(base ? [`base_model: ${pythonString(base)}`] : []),
  ];
  const made = base ? `Trained from ${markdownText(base)} with Nudge` : 'Trained with Nudge';
  return `---
${head.join('\n')}
---

# ${markdownText(title)}

${made}, on people's rankings of its answers, in a browser.
${architecture(config, task)}, ${parameters.toLocaleString('en-US')} parameters, stored as ${type}.${roundingOf(facts)}

${reward ? rewardUse(facts) : languageUse(facts)}`;
}

/** What rounding cost, where it was measured. */
function roundingOf({ lost, type, adapters }: CardFacts): string {
  if (lost === undefined) return '';
  const keeps = adapters ? 'F32, or the adapter alone, keeps all of it' : 'F32 keeps all of it';
  return `\nRounding to ${type} lost ${(lost * 100).toFixed(lost < 0.1 ? 1 : 0)} % of what training changed (norm of the error ÷ norm of the change); ${keeps}.`;
}

function languageUse({ start = [] }: CardFacts): string {
  return `\`\`\`python
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained(".")
tokenizer = AutoTokenizer.from_pretrained(".")
\`\`\`

${
  start.length > 0
    ? `Prompts were read after the start token, and nothing else was added:

\`\`\`python
ids = ${idsOf(start, '"prompt"')}
\`\`\`
`
    : 'Prompts were encoded without added tokens (`add_special_tokens=False`).'
}
Dropout was off in training.
`;
}

/** The ids of a text as the page has them, in Python. */
function idsOf(start: readonly number[], text: string): string {
  const ids = `tokenizer(${text}, add_special_tokens=False)["input_ids"]`;
  return start.length > 0 ? `[${start.join(', ')}] + ${ids}` : ids;
}

function rewardUse({ offset, padded, bag, start = [] }: CardFacts): string {
  const shown = bag
    ? 'what the page took for the score of this model alone'
    : 'the score that the page showed';
  const score =
    offset === 0
      ? `The logit is ${shown}: samples of the reference model have mean 0 and spread 1.`
      : `The logit minus \`config.mean\` (${offset}) is ${shown}: samples of the reference model have mean 0 and spread 1. The classifier has no bias that could hold it.`;
  const batches = padded
    ? 'Pad on the right: the score is read at the last token that is no padding, and positions count from the left end.'
    : 'Score one text at a time: the tokenizer has no token to pad with that is not also an end of text.';
  return `\`\`\`python
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

model = AutoModelForSequenceClassification.from_pretrained(".")
tokenizer = AutoTokenizer.from_pretrained(".")
ids = ${idsOf(start, '"prompt and answer"')}
print(model(torch.tensor([ids])).logits[:, 0])
\`\`\`

${score}
A finished answer was scored with its end token, a cut one without.

${batches}
${bag ? bagUse() : ''}`;
}

/** How to have the score that the page showed, where a bag of tokens was one of two voices. */
function bagUse(): string {
  return `
## The bag of tokens beside it

On the page a regression on which tokens an answer has, and how long it is, was a second voice. It is in \`${BAG_FILE}\`; the page's score is the mean of the two (of an ensemble, of all its members and it):

\`\`\`python
import json, math

bag = json.load(open("${BAG_FILE}"))
known = dict(zip(bag["tokens"], bag["weights"]))

def bag_score(answer):  # ids of the answer alone, with its end token if it was finished
    length = bag["length"]
    raw = sum(known.get(token, 0) for token in set(answer))
    raw += length["weight"] * (math.log1p(len(answer)) - length["mean"]) / length["spread"]
    return (raw - bag["mean"]) / bag["std"]

# (score of this model + bag_score(answer)) / 2
\`\`\`
`;
}
