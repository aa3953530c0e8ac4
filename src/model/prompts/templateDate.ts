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

function two(value: number): string {
  return String(value).padStart(2, '0');
}
