/** Work cut into passes of bounded size. Pure. */

/**
 * Items in their order, so many to a pass that neither `most` of them nor `room` of their sizes is passed; one that is
 * larger alone has a pass of its own.
 */
export function inBatches<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  most: number,
  room: number,
): Item[][] {
  const batches: Item[][] = [];
  let size = 0;
  for (const item of items) {
    const more = sizeOf(item);
    const last = batches.at(-1);
    size += more;
    if (last && last.length < most && size <= room) last.push(item);
    else {
      batches.push([item]);
      size = more;
    }
  }
  return batches;
}
