/** Errors of the GPU layer. Each says what happened and what to do. Knows nothing else. */

/** No adapter, or an adapter without what the engine needs. */
export class GpuUnavailableError extends Error {
  override readonly name = 'GpuUnavailableError';
}

/** The device was lost: every tensor on it is gone; saved checkpoints are not. */
export class GpuLostError extends Error {
  override readonly name = 'GpuLostError';
}

/** An allocation that the device refused. */
export class GpuOutOfMemoryError extends Error {
  override readonly name = 'GpuOutOfMemoryError';
}

/** A shader or a recorded step that the device refused: a bug in this repository. */
export class GpuValidationError extends Error {
  override readonly name = 'GpuValidationError';
}
