/** Rankings as files and back, for the page: apart from protocol.ts, so that it is loaded only when asked for. */
export { exportPairs, exportRankings } from '../rl/preferenceExport.ts';
export { zipEntries } from '../checkpoint/source/zipEntries.ts';
export { fileKind, HEAD_BYTES, textOfFile, type FileKind } from '../rl/fileKind.ts';
export { importPreferences } from '../rl/preferenceFile.ts';
export { importRankings } from '../rl/preferenceImport.ts';
