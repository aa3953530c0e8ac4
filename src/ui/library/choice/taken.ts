/** What a drop holds, taken before the first wait: a browser empties the list when the event ends. Knows the browser's entries. */

export interface TakenDrop {
  readonly entries: readonly FileSystemEntry[];
  readonly files: readonly File[];
}

export function takeDrop(transfer: DataTransfer): TakenDrop {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  return { entries, files: [...transfer.files] };
}
