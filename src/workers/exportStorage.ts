/**
 * The place in this browser's storage where zips lie while they are downloaded. Knows no export and no page.
 */
import { privateRoot } from '../files/siteStorage.ts';

const EXPORT_FOLDER = 'exports';
/** Younger ones may still be downloading, from this tab or another. */
const DOWNLOAD_MS = 3_600_000;
/** The browser lets go of a file a while after it was closed. */
const RETRY_MS = [20, 100, 500, 2_000, 0];

/** The folder for zips; null where the browser keeps nothing. */
export async function openExportFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    await removeOldExports();
    const root = await privateRoot();
    return await root.getDirectoryHandle(EXPORT_FOLDER, { create: true });
  } catch {
    return null;
  }
}

/** Deletes zips of earlier visits, which were downloaded or never will be. Never rejects. */
export async function removeOldExports(): Promise<void> {
  try {
    const root = await privateRoot();
    const folder = await root.getDirectoryHandle(EXPORT_FOLDER);
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind !== 'file') continue;
      const { lastModified } = await handle.getFile();
      if (Date.now() - lastModified > DOWNLOAD_MS) await folder.removeEntry(name).catch(() => undefined);
    }
  } catch {
    // There is no such folder, or no storage at all.
  }
}

/** Deletes a zip that was not finished. Never rejects: what cannot be deleted now goes at a later visit. */
export async function discardExport(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (const wait of RETRY_MS) {
    try {
      return await folder.removeEntry(name);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
