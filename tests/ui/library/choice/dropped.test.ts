import { expect, test } from 'vitest';
import { readChosen, readDropped, readUnzipped } from '../../../../src/ui/library/choice/dropped.ts';
import { named } from '../../../../src/ui/library/choice/modelFiles.ts';

function file(path: string): File {
  const made = new File([path], path.slice(path.lastIndexOf('/') + 1));
  return Object.assign(made, { webkitRelativePath: path.includes('/') ? path : '' });
}

const names = (model: { readonly files: readonly File[] } | null) => model?.files.map(({ name }) => name);

test('a chosen folder gives the files beside its config.json, and its name', () => {
  const model = readChosen(
    ['poet/README.md', 'poet/config.json', 'poet/onnx/config.json', 'poet/onnx/model.onnx'].map(file),
  );
  expect(model?.label).toBe('poet');
  expect(names(model)).toEqual(['README.md', 'config.json']);
});

test('chat templates in a folder of their own come along, called by their path', () => {
  const paths = [
    'poet/config.json',
    'poet/additional_chat_templates/tool_use.jinja',
    'poet/additional_chat_templates/notes.txt',
    'poet/additional_chat_templates/old/rag.jinja',
    'poet/other/tool_use.jinja',
  ];
  const model = readChosen(paths.map(file));
  expect(names(model)).toEqual(['config.json', 'additional_chat_templates/tool_use.jinja']);
  const at = paths.map((path) => path.slice('poet/'.length));
  expect(names(readUnzipped(at.map((path) => ({ path, file: file(path) }))))).toEqual(names(model));
});

test('an adapter comes along with the only model beside it', () => {
  const base = ['base/config.json', 'base/model.safetensors'];
  const taste = ['taste/README.md', 'taste/adapter_config.json', 'taste/adapter_model.safetensors'];
  const both = (paths: readonly string[]) => readUnzipped(paths.map((path) => ({ path, file: file(path) })));
  for (const above of ['', 'both/', 'a/b/']) {
    for (const paths of [
      [...base, ...taste],
      [...taste, ...base],
    ]) {
      const model = both(paths.map((path) => above + path));
      expect(model?.label).toBe('base');
      expect(names(model)).toEqual(['config.json', 'model.safetensors']);
      expect(model?.adapter?.label).toBe('taste');
      expect(names(model?.adapter ?? null)).toEqual([
        'README.md',
        'adapter_config.json',
        'adapter_model.safetensors',
      ]);
    }
  }
  // Files chosen one by one, of both.
  const loose = both([...base, ...taste].map((path) => path.split('/')[1]));
  expect(names(loose)).toEqual(['config.json', 'model.safetensors', 'README.md']);
  expect(names(loose?.adapter ?? null)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
  // One at different heights, and what is only there besides.
  expect(both([...base, 'runs/1/adapter_config.json'])?.adapter).toMatchObject({ label: '1' });
  expect(both(['runs/1/base/config.json', 'taste/adapter_config.json'])).toMatchObject({
    label: 'base',
    adapter: { label: 'taste' },
  });
  for (const others of [
    ['base/checkpoint/adapter_config.json'],
    ['base/adapter_config.json'],
    [...taste, 'other/adapter_config.json'],
    [...taste, 'other/config.json'],
  ])
    expect(both([...base, ...others])?.adapter).toBeUndefined();
});

test('a model in a folder of the chosen folder is found', () => {
  const model = readChosen(['export/notes.txt', 'export/policy/config.json', 'export/policy/w'].map(file));
  expect(model?.label).toBe('policy');
  expect(names(model)).toEqual(['config.json', 'w']);
});

test('the reward model of a bundle comes along with its policy, and of nothing else', () => {
  const bundle = ['README.md', 'policy/config.json', 'policy/w', 'reference/config.json', 'reference/w'];
  const rewards = ['reward/config.json', 'reward/model.safetensors', 'reward-2/config.json'];
  for (const above of ['', 'run/']) {
    const model = readUnzipped(
      [...bundle, ...rewards].map((path) => ({ path: above + path, file: file(path) })),
    );
    expect(model).toMatchObject({ label: 'policy', reward: { label: 'reward' } });
    expect(names(model)).toEqual(['config.json', 'w']);
    expect(names(model?.reward ?? null)).toEqual(['config.json', 'model.safetensors']);
  }
  for (const paths of [bundle, [...bundle, 'old/reward/config.json'], ['poet/config.json', ...rewards]])
    expect(readUnzipped(paths.map((path) => ({ path, file: file(path) })))?.reward).toBeUndefined();
});

test('files chosen one by one are taken as they are', () => {
  expect(readChosen(['config.json', 'model.safetensors'].map(file))).toMatchObject({ label: 'config.json' });
  expect(names(readChosen([file('weights.bin')]))).toEqual(['weights.bin']);
  expect(readChosen([])).toBe(null);
});

test('files without their folder are called as their config.json says, or as the weights are', async () => {
  const config = (text: string) => new File([text], 'config.json');
  const weights = new File(['x'], 'poet-v2.safetensors');
  const labelOf = async (...files: File[]) => (await named({ label: files[0].name, files })).label;
  expect(await labelOf(config('{"_name_or_path": "someone/poet"}'), weights)).toBe('poet');
  expect(await labelOf(config('{"_name_or_path": "./out/poet/"}'))).toBe('poet');
  expect(await labelOf(config('{"_name_or_path": ""}'), weights)).toBe('poet-v2');
  expect(await labelOf(config('no JSON'))).toBe('config.json');
  expect((await named({ label: 'folder', files: [config('{"_name_or_path": "other"}')] })).label).toBe(
    'folder',
  );
});

/** What a browser hands over for a dropped folder: entries that are read in portions. */
function entry(path: string, inside?: readonly object[]): object {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!inside) {
    return { name, isFile: true, isDirectory: false, file: (take: (f: File) => void) => take(file(name)) };
  }
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      const portions = [...inside.map((one) => [one]), []];
      return { readEntries: (take: (some: readonly object[]) => void) => take(portions.shift() ?? []) };
    },
  };
}

test('a dropped folder is read to the end of its listing', async () => {
  const folder = entry('poet', [
    entry('config.json'),
    entry('tokenizer.json'),
    entry('model.safetensors'),
    entry('onnx', [entry('model.onnx')]),
  ]);
  const transfer = { items: [{ webkitGetAsEntry: () => folder }], files: [] } as unknown as DataTransfer;
  const model = await readDropped(transfer);
  expect(model?.label).toBe('poet');
  expect(names(model)).toEqual(['config.json', 'tokenizer.json', 'model.safetensors']);
});

test('text that was dropped is no model', async () => {
  const transfer = { items: [{ webkitGetAsEntry: () => null }], files: [] } as unknown as DataTransfer;
  expect(await readDropped(transfer)).toBe(null);
});
