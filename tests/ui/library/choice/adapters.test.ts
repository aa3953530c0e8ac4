import { describe, expect, it } from 'vitest';
import { basesOf } from '../../../../src/ui/library/choice/adapters.ts';
import { isAdapter } from '../../../../src/ui/library/choice/modelFiles.ts';
import type { StoredModel } from '../../../../src/files/store/storedModel.ts';
import type { ModelChoice } from '../../../../src/workers/protocol.ts';

const file = (name: string) => new File([name], name);
const TINY: ModelChoice = { kind: 'embedded', name: 'blurbs-tiny' };
const HUB: ModelChoice = { kind: 'stored', id: 'hub' };
const PINNED: ModelChoice = { kind: 'stored', id: 'pinned' };
const FOLDER: ModelChoice = { kind: 'files', files: [file('config.json')], label: 'poet' };
const ON_TINY: ModelChoice = { kind: 'adapter', files: [file('a')], label: 'taste', base: TINY };

const stored = (id: string, revision?: string) =>
  ({ id, label: id, source: { kind: 'hub', id: 'lab/poet', ...(revision && { revision }) } }) as StoredModel;
const STORED = [stored('hub'), stored('pinned', '93efa2f')];

describe('which files are an adapter', () => {
  it.each([
    [['adapter_config.json', 'adapter_model.safetensors', 'README.md'], true],
    [['adapter_model.safetensors'], true],
    [['adapter_config.json', 'adapter_model.bin', 'tokenizer.json', 'config.json'], true],
    [['config.json', 'model.safetensors', 'adapter_config.json', 'adapter_model.safetensors'], false],
    [['config.json', 'model-00001-of-00002.safetensors', 'adapter_config.json'], false],
    [['config.json', 'tokenizer.json'], false],
  ])('%j: %s', (names, expected) => {
    expect(isAdapter(names.map(file))).toBe(expected);
  });
});

describe('the models that an adapter names', () => {
  const candidates: readonly ModelChoice[] = [ON_TINY, TINY, FOLDER, HUB, PINNED];
  it.each<[string, string | null, string | null, readonly ModelChoice[]]>([
    ['by a name of the page', 'blurbs-tiny', null, [TINY]],
    ['by a name on the hub', 'lab/poet', null, [HUB, FOLDER]],
    ['by name and branch', 'lab/poet', 'main', [HUB, FOLDER]],
    ['by name and commit', 'lab/poet', '93efa2f', [PINNED, FOLDER]],
    ['by a path', '/home/me/out/poet/', null, [FOLDER, HUB, PINNED]],
    ['by a path of Windows', 'C:\\models\\blurbs-tiny', null, [TINY]],
    ['not by the name alone of somebody else’s', 'other/blurbs-tiny', null, []],
    ['on an adapter', 'blurbs-tiny + taste', null, [ON_TINY]],
    ['not at all', null, null, []],
    ['that is not here', 'lab/novelist', null, []],
  ])('%s', (_what, base, revision, expected) => {
    const found = basesOf({ base, revision }, candidates, STORED);
    expect(found.map((choice) => candidates.indexOf(choice))).toEqual(
      expected.map((choice) => candidates.indexOf(choice)),
    );
  });
});
