/**
 * A look into weights files for a few numbers, as a mark of a base is made of. Knows the files' headers; knows no mark.
 */
import { readBytes, unreadable } from '../bytes/byteSource.ts';
import { bytesPerElement, toFloat32 } from '../safetensors/dtype.ts';
import type { StoredType } from '../safetensors/storedFloats.ts';
import type { SourceOpener } from './modelFiles.ts';
import type { WeightFile } from './weightFiles.ts';

/**
 * The first numbers of one parameter, without what lies around them.
 * @param name the engine's
 * @throws RangeError where no file has it; CheckpointError when it cannot be read
 */
export async function readStart(
  open: SourceOpener,
  files: readonly WeightFile[],
  name: string,
  most: number,
): Promise<Float32Array> {
  for (const { file, header, names } of files) {
    const entry = [...header.tensors.values()].find((tensor) => names.get(tensor.name) === name);
    if (!entry) continue;
    const source = await open(file);
    if (!source) throw unreadable(file, 'it is no longer there');
    try {
      const { begin, end } = entry;
      const dtype = entry.dtype as StoredType;
      const bytes = await readBytes(source, begin, Math.min(end - begin, most * bytesPerElement(dtype)));
      return toFloat32(bytes, dtype);
    } finally {
      await source.close();
    }
  }
  throw new RangeError(`No file has ${name}.`);
}
