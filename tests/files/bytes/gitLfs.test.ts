import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { parseJson } from '../../../src/files/folder/folderFiles.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { readSafetensorsHeader } from '../../../src/files/folder/streamTensors.ts';
import { bytesSource } from '../../../src/files/bytes/byteSource.ts';
import { refusePointer } from '../../../src/files/bytes/gitLfs.ts';
import { openModelSource } from '../../../src/model/streamedSource.ts';
import { readFixture } from '../../fixtures/load.ts';

const pointer = new TextEncoder().encode(
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1082930\n`,
);
const said = /is a Git LFS pointer to a file of 1082930 bytes.*git lfs pull/;

describe('a pointer where a file should be', () => {
  it.each(['model.safetensors', 'tokenizer.json', 'config.json', 'tokenizer_config.json', 'prompts.json'])(
    'is named when a model is opened: %s',
    async (missing) => {
      const opened = openModelSource({
        open: async (file) => {
          if (file === missing) return bytesSource(pointer, file);
          return /^(config|tokenizer|tokenizer_config)\.json$|^model\.safetensors$/.test(file)
            ? bytesSource(await readFixture(`stories260k/${file}`), file)
            : null;
        },
      });
      await expect(opened).rejects.toThrow(said);
      await expect(opened).rejects.toThrow(missing);
      await expect(opened).rejects.toThrow(CheckpointError);
    },
  );

  it('is named where weights are read, whole or by their header', async () => {
    expect(() => parseSafetensors(pointer, 'model.safetensors')).toThrow(said);
    await expect(readSafetensorsHeader(bytesSource(pointer, 'shard'))).rejects.toThrow(said);
  });

  it('is told from files that are broken otherwise', () => {
    expect(() => refusePointer('a', new TextEncoder().encode('version 2'))).not.toThrow();
    expect(() => parseJson('config.json', new TextEncoder().encode('{'))).toThrow(/is not JSON/);
  });
});
