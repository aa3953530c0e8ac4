/** Rankings as files and back, in one module: the page loads it when a file is first asked for. */
export { exportPairs, exportRankings } from './exportRows.ts';
export { zipEntries } from '../files/bytes/zipEntries.ts';
export { fileKind, HEAD_BYTES, textOfFile, type FileKind } from './fileKind.ts';
export { importPreferences } from './file.ts';
export { importRankings } from './importRows.ts';
