/** Rankings as files and back, for the page: apart from protocol.ts, so that it is loaded only when asked for. */
export { exportPairs, exportRankings } from '../preferences/exportRows.ts';
export { zipEntries } from '../files/bytes/zipEntries.ts';
export { fileKind, HEAD_BYTES, textOfFile, type FileKind } from '../preferences/fileKind.ts';
export { importPreferences } from '../preferences/file.ts';
export { importRankings } from '../preferences/importRows.ts';
