/** The one file in a gzip, unpacked by the browser. Knows bytes only. */

/**
 * @param most bytes that it may unpack to: a few can stand for gigabytes
 * @throws Error in words for what was cut off, changed, or unpacks to more
 */
export async function gunzip(file: File, most: number): Promise<File> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new Error('It is packed with gzip, and was cut off or changed.', { cause });
    });
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError(`It unpacks to more than ${most} bytes, which are read at most.`);
    }
    parts.push(value);
  }
  const name = file.name.replace(/\.gz$/i, '');
  // What is packed twice is nothing that this page writes.
  if (parts[0]?.[0] === 0x1f && parts[0][1] === 0x8b) throw new Error('It is packed with gzip twice.');
  return new File(parts, name);
}
