/** Taking a trained model along, and going on elsewhere, in English. Knows formatting, no state. */
import { plural } from '../../text/format.ts';

export const enExport = {
  title: 'Export a model',
  lead: 'A folder in Hugging Face layout: transformers (and peft, for an adapter) load it unchanged.',
  what: 'What',
  kinds: {
    policy: 'The model as it is now',
    adapter: 'Its adapter alone (PEFT)',
    reference: 'The model it started from',
    reward: 'The reward model',
  },
  kindHelp: {
    policy: 'Adapters, if there are any, are merged into the weights.',
    adapter: 'Small; loads on top of the base model with peft.',
    reference: 'Before any training.',
    reward: 'Scores a text as the page does; loads as AutoModelForSequenceClassification.',
  },
  dtype: 'Number format',
  dtypes: { F32: 'F32, exact', F16: 'F16, half the size', BF16: 'BF16, half the size' },
  rounds:
    'Rounds every weight: small changes by training may be lost. How much is measured, and told here and in the model card. F32 keeps all of it.',
  lost: (share: string, adapters: boolean) =>
    `Rounding lost ${share} of what training changed. ${adapters ? 'F32, or the adapter alone, keeps all of it.' : 'F32 keeps all of it.'}`,
  shard: 'Largest file',
  shards: { one: 'One file', mebibytes: (size: number) => `${size} MiB` },
  folder: 'Save to a folder…',
  zip: 'Save as a zip',
  noFolder: 'This browser cannot write to folders; a zip holds at most 4 GiB.',
  writing: 'Writing',
  measuring: 'Measuring what rounding loses',
  measured: (share: string) => `Measuring what rounding loses: ${share}`,
  written: (bytes: string, total: string) => `${bytes} of ${total}`,
  done: (files: number, bytes: string, iteration: number) =>
    `${plural(files, 'file')}, ${bytes}, of iteration ${iteration}.`,
  doneZip: (name: string) => `${name} is in your downloads:`,
  doneFolder: (name: string) => `${name} is written:`,
  cancelled: 'Cancelled. Files that were written stay.',
  failed: 'The export stopped.',
  cluster: {
    title: 'Continue on a cluster',
    lead: 'One bundle with everything to go on with, and a launch script for each of three trainers, with your settings in their units.',
    parts: [
      'Policy, reference and (once fitted) reward model, with tokenizer and chat template',
      'Prompts, chosen/rejected pairs, full rankings, unpaired feedback',
      'Run settings, and where each trainer counts differently',
      'TRL on accelerate/DeepSpeed, OpenRLHF on Ray, verl on Ray: scripts pinned to the versions they were checked with',
    ],
    back: 'What comes out there is a model folder: bring it back with “Model”.',
  },
};

/** The shape every language must have. */
export type ExportWords = typeof enExport;
