/** Counts the checks that a stage's output tells of, one line each. Knows the form of a line; runs nothing. */

/**
 * @typedef {{ name: string, code: number, passed: number, failed: number }} StageResult
 * @typedef {{ take(text: string): void, result(name: string, code: number): StageResult }} Tally
 */

/**
 * Counts lines that begin with `ok` or `FAIL`, in text that may come in any pieces.
 * @returns {Tally} `result` counts a stage that failed without a failed check as one: totals never look clean when
 * a stage is not.
 */
export function tally() {
  let [passed, failed, rest] = [0, 0, ''];
  return {
    take(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('ok   ')) passed++;
        if (line.startsWith('FAIL ')) failed++;
      }
    },
    result(name, code) {
      this.take('\n');
      return { name, code, passed, failed: code === 0 ? failed : Math.max(1, failed) };
    },
  };
}

/**
 * What is said at the end, one line a failed stage; the last line is the totals, as `npm test` has it.
 * @param {readonly StageResult[]} results
 * @returns {string[]}
 */
export function totals(results) {
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((all, result) => all + result[key], 0);
  const bad = results.filter(({ failed }) => failed > 0);
  return [
    ...bad.map(({ name, code, failed }) => `${name}: ${failed} failed (exit code ${code})`),
    `${sum('passed')} passed, ${sum('failed')} failed`,
  ];
}
