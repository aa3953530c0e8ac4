/**
 * README.md of the bundle: what is in it and how to go on. Knows the bundle's layout; knows no numbers but counts.
 */
import { markdownText } from '../files/export/markdown.ts';
import type { RunFacts } from './convert.ts';
import { costSection } from './costs.ts';
import type { DataCounts } from './dataFiles.ts';
import type { RunRecord } from './runJson.ts';
import { openrlhfUnmatched } from './openrlhf.ts';
import { trlUnmatched } from './trl.ts';
import { verlUnmatched } from './verl.ts';
import { OPENRLHF_REQUIREMENTS, TRL_REQUIREMENTS, VERL_REQUIREMENTS } from './versions.ts';

/**
 * The README, as Markdown.
 * @param ownTemplate whether the model brought a chat template of its own.
 * @param templated whether prompts were written with it.
 */
export function bundleReadme(
  run: RunRecord,
  facts: RunFacts,
  data: DataCounts,
  ownTemplate: boolean,
  templated = false,
): string {
  const { model, method, iteration, fitted, rewardModels, bag } = run;
  const unfitted = !method.needs.reward
    ? `${markdownText(method.name)} learns without one`
    : facts.settings.rewardSource === 'tokens'
      ? 'a rule gave the reward'
      : 'no rankings had been learned yet';
  const rows = (count: number, what: string) =>
    `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
  const bullets = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
  return `# ${markdownText(model)}, to be continued

A run of Nudge after ${rows(iteration, 'iteration')} of ${markdownText(method.name)}, with what it takes to go on elsewhere.
${method.id === 'ppo' ? '' : OTHER_METHOD}Everything is from this folder: no script downloads a model or data.

| Path | What it is |
| --- | --- |
| \`policy/\` | The model as trained, in Hugging Face layout |
| \`reference/\` | The model the run began with, which the KL is measured from |
| \`reward/\` | The reward model, one logit a text${fitted ? '' : `: **missing**, ${unfitted}`}${bag ? BAG : ''} |
${rewardModels > 1 ? otherMembers(rewardModels) : ''}| \`data/prompts.jsonl\` | ${rows(data.prompts, 'prompt')} as the model reads them, in ${rows(data.promptRows, 'row')} (whole repeats, numbered by \`repeat\`, so that every engine gets full batches) |
| \`data/prompts_test.jsonl\` | ${rows(data.heldOutPrompts, 'held-out prompt')}${data.heldOutPrompts > 0 ? '' : ', so a few of the others'} |
| \`data/preferences.jsonl\` | ${rows(data.pairs, 'pair')}: \`prompt\`, \`chosen\`, \`rejected\`; those of one ranking share a \`group_id\` |
| \`data/rankings.jsonl\` | ${rows(data.rankings, 'whole ranking')}: \`responses\` and \`ranks\` (1 is best, ties share a number), \`lead_time\`, \`rater\` |
| \`data/unpaired.jsonl\` | ${rows(data.unpaired, 'single label')}, with where each comes from (\`source\`) |
| \`run.json\` | Settings, KL controller, reward normalisation, metrics |
| \`trl/\` | TRL ${TRL_REQUIREMENTS.trl} on accelerate and DeepSpeed: \`ppo.sh\`, \`reward.sh\`, \`dpo.sh\`, \`kto.sh\` |
| \`openrlhf/\` | OpenRLHF ${OPENRLHF_REQUIREMENTS['openrlhf[vllm]']} on Ray: \`train_ppo_ray.sh\`, \`train_rm.sh\` |
| \`verl/\` | verl ${VERL_REQUIREMENTS['verl[vllm]']} on Ray: \`main_ppo.sh\`, its data, its reward function |

Each engine's folder has a \`requirements.txt\` with the versions that the scripts were checked with:

\`\`\`sh
python3 -m venv venv && . venv/bin/activate
pip install -r trl/requirements.txt
GPUS=1 bash trl/ppo.sh
\`\`\`

On a machine without a GPU: \`python trl/ppo.py --config trl/ppo.yaml --use_cpu True\`.

${ownTemplate ? (templated ? TEMPLATED : OWN_TEMPLATE) : ''}Results come to \`out/\`. A folder there with \`config.json\`, \`model.safetensors\` (or its shards) and a tokenizer
loads on the page: drop it there.

${costSection(facts)}## What changes

Numbers were converted into each engine's units; a comment beside each says how. What has no exact counterpart:

### TRL

${bullets(trlUnmatched(facts))}

### OpenRLHF

${bullets(openrlhfUnmatched(facts))}

### verl

${bullets(verlUnmatched(facts))}
`;
}

/** Of the reward model, where it had a second voice. */
const BAG =
  '. Beside it on the page spoke a bag of tokens, `reward/bag.json`: PPO by TRL and by verl score with both, as the page did';

/** What an engine takes is one reward model. */
function otherMembers(count: number): string {
  const folders =
    count > 2 ? `\`${rewardFolder(1)}/\` to \`${rewardFolder(count - 1)}/\`` : `\`${rewardFolder(1)}/\``;
  return `| ${folders} | The other members of an ensemble of ${count}, each normalised by itself. The page trained on the mean of all (less their spread, times \`rewardCaution\` of \`run.json\`); an engine takes one, and the scripts name the first |
`;
}

/** The folder of a reward model, by its place in the ensemble. */
export function rewardFolder(index: number): string {
  return index === 0 ? 'reward' : `reward-${index + 1}`;
}

const OWN_TEMPLATE = `The tokenizer has the chat template that the model came with. It was switched off on the page, and the scripts do not use
it either: prompts are read as they stand.

`;

const TEMPLATED = `Prompts were written with the chat template that the model came with, special tokens, system prompt and all: they are
read as they stand, and nothing is put before or around them. \`chat\` in \`data/rankings.jsonl\` has the messages they were made of.

`;

/** The engines' scripts are those of PPO and its relatives, whatever the page trained by. */
const OTHER_METHOD =
  'The scripts below go on by PPO, or by DPO and KTO from the rankings, with the settings that run.json has for them.\n';
