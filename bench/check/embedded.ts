/** The models that come with the page, from disk and with their weights in memory. */
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { heldSource, type ModelSource } from '../../src/model/source.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';

/** @param root the folder of model folders */
export async function embeddedSource(root: string, model: string): Promise<ModelSource> {
  return heldSource(await openModelSource(diskFiles(root, model), { embedded: true }));
}
