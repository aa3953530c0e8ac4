/**
 * The calculator: sums with + - * / and brackets, `days FROM TO` and `weekday DATE` with ISO dates. A text that it cannot read gives
 * nothing. Pure.
 */
import { dayOf } from './table.ts';
import { found, nothing, type Answered } from './tool.ts';

const WEEKDAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'] as const;

export function calculate(query: string): Answered {
  const text = query.trim();
  const days = /^days (\S+) (\S+)$/.exec(text);
  if (days) {
    const [from, to] = [dayOf(days[1]), dayOf(days[2])];
    return from === null || to === null ? nothing('unreadable') : found(String(Math.abs(to - from)));
  }
  const weekday = /^weekday (\S+)$/.exec(text);
  if (weekday) {
    const day = dayOf(weekday[1]);
    // Day 0, the first of January 1970, was a Thursday.
    return day === null ? nothing('unreadable') : found(WEEKDAYS[((day % 7) + 7) % 7]);
  }
  const value = new Sum(text).value();
  if (value === null) return nothing('unreadable');
  return Number.isFinite(value) ? found(written(value)) : nothing('division');
}

/** Whole numbers as they are, others to two places. */
function written(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

/** Longest text that is read: a sum has no end of its own. */
const LONGEST = 200;

/** A sum read from left to right, products before sums. */
class Sum {
  #at = 0;
  #operators = 0;
  readonly #signs: readonly string[];

  constructor(text: string) {
    const signs = text.length > LONGEST ? null : text.match(/\d+(?:\.\d+)?|[-+*/()]/g);
    // What is left over between signs is no sum.
    this.#signs = signs && signs.join('') === text.replace(/ /g, '') ? signs : [];
  }

  /** Null for what is no sum; a number alone is none either. Not finite after a division by zero. */
  value(): number | null {
    const value = this.#sum();
    return value !== null && this.#at === this.#signs.length && this.#operators > 0 ? value : null;
  }

  #sum(): number | null {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#part()));
  }

  #chain(operators: readonly string[], part: () => number | null): number | null {
    let left = part();
    while (left !== null && operators.includes(this.#signs[this.#at])) {
      const operator = this.#signs[this.#at++];
      this.#operators += 1;
      const right = part();
      if (right === null) return null;
      left = applied(left, operator, right);
    }
    return left;
  }

  #part(): number | null {
    const sign = this.#signs[this.#at++];
    if (sign === '-') {
      const value = this.#part();
      return value === null ? null : -value;
    }
    if (sign === '(') {
      const value = this.#sum();
      return this.#signs[this.#at++] === ')' ? value : null;
    }
    return sign !== undefined && /^\d/.test(sign) ? Number(sign) : null;
  }
}

function applied(left: number, operator: string, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return left / right;
  }
}
