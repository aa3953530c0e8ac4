/**
 * Batches as transformers pads them for generation: prompts of unequal length, aligned at their ends. The engine
 * packs sequences instead and needs no padding. Knows ids and masks only.
 */

/**
 * The prompts of a left-padded batch.
 * @param ids token ids, [batch][length]
 * @param mask attention mask of the same shape: 0 on padding, 1 on tokens
 * @throws RangeError when the shapes differ, a prompt has no token, or padding is not all on the left
 */
export function fromLeftPadded(
  ids: readonly (readonly number[])[],
  mask: readonly (readonly number[])[],
): number[][] {
  if (ids.length !== mask.length) throw new RangeError(`${ids.length} prompts have ${mask.length} masks.`);
  return ids.map((row, index) => {
    const kept = mask[index];
    const first = kept.indexOf(1);
    if (kept.length !== row.length || first < 0) {
      throw new RangeError(
        `Prompt ${index} has no token, or a mask of ${kept.length} for its ${row.length} places.`,
      );
    }
    if (kept.some((value, place) => value !== (place < first ? 0 : 1))) {
      throw new RangeError(`Prompt ${index} is not padded on the left only.`);
    }
    return row.slice(first);
  });
}
