/** Puts Dawn where the `webgpu` package looks for it: bundles carry it compressed. Knows files only. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** @throws Error when the bundle was made for another kind of machine */
export function unpackDawn(bundle: string): void {
  const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  const file = join(bundle, 'dist', platform, 'dawn.node');
  if (existsSync(file)) return;
  const packed = join(bundle, `dawn-${platform}.br`);
  if (!existsSync(packed)) {
    throw new Error(
      `This bundle has no WebGPU for ${platform}. Make one here: npm run gpu-check -- --bundle FOLDER`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  // Renamed into place, so that no process ever sees half of it.
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });
  renameSync(partial, file);
}
