/** What is said of files that are no rankings, in English: which file it is, and where it goes. Loaded when needed. */
import { plural } from '../../text/format.ts';

export const enImports = {
  run: (name: string, iterations: number) =>
    `${name} is a recorded run of ${plural(iterations, 'iteration')}: it is played below. Its rankings are not added to yours.`,
  /** By what the file is. */
  kinds: {
    metrics:
      'It holds curves of a run as a table. They are drawn from the run itself, so there is nothing to take over.',
    prompts: 'It holds prompts, no rankings. Open a model and give them to it as prompts.',
    bundle:
      'It belongs to a bundle for a cluster. What can come back from it are the files in its data folder, and its models.',
    zip: 'It is a zip that holds no model and no rankings.',
    gguf: 'It holds weights as GGUF, which is not read here. Look for the same model in safetensors.',
    pickle: 'It holds weights as a pickle of PyTorch, which is not read here. Save the model as safetensors.',
    pointer:
      'It is a pointer of Git LFS, not the file itself. Fetch the file with "git lfs pull", or download it from the hub’s page.',
    image: 'It is a picture.',
    empty: 'It is empty.',
    text: 'It is no file of rankings: those have a JSON object on each line.',
    other: 'It is of no kind that is known here.',
  },
  nothing: (name: string, known: number) =>
    known > 0 ? `All ${known} of ${name} are here already.` : `${name} holds no rankings.`,
};

export type ImportWords = typeof enImports;
