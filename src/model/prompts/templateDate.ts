/** Dates as Python's strftime writes them in English, which is what templates were made with. Knows no template. */

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `date`, in local time, by a format of `%d %b %Y` and the like; a directive that is none stays as it is. */
export function formatDate(date: Date, format: string): string {
  const month = MONTHS[date.getMonth()];
  const day = DAYS[date.getDay()];
  const hour = date.getHours();
  const written: Readonly<Record<string, string>> = {
    Y: String(date.getFullYear()),
    y: two(date.getFullYear() % 100),
    m: two(date.getMonth() + 1),
    d: two(date.getDate()),
    B: month,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    H: two(hour),
    I: two(hour % 12 || 12),
    M: two(date.getMinutes()),
    S: two(date.getSeconds()),
    p: hour < 12 ? 'AM' : 'PM',
    '%': '%',
  };
  return format.replace(/%(-?)(.)/g, (whole, bare: string, directive: string) => {
    if (!Object.hasOwn(written, directive)) return whole;
    const text = written[directive];
    return bare ? text.replace(/^0(?=\d)/, '') : text;
  });
}

/** A date in local time as text, to the second: what {@link parseLocalDate} reads, the same everywhere. */
export function localDate(date: Date): string {
  return formatDate(date, '%Y-%m-%dT%H:%M:%S');
}

/** The date, in local time, that a text `2025-03-03` or `2025-03-03T14:05:09` says, or null. */
export function parseLocalDate(text: string): Date | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2}))?$/.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0));
  const date = new Date(year, month - 1, day, hour, minute, second);
  return localDate(date).startsWith(text) ? date : null;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
