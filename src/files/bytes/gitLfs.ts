/**
 * Git LFS pointers: three lines that stand in a repository where a large file is kept elsewhere, and all that a clone
 * without git-lfs has of it. Knows their format. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
import { CheckpointError } from '../errors.ts';

/** Pointers are shorter. */
export const POINTER_BYTES = 1024;
const POINTER = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\//;

/**
 * Says so when a file that cannot be read is a pointer.
 * @param file how to call it.
 * @param bytes its beginning, or all of it.
 * @throws CheckpointError when it is one.
 */
export function refusePointer(file: string, bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes.subarray(0, POINTER_BYTES));
  if (!POINTER.test(text)) return;
  const size = /^size (\d{1,15})$/m.exec(text)?.[1];
  throw new CheckpointError({
    kind: 'format',
    happened: `${file} is a Git LFS pointer${size ? ` to a file of ${size} bytes` : ''}, not the file itself: it was cloned or copied without git-lfs.`,
    kept: 'Nothing was loaded from it.',
    todo: 'Run "git lfs install" and "git lfs pull" in the folder, or download the model by its name, and open it again.',
  });
}
