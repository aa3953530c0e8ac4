/** The few things only a real browser window can do, behind the names createApp asks for. */

/** Puts `hash` ('' for none) into the address without a new entry in the history. */
export function writeAddress(hash: string): void {
  const { pathname, search } = window.location;
  window.history.replaceState(null, '', `${pathname}${search}${hash}`);
}

/** Saves `text` in the person's downloads. */
export function downloadText(name: string, text: string): void {
  downloadFile(name, new Blob([text], { type: 'application/jsonl' }));
}

/** Saves a file in the person's downloads. */
export function downloadFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the URL after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Asks for a folder to write to; null where the browser cannot. */
export function folderPicker(): (() => Promise<FileSystemDirectoryHandle>) | null {
  const { showDirectoryPicker } = window as {
    showDirectoryPicker?: (options: object) => Promise<FileSystemDirectoryHandle>;
  };
  if (!showDirectoryPicker) return null;
  return () => showDirectoryPicker.call(window, { id: 'export', mode: 'readwrite' });
}

/** The computer's memory in GiB, rounded and capped; undefined where the browser does not tell. */
export function deviceMemory(): number | undefined {
  return (navigator as { deviceMemory?: number }).deviceMemory;
}

/** Has the browser ask before it leaves the page while `isUnsaved`. */
export function warnBeforeLeaving(isUnsaved: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (isUnsaved()) event.preventDefault();
  });
}
