/** A model that scores texts is named as one before a weight is read: no run could use it. */
import { expect, it } from 'vitest';
import { inspectModel } from '../../../src/files/folder/inspect.ts';
import { parseSafetensors, writeSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { openerOf } from './adapterFiles.ts';
import { singleModel, type Files } from './ownModel.ts';

const inspected = async (change: (files: Files) => Files) =>
  inspectModel({ open: openerOf(change(await singleModel())) });

const config = (files: Files, change: object): Files => {
  const json = JSON.parse(new TextDecoder().decode(files['config.json'])) as object;
  return { ...files, 'config.json': new TextEncoder().encode(JSON.stringify({ ...json, ...change })) };
};

it.each(['LlamaForSequenceClassification', 'LlamaForTokenClassification'])(
  'by its class %s',
  async (name) => {
    await expect(inspected((files) => config(files, { architectures: [name] }))).rejects.toThrow(
      new RegExp(
        `^This is a reward model \\("${name}"\\): .*nothing was closed\\. Open the model that it was trained for, then drop this folder on the page`,
      ),
    );
  },
);

it('by its head, where config.json does not tell', async () => {
  const withHead = (files: Files): Files => {
    const file = parseSafetensors(files['model.safetensors']);
    const all = [...file.tensors.values()].map(({ name, shape }) => ({
      name,
      shape,
      data: file.readF32(name),
    }));
    const head = { name: 'score.weight', shape: [1, 64], data: new Float32Array(64) };
    return { ...files, 'model.safetensors': writeSafetensors([...all, head]) };
  };
  await expect(inspected(withHead)).rejects.toThrow(/^This is a reward model: it scores texts/);
});

it('and nothing else is', async () => {
  for (const architectures of [['LlamaForCausalLM'], undefined, 'x', [5]]) {
    const { architecture } = await inspected((files) => config(files, { architectures }));
    expect(architecture).toBe('llama');
  }
});
