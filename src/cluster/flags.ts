/**
 * Settings of an engine as text: YAML for TRL, a bash array for OpenRLHF and verl, with the comments that say where a
 * number comes from. Knows both syntaxes; knows no engine.
 */

export type FlagValue = string | number | boolean | readonly number[] | readonly object[] | null;

export interface Flag {
  readonly name: string;
  /** null for a switch that is on by being there. */
  readonly value: FlagValue;
  /** Above the setting; one line each. */
  readonly notes?: readonly string[];
}

/** A setting with comments. */
export function flag(name: string, value: FlagValue, ...notes: readonly string[]): Flag {
  return { name, value, notes };
}

/** A number as both syntaxes read it back: no exponent without a point, which YAML would take for a string. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be a setting.`);
  const text = String(Number(value.toPrecision(10)));
  return /e/.test(text) && !text.includes('.') ? text.replace('e', '.0e') : text;
}

/** YAML, one key a line. */
export function yamlText(comments: readonly string[], flags: readonly Flag[]): string {
  const lines = flags.flatMap(({ name, value, notes = [] }) => [
    ...notes.map((note) => `# ${note}`),
    `${name}: ${yamlValue(value)}`,
  ]);
  return [...comments.map(commentLine), ...lines, ''].join('\n');
}

function yamlValue(value: FlagValue): string {
  if (typeof value === 'number') return numberText(value);
  // JSON is YAML.
  return JSON.stringify(value);
}

/** `--name value` lines inside a bash array, with comments. */
export function dashedFlags(flags: readonly Flag[]): string {
  return arrayLines(flags, ({ name, value }) =>
    value === null ? `--${name}` : `--${name} ${shellValues(value).join(' ')}`,
  );
}

/** `name=value` lines inside a bash array, as Hydra takes them. */
export function hydraFlags(flags: readonly Flag[]): string {
  return arrayLines(flags, ({ name, value }) => {
    if (value === null) return `${name}=null`;
    const [text] = shellValues(value);
    return `${name}=${text}`;
  });
}

function arrayLines(flags: readonly Flag[], line: (flag: Flag) => string): string {
  return flags
    .flatMap((one) => [...(one.notes ?? []).map((note) => `  # ${note}`), `  ${line(one)}`])
    .join('\n');
}

/** Strings are quoted for bash, which still expands variables in them. */
function shellValues(value: Exclude<FlagValue, null>): string[] {
  if (typeof value === 'object') return value.map((part) => numberText(Number(part)));
  if (typeof value === 'number') return [numberText(value)];
  if (typeof value === 'boolean') return [value ? 'True' : 'False'];
  if (/["\\`!]/.test(value)) throw new RangeError(`${value} cannot be quoted for a shell.`);
  return [`"${value}"`];
}

/** A line as a comment. */
function commentLine(line: string): string {
  return line === '' ? '#' : `# ${line}`;
}

/** Lines as the comment block of a script. */
export function commentBlock(lines: readonly string[]): string {
  return lines.map(commentLine).join('\n');
}

/**
 * Lines of bash that set MICRO: the most responses at a time, up to `micro`, that let every GPU share a minibatch of
 * `size` evenly, as DeepSpeed and verl insist.
 * @param gpus an arithmetic expression of bash.
 */
export function microScript(size: number, micro: number, gpus: string): string {
  return `if (( ${size} % (${gpus}) )); then
  echo "A minibatch of ${size} cannot be shared by $(( ${gpus} )) GPUs evenly." >&2
  exit 1
fi
# What a GPU computes gradients of at once.
MICRO=${micro}
while (( ${size} % (MICRO * ${gpus}) )); do MICRO=$(( MICRO - 1 )); done
`;
}

/** Columns of a comment, without its `# `. */
const WIDTH = 112;

/** What an engine has no counterpart for, as lines of a comment. */
export function listed(items: readonly string[]): string[] {
  return ['No exact counterpart here:', ...items.flatMap(bullet)];
}

/** One item, broken at spaces. */
function bullet(item: string): string[] {
  const lines: string[] = [];
  let line = '-';
  for (const word of item.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
