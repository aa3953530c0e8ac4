/** Models of one's own, and whether they fit, in English. Knows formatting, no state. */
import { enAdapters } from './enAdapters.ts';
import { plural } from '../../text/format.ts';

export const enModels = {
  title: 'Model',
  lead: 'Open one of ours, or bring your own: GPT-2, Llama, SmolLM2, Qwen2.5, Qwen3 and TinyLlama in Hugging Face layout.',
  embedded: {
    title: 'On this page',
    auto: { name: 'Fits this computer', text: 'blurbs-small on a GPU, blurbs-tiny without one.' },
    'blurbs-tiny': { name: 'blurbs-tiny', text: '0.9 M parameters: trains anywhere.' },
    'blurbs-small': { name: 'blurbs-small', text: '2.9 M parameters: writes better, trains more slowly.' },
    'excuses-tiny': {
      name: 'excuses-tiny',
      text: '0.9 M parameters, another task: excuses for being late, ranked in seconds.',
    },
    stories260k: {
      name: 'stories260k',
      text: '0.3 M parameters, not ours: whole stories, for the settings “L → 200” of PPO, where a rule gives the reward.',
    },
  },
  own: {
    title: 'In this browser',
    none: 'No model of your own yet.',
    loading: 'Looking …',
    facts: (architecture: string, parameters: string, size: string) =>
      `${architecture}, ${parameters} parameters, ${size}`,
    complete: 'complete',
    missing: (missing: string, total: string) => `${missing} of ${total} missing`,
    again: 'drop the same folder again to go on',
    damaged: 'its record is damaged',
    open: 'Open…',
    openOf: (name: string) => `Open ${name}`,
    resume: 'Resume',
    resumeOf: (name: string) => `Resume the download of ${name}`,
    remove: 'Delete',
    removeOf: (name: string) => `Delete ${name}`,
    removeAsk: (name: string) =>
      `Delete ${name} from this browser? Its weights go; rankings and saved runs stay.`,
    removeSurely: 'Delete for good',
    keep: 'Keep it',
    runs: 'open now',
  },
  storage: {
    used: (used: string, quota: string) => `${used} of ${quota} that this browser grants are used.`,
    persisted: 'The browser keeps it until you delete it.',
    fragile: 'The browser may delete it when it needs room.',
    persist: 'Ask the browser to keep it',
    refused: 'The browser did not promise to keep it. Visiting often, or a bookmark, may change its mind.',
  },
  add: {
    title: 'Add a model',
    address: 'Name on the hub, or web address',
    example: 'owner/name',
    addressHelp: 'owner/name on huggingface.co, or the address of a folder that holds config.json.',
    revision: 'Revision',
    revisionHelp: 'optional',
    invalid: 'This is neither owner/name nor a web address.',
    problems: {
      dataset: 'This is a data set, not a model. Name the model’s repository: owner/name.',
      space: 'This is a Space, not a model. Name the model’s repository: owner/name.',
      page: 'This page of the hub is not a model’s. Open the model there and copy its address.',
      short: 'The owner is missing: write owner/name, as the model’s page shows it.',
      revision:
        'The revision is none: a branch, a tag or a commit has no spaces, no “..” and no slash at its ends.',
    },
    download: 'Download',
    stream: 'Open without keeping',
    drop: 'Or drop a model’s folder here',
    folder: 'Choose a folder…',
    files: 'Choose files…',
    dropped: (name: string, files: number, size: string) => `${name}: ${plural(files, 'file')}, ${size}`,
    store: 'Keep in this browser',
    inPlace: 'Open where it lies',
    nothing: 'Nothing in there could be read as files.',
  },
  adapter: enAdapters,
  transfer: {
    stages: {
      check: 'Checking',
      verify: 'Verifying what is here',
      download: 'Downloading',
      import: 'Copying',
    },
    label: (stage: string, name: string) => `${stage} ${name}`,
    amount: (done: string, total: string) => `${done} of ${total}`,
    rate: (rate: string) => `${rate}/s`,
    left: (time: string) => `${time} left`,
    pause: 'Pause',
    pauseOf: (name: string) => `Pause ${name}`,
  },
  failed: 'That did not work.',
  opening: {
    title: (name: string) => `Open ${name}`,
    back: 'Back to all models',
    asks: (name: string, iteration: number) =>
      `Your run of ${name} stands at iteration ${iteration}. It is saved first and goes on when you open ${name} again. Your rankings are kept.`,
    open: 'Open',
  },
  fit: {
    title: 'Will it fit?',
    measuring: 'Going through one iteration without a GPU …',
    failed: (message: string) => `This could not be worked out. ${message}`,
    total: (total: string, budget: string) => `${total} of ${budget}`,
    fits: 'It fits.',
    over: (missing: string) => `It is ${missing} too much.`,
    budget: 'It may take',
    unit: 'GiB',
    budgetHelp:
      'Browsers do not tell how much memory a GPU has. This starts at half of what they tell of the computer’s memory, or 4 GiB; set it to what you know.',
    largest: (size: string) => `Largest single buffer: ${size}.`,
    bar: 'Memory by what it is for',
    parts: {
      weights: 'Weights',
      gradients: 'Gradients',
      moments: 'Optimizer moments',
      rollback: 'Copies to go back to',
      activations: 'Activations',
      kvCache: 'KV cache',
      exchange: 'Scalars and results',
    },
    options: 'What would save memory',
    together: 'These together would make it fit',
    apply: (change: string) => `Set: ${change}`,
    afterwards: (total: string) => `then ${total}`,
    changes: {
      recompute: 'compute activations again',
      microBatch: (value: number) => `gradients of ${plural(value, 'answer')} at a time`,
      contextLength: (value: number) => `context of ${value} tokens`,
      weightStorage: 'frozen weights in F16',
      method: 'train adapters (LoRA)',
      rolloutBatch: (value: number) => `${value} answers per iteration`,
      other: (name: string, value: string) => `${name} ${value}`,
    },
  },
};

/** The shape every language must have. */
export type ModelsWords = typeof enModels;
