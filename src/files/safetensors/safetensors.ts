/** The safetensors format in one import: reading, writing, and the check for broken weights. */
export { firstNonFinite, type DType } from './dtype.ts';
export { CheckpointError } from '../errors.ts';
export {
  parseSafetensors,
  parseSafetensorsHeader,
  type Safetensors,
  type SafetensorsHeader,
  type TensorEntry,
} from './safetensorsRead.ts';
export { writeSafetensors, type TensorToWrite, type WriteOptions } from './safetensorsWrite.ts';
