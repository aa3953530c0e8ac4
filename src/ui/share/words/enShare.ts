/** Sending a run and what came of one, in English. Knows formatting, no state. */
import { fileSize, plural } from '../../text/format.ts';

const BY: Readonly<Record<string, string>> = {
  adapter: 'it was trained on another adapter, which rounds otherwise',
  kernels: 'matrix products are computed in another order here',
  mine: 'rankings of yours are learned from as well',
  fits: 'it learned from its rankings in several rounds, and here they are all there from the start',
  changes:
    'its settings were changed on the way; they are changed at the same iterations here, give or take one',
  undone: 'some of its rankings were taken back on the way',
  reward: 'it began with a reward model of its own, which is not sent',
  rounded: 'the link has rounded numbers, so that it can be compared in three digits only',
};

export const enShare = {
  title: 'Share',
  lead: 'What you send opens as a replay, also without a GPU, where you chose. Nothing leaves this browser until you send it.',
  nothing:
    'There is no run to send yet: train an iteration, or watch a run. Your settings and model are in the address.',
  run: (name: string, iterations: number, rankings: number) =>
    `${name}: ${plural(iterations, 'iteration')}, ${plural(rankings, 'ranking')}.`,
  unread:
    'This run could not be read from the browser’s storage. It is still there: reload the page and try again.',
  place: 'What they see first',
  iteration: 'Iteration',
  chart: 'Chart',
  noChart: 'none in particular',
  dialog: 'Open',
  noDialog: 'the page',
  dialogs: { runs: 'Runs', experiments: 'Experiments', lab: 'Lab', settings: 'Settings' },
  link: 'A link',
  linkHolds: (length: number, rankings: number, rows: number, of: number, exact: boolean) =>
    `${length.toLocaleString('en')} characters: settings, seed, model, ${plural(rankings, 'ranking')}, ${
      rows === of
        ? `${of === 1 ? 'its' : 'all'} ${plural(of, 'iteration')}`
        : `${rows} of ${plural(of, 'iteration')}`
    }${exact ? ', to the bit' : ', numbers rounded'}, a few answers.`,
  linkBare: (length: number, most: number) =>
    `${length.toLocaleString('en')} characters: settings, seed, model and rankings. There is no room for curves: chats and mail cut longer links off, so ${most.toLocaleString('en')} characters is the limit. A file holds them.`,
  linkLeft: (left: number, most: number) =>
    `The ${plural(left, 'ranking')} are too many: chats and mail cut links off that are longer than ${most.toLocaleString('en')} characters. It can be watched; to go on from it takes the file.`,
  copyLink: 'Copy the link',
  copied: 'It is copied.',
  notCopied: (message: string) => `It could not be copied. ${message}`,
  file: 'A file',
  fileHolds: (bytes: number, packed: number, inside: number) =>
    `Everything: all iterations to the bit, rankings, prompts, answers of some iterations${inside > 0 ? `, tokens of ${inside === 1 ? 'the iteration' : `the ${inside} iterations`} that you looked into` : ''}. ${fileSize(bytes)}, or ${fileSize(packed)} packed. Drop it on the page to open it.`,
  saveFile: 'Save .json',
  savePacked: 'Save .json.gz',
  saved: (name: string) => `${name} is in your downloads.`,
  receipt: 'A receipt',
  receiptHolds:
    'What the run was made of, and digests of what came of it. Whoever has the same model trains it again and learns whether it is the same to the bit, or where it first differs: drop it on the page, or npm run headless -- --replay FILE.',
  saveReceipt: 'Save the receipt',
  noReceipt: (message: string) => `There is no receipt of this run. ${message}`,
  panel: 'One panel for a slide',
  panelHolds:
    'An element for a page of yours: one panel of the replay in the link, without the rest. It needs no GPU.',
  copyPanel: 'Copy the element',
  panels: { answers: 'Answers', compare: 'Before and after', loop: 'The loop', charts: 'All charts' },
  figures: 'Figures leave from each chart’s table (“Show data”) as SVG, PNG and CSV, with a caption.',

  bar: {
    title: 'Sent to you',
    facts: (name: string, model: string, adapter: string, at: number, end: number) =>
      `${name}, iteration ${at} of ${end}. ${model} on ${adapter}.`,
    thin: (rows: number, of: number) => `The link has ${rows} of ${plural(of, 'row')}, rounded.`,
    on: 'Go on from here',
    worse: 'Make it worse',
    close: 'Close',
    noGpu: 'Both need WebGPU, which this browser or machine does not offer. The replay does without.',
    noRankings: (left: number) =>
      `It came without its ${plural(left, 'ranking')}, which are too many for a link: both take the file. Ask for that.`,
    waiting: 'Both wait for the model to be open.',
    elsewhere: (model: string) =>
      `Both need its model, ${model}: open it first (Model), then come back to the link. It is fetched only when you say so.`,
  },
  on: {
    title: 'Go on from here',
    lead: (at: number) =>
      `The run is trained again here, from the base model, with the same settings, seed and rankings, up to iteration ${at}. There it pauses, is compared with what was sent, and is yours.`,
    begins: 'The run begins here, from the base model, with the same settings, seed and rankings.',
    begin: 'Train it again',
  },
  worse: {
    title: 'Make it worse',
    lead: (at: number) =>
      `The run is trained again here, from the base model, with the same settings, seed and rankings, up to iteration ${at}. From there on nothing holds it near the base model any more (β = 0), and it goes on until you pause it. Watch the reward climb while the answers fall apart.`,
    begins: 'The run begins here with nothing that holds it near the base model (β = 0).',
    begin: 'Cut the leash',
    none: 'Its method has no leash to cut.',
  },
  exact:
    'It should be the same run to the bit: same adapter, same order of arithmetic, same rankings from the start.',
  maybe: (reasons: readonly string[]) =>
    `It will be alike, and need not be the same to the bit: ${reasons.map((reason) => BY[reason]).join('; ')}.`,
  yours: (iterations: number) =>
    `Your own run of ${plural(iterations, 'iteration')} ends with this. Its curves stay under Runs. Export the model first if you want its weights: the reset can be taken back only until the new run is saved, and not where settings of memory differ.`,
  rankings: (count: number) =>
    `${plural(count, 'ranking')} of theirs ${count === 1 ? 'is' : 'are'} added to yours, and stay there. Export yours first if you want a file of them alone.`,
  notBegun: 'It did not begin. Your rankings and what was sent are kept; the page says what is missing.',
  same: (at: number, exact: boolean) =>
    exact
      ? `Iterations 1 to ${at} are the same as in the run that was sent, to the bit.`
      : `Iterations 1 to ${at} are the same as in the run that was sent, as far as its rounded numbers tell.`,
  differs: (at: number, metric: string | null, one: number | undefined, other: number | undefined) =>
    metric === null
      ? `It is another run than the one that was sent from iteration ${at} on.`
      : `${at > 1 ? `It is the same as the run that was sent up to iteration ${at - 1}. ` : ''}Iteration ${at} is the first that differs: ${metric} was ${String(one)} there and is ${String(other)} here.`,
  cut: (at: number) =>
    `The leash is cut: from iteration ${at + 1} on nothing holds the model near its beginning.`,

  check: {
    title: 'A receipt of a run',
    lead: (model: string, iterations: number, rankings: number, adapter: string, app: string) =>
      `${plural(iterations, 'iteration')} of ${model} from ${plural(rankings, 'ranking')}, made on ${adapter} with Nudge ${app}.`,
    how: 'The run is trained again beside yours, on a model of its own. Your run, settings and rankings stay as they are.',
    begin: 'Train it again and compare',
    stop: 'Stop',
    opening: 'The model opens…',
    progress: (done: number, of: number) => `${done} of ${plural(of, 'iteration')} are the same so far`,
    noGpu:
      'It takes WebGPU, which this browser or machine does not offer. npm run headless -- --replay FILE does without a browser.',
    notHere: (model: string) =>
      `The page trains runs of its embedded models again. This one is of ${model}: npm run headless -- --replay FILE does it, with --model where that is elsewhere.`,
    same: (of: number) => `All ${plural(of, 'iteration')} are the same, to the bit.`,
    weights: {
      yes: 'So are the weights at the end.',
      no: 'The weights at the end are others.',
      unknown: 'The receipt does not tell the weights at the end.',
    },
    differs: (at: number, same: number) =>
      same === 0
        ? `Already iteration ${at} is another.`
        : `Iterations 1 to ${same} are the same to the bit; iteration ${at} is the first that differs.`,
    why: {
      adapter: (theirs: string, mine: string) => `It was made on ${theirs}; this is ${mine}.`,
      kernels: 'Kernels are computed in other variants here, which add in another order.',
      base: 'The base model has other weights here.',
    },
    failed: (message: string) => `It could not be trained again. ${message}`,
    stopped: 'Stopped. Nothing of yours was touched.',
  },
};

/** The shape every language must have. */
export type ShareWords = typeof enShare;
