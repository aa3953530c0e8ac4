/**
 * What `npm test` consists of and how its outcome is told. Runs nothing; scripts/test.mjs does.
 *
 * @typedef {{ name: string, script: string, tests: boolean, needsChromium: boolean, after: readonly string[],
 *   shard?: string }} Step
 * `script` is the package.json script; `tests` marks those whose Vitest report is counted. The Node tests need
 * Chromium for its software Vulkan driver only. `after` names the steps that must have ended well before this one begins.
 * `shard` is the part of a script's test files that a step runs, as Vitest counts parts.
 * @typedef {{ name: string, code: number | null, seconds: number, passed: number, failed: number,
 *   failures: readonly string[] }} StepResult
 * `code` is the exit code, null when the step did not run; `failures` are what failed, a line each.
 */

/** What is told within seconds, before anything long begins. */
const QUICK = ['format', 'types', 'lint'];

/**
 * A part of the GPU tests. Parts have a browser each, and so a software driver each: one driver compiles one kernel at a
 * time, however many cores there are, and compiling is most of what these tests wait for.
 * @param {number} part
 * @returns {Step}
 */
const gpuPart = (part) => ({
  name: `gpu-${part}`,
  script: 'test:gpu',
  tests: true,
  needsChromium: true,
  after: QUICK,
  shard: `${part}/3`,
});

/** @type {readonly Step[]} In the order in which they begin, as far as there are places. */
export const STEPS = [
  { name: 'format', script: 'test:format', tests: false, needsChromium: false, after: [] },
  { name: 'types', script: 'test:types', tests: false, needsChromium: false, after: [] },
  { name: 'lint', script: 'test:lint', tests: false, needsChromium: false, after: [] },
  gpuPart(1),
  { name: 'node', script: 'test:node', tests: true, needsChromium: true, after: QUICK },
  { name: 'build', script: 'build', tests: false, needsChromium: false, after: QUICK },
  { name: 'e2e', script: 'test:e2e', tests: true, needsChromium: true, after: ['build'] },
  gpuPart(2),
  gpuPart(3),
];

/** What a step is asked for by: its parts together. @param {Step} step */
const askedName = ({ name }) => name.replace(/-\d+$/, '');

/**
 * The steps named on the command line, in their usual order; all of them when none is named.
 * @param {readonly string[]} names
 * @returns {Step[]}
 */
export function chooseSteps(names) {
  const known = new Set(STEPS.map(askedName));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(`No such step: ${unknown.join(', ')}. Steps are ${[...known].join(', ')}.`);
  }
  return STEPS.filter((step) => names.length === 0 || names.includes(askedName(step)));
}

/**
 * What may begin now: not begun yet, and all of the chosen steps that it comes after have ended. Nothing begins once a
 * step has failed.
 * @param {readonly Step[]} steps the chosen ones
 * @param {ReadonlySet<string>} begun names of steps that have begun, or ended
 * @param {readonly StepResult[]} ended
 * @returns {Step[]}
 */
export function readySteps(steps, begun, ended) {
  if (ended.some(({ code }) => code !== 0)) return [];
  const waits = (/** @type {string} */ name) =>
    steps.some((step) => step.name === name) && !ended.some((result) => result.name === name);
  return steps.filter(({ name, after }) => !begun.has(name) && !after.some(waits));
}

/**
 * What is read of Vitest's JSON report.
 * @typedef {{ status?: string, fullName?: string, failureMessages?: readonly string[] }} Assertion
 * @typedef {{ name?: string, status: string, message?: string, assertionResults: readonly Assertion[] }} TestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: readonly TestFile[] }} Report
 */

/** A message's first line, in at most 300 characters. @param {string | undefined} message */
const firstLine = (message) => (message ?? '').trimStart().split('\n', 1)[0].slice(0, 300);

/**
 * What failed of a step, a line each: file, test, the first line of why. A long log's end is read, not its middle.
 * @param {Report | null} report
 * @returns {string[]}
 */
function failuresOf(report) {
  return (report?.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name = '', message, assertionResults }) => {
      const file = name.slice(Math.max(0, name.lastIndexOf('tests/')));
      if (assertionResults.length === 0) return [`${file} does not load: ${firstLine(message)}`];
      return assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages?.[0])}`);
    });
}

/**
 * Counts of one finished step. A test file that does not load is one failure. So is a step that fails without a
 * failed test (a type error, no adapter): the totals never look clean when the run is not.
 * @param {Step} step
 * @param {number} code
 * @param {number} seconds
 * @param {Report | null} report
 * @returns {StepResult}
 */
export function stepResult(step, code, seconds, report) {
  const unloaded = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + unloaded.length;
  const all = code === 0 ? failed : Math.max(1, failed);
  return { name: step.name, code, seconds, passed, failed: all, failures: failuresOf(report) };
}

/**
 * The summary, one line a step and below it one for each of its failures; the last line is the totals.
 * @param {readonly StepResult[]} results
 * @returns {string[]}
 */
export function summaryLines(results) {
  const lines = results.flatMap(({ name, code, seconds, passed, failed, failures }) => {
    if (code === null) return [`${name.padEnd(7)} not run`];
    const outcome = code === 0 ? 'ok' : `failed with exit code ${code}`;
    const counts = passed + failed > 0 ? `, ${passed} passed, ${failed} failed` : '';
    return [
      `${name.padEnd(7)} ${outcome} in ${seconds.toFixed(1)} s${counts}`,
      ...failures.map((failure) => `        ${failure}`),
    ];
  });
  const total = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((sum, result) => sum + result[key], 0);
  return [...lines, `${total('passed')} passed, ${total('failed')} failed`];
}
