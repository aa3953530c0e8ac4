/** What dropped files of a model are called, and whether they are an adapter. Knows files' names; loaded with the first of them. */
import type { DroppedModel } from './dropped.ts';

/**
 * The model by its folder's name, where a browser tells it: of files that were chosen one by one it does not, and they
 * are called as their config.json says, or as the weights are.
 */
export async function named(model: DroppedModel): Promise<DroppedModel> {
  const { files, label } = model;
  if (!files.some(({ name }) => name === label)) return model;
  const config = files.find(({ name }) => name === 'config.json');
  const text = config && config.size < CONFIG_BYTES ? await config.text() : '';
  const [, path = ''] = /"_name_or_path"\s*:\s*"([^"\\]*)"/.exec(text) ?? [];
  const said = path
    .split('/')
    .filter((part) => !/^\.*$/.test(part))
    .at(-1);
  const weights = files.find(({ name }) => name.endsWith('.safetensors'))?.name.replace(/\.safetensors$/, '');
  return { ...model, label: said ?? weights ?? label };
}

/** Whether these are the files of an adapter, and not of a model that has one beside it. */
export function isAdapter(files: readonly File[]): boolean {
  const whole = files.some(({ name }) => /^model[\w.-]*\.safetensors(\.index\.json)?$/.test(name));
  return !whole && files.some(({ name }) => /^adapter_(config\.json|model\.(safetensors|bin))$/.test(name));
}

/** Whether these are the files of a model that scores texts and writes none. */
export async function isReward(files: readonly File[]): Promise<boolean> {
  const config = files.find(({ name }) => name === 'config.json');
  if (!config || config.size >= CONFIG_BYTES) return false;
  return /"architectures"\s*:\s*\[\s*"\w+ForSequenceClassification"/.test(await config.text());
}

/** More than any config.json has. */
const CONFIG_BYTES = 1e6;
