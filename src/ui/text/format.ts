/** Numbers and counts as the page writes them. Knows Intl, no dictionary. */

const MINUS = '\u2212';

/** A number with `digits` decimals and a true minus sign; an en dash when there is none. */
export function fixed(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** Like {@link fixed}, with a plus sign on positive numbers. */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text;
}

/** Three significant digits, for values whose size varies: losses, learning rates. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(1).replace('-', MINUS).replace('e−', 'e\u2212');
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return fixed(value, digits);
}

/** A share as whole percent. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return `${Math.round(value * 100)} %`;
}

/** A model's size: 1.1 M, 820 k. */
export function millions(parameters: number): string {
  return parameters >= 1e6 ? `${(parameters / 1e6).toFixed(1)} M` : `${Math.round(parameters / 1e3)} k`;
}

/** A count and its English noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Bytes of files, as disks and networks count them: 12.3 MB. */
export function fileSize(bytes: number): string {
  return sized(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** Bytes of memory, as devices count them: 512 MiB. */
export function memorySize(bytes: number): string {
  return sized(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

function sized(bytes: number, factor: number, units: readonly string[]): string {
  let size = bytes;
  let unit = 0;
  while (size >= factor && unit < units.length - 1) {
    size /= factor;
    unit++;
  }
  return `${unit > 0 && size < 100 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** Seconds as a clock would show them: 0:42, 12:05, 1:02:03. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
