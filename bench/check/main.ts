/**
 * Entry of the bundle: finds a driver, runs the stages one after the other, each in a process of its own and none
 * longer than its time, and writes the report. Needs nothing but Node and what lies beside it. Knows no stage's work.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findDriver } from '../../scripts/vulkan.mjs';
import { stageFile, writeJson } from './context.ts';
import { EFFORTS } from './effort.ts';
import { HELP, parseOptions, type CheckOptions } from './options.ts';
import { reportMarkdown } from './report.ts';
import type { RunRecord, StageName, StageOutcome, StageResults } from './results.ts';
import { unpackDawn } from './unpack.ts';

const BUNDLE = import.meta.dirname;
/** Seconds before it is ended that a stage is told to end itself. */
const GRACE = 3;
/** Lines of a stage's complaint that are kept. */
const LAST_LINES = 8;

interface Driver {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly software: boolean;
  /** Why no stage that needs WebGPU can run. */
  readonly failure?: string;
}

/** @returns the exit code: 1 when a stage failed, 2 when nothing could be run as asked */
async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const out = resolve(options.out!);
  mkdirSync(out, { recursive: true });
  unpackDawn(BUNDLE);
  const driver = await chooseDriver(out, options);
  console.log(`Driver: ${driver.name}`);
  if (driver.failure) console.error(driver.failure);
  const outcomes: StageOutcome[] = [];
  const { seconds } = EFFORTS[options.effort];
  let spare = 0;
  for (const stage of options.stages) {
    rmSync(stageFile(out, stage), { force: true });
    // What others left over goes to the tests, which never have enough; in a quick run it is left.
    const more = options.effort === 'full' ? spare : 0;
    const allowed = stage === 'tests' ? (options.testsSeconds ?? seconds.tests + more) : seconds[stage];
    const outcome =
      driver.failure && stage !== 'torch'
        ? { stage, seconds: 0, failure: 'no adapter to run on' }
        : await runStage(stage, allowed, out, options, driver.env);
    spare = Math.max(0, spare + allowed - outcome.seconds);
    if (stage === 'tests') spare = 0;
    outcomes.push(outcome);
    const how = outcome.failure ? `FAILED: ${outcome.failure}` : 'done';
    console.log(`${stage}: ${how} in ${outcome.seconds.toFixed(1)} s`);
    writeAll(out, options, driver, outcomes);
  }
  console.log(`Written to ${out}`);
  if (driver.failure) return 2;
  return outcomes.some(({ failure }) => failure) ? 1 : 0;
}

/** A GPU's driver, or one that runs on the processor if that will do. */
async function chooseDriver(out: string, { software }: CheckOptions): Promise<Driver> {
  const libraries = join(BUNDLE, 'lib');
  const place = { libraries: existsSync(libraries) ? libraries : null, descriptions: join(out, 'drivers') };
  try {
    const { candidate, adapter } = await findDriver({ ...place, probe: join(BUNDLE, 'vulkanProbe.mjs') });
    const words = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ');
    const driver = { name: `${words}, by ${candidate.name}`, env: candidate.env, software: adapter.software };
    if (!adapter.software || software) return driver;
    const failure = `This is no GPU but a driver that runs on the processor. Pass --software if that is what you mean.\n${librariesFound()}`;
    return { ...driver, failure };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name: 'none', env: {}, software: false, failure: `${reason}\n${librariesFound()}` };
  }
}

/** What helps to see why a driver does not open. */
function librariesFound(): string {
  const cached = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  const lines = cached.split('\n').filter((line) => /vulkan|nvidia|GLX|EGL|libX11|libXext/i.test(line));
  return ['Libraries of this machine that drivers use:', ...lines, ''].join('\n');
}

async function runStage(
  stage: StageName,
  seconds: number,
  out: string,
  options: CheckOptions,
  env: Readonly<Record<string, string>>,
): Promise<StageOutcome> {
  console.log(`${stage} ...`);
  const started = performance.now();
  const program = join(BUNDLE, 'stage.mjs');
  const args = ['--out', out, ...forwarded(options)];
  const child = spawn(process.execPath, [program, stage, String(Math.max(1, seconds - GRACE)), ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
  });
  let text = '';
  child.stderr.on('data', (part) => {
    process.stderr.write(part as Buffer);
    text = (text + String(part)).slice(-8000);
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  const ended = await new Promise<string | null>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(code === 0 ? null : (signal ?? `exit code ${code}`)));
  });
  clearTimeout(timer);
  const took = (performance.now() - started) / 1000;
  if (late)
    return {
      stage,
      seconds: took,
      failure: `not done after ${seconds.toFixed(0)} s; what there was is kept`,
    };
  if (ended === null) return { stage, seconds: took };
  const words = text.trim().split('\n').slice(-LAST_LINES).join('\n');
  return { stage, seconds: took, failure: words || ended };
}

/** The options that stages read. */
function forwarded({ effort, software, tests, python }: CheckOptions): string[] {
  return [
    ...(effort === 'full' ? [] : [`--${effort}`]),
    ...(software ? ['--software'] : []),
    ...tests.flatMap((part) => ['--tests', part]),
    '--python',
    python,
  ];
}

/** After each stage, so that a run that is cut has a report, too. */
function writeAll(
  out: string,
  options: CheckOptions,
  driver: Driver,
  outcomes: readonly StageOutcome[],
): void {
  const manifest = readJson(join(BUNDLE, 'manifest.json')) as { commit: string } | undefined;
  const record: RunRecord = {
    date: new Date().toISOString().slice(0, 16),
    commit: manifest?.commit ?? '',
    effort: options.effort,
    driver: driver.name,
    software: driver.software,
    outcomes,
  };
  writeJson(join(out, 'run.json'), record);
  const results: { -readonly [Name in StageName]?: StageResults[Name] } = {};
  for (const stage of options.stages) Object.assign(results, { [stage]: readJson(stageFile(out, stage)) });
  writeFileSync(join(out, 'report.md'), reportMarkdown(record, results));
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
