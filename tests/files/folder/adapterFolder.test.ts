import { describe, expect, it } from 'vitest';
import { adapterBase } from '../../../src/files/folder/adapterFolder.ts';
import { inspectModel } from '../../../src/files/folder/inspect.ts';
import { bytesSource } from '../../../src/files/bytes/byteSource.ts';

describe('what an adapter was trained for', () => {
  it.each([
    [{ base_model_name_or_path: 'owner/name' }, { base: 'owner/name', revision: null }],
    [
      { base_model_name_or_path: 'owner/name', revision: '93efa2f' },
      { base: 'owner/name', revision: '93efa2f' },
    ],
    [{ base_model_name_or_path: 'owner/name at 93efa2f' }, { base: 'owner/name', revision: '93efa2f' }],
    [{ base_model_name_or_path: '/home/me/model' }, { base: '/home/me/model', revision: null }],
    [{ base_model_name_or_path: null }, { base: null, revision: null }],
    [{ base_model_name_or_path: 5 }, { base: null, revision: null }],
    [[], { base: null, revision: null }],
  ])('%j', (json, base) => {
    expect(adapterBase(json)).toEqual(base);
  });

  it('is said where a folder of one is opened', async () => {
    const folder = (files: Record<string, unknown>) =>
      inspectModel({
        open: async (file) =>
          file in files ? bytesSource(new TextEncoder().encode(JSON.stringify(files[file])), file) : null,
      });
    const config = { peft_type: 'LORA', base_model_name_or_path: 'owner/name at v2' };
    await expect(folder({ 'adapter_config.json': config })).rejects.toThrow(
      /an adapter for "owner\/name" at "v2".*Drop its folder .* opens on the model that it was trained on/,
    );
    await expect(folder({})).rejects.toThrow(/no config\.json/);
  });
});
