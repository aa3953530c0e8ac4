/**
 * Runs the parts of the benchmark one after the other, each library in a page of its own, and tells and writes
 * what came out. A part that fails is named and leaves its place in the results empty. Knows no library's API.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/install.mjs';
import { openBrowser, type BenchBrowser } from './browser.ts';
import { openNode, type DawnProgram } from './nodeHost.ts';
import { effortsFor, growthPoints, type Efforts } from './effort.ts';
import { HELP, isWhole, parseOptions, type BenchOptions, type Part } from './options.ts';
import { plot } from './plot.ts';
import { adapterSlug, kernelLines, markdown, summaryLines } from './report.ts';
import {
  LIBRARIES,
  LIBRARY_NAMES,
  type Adapter,
  type BenchResults,
  type BySize,
  type GrowthPoint,
  type Library,
  type MatmulResult,
  type MicroResult,
  type ProfileResult,
  type SamplingResult,
  type TrainingResult,
} from './results.ts';
import { MATMUL_SIZES, SIZES, type GptSize } from './workload.ts';

const MODULES: Readonly<Record<Library, string>> = {
  ours: 'page/ours.ts',
  tfjs: 'peers/tfjs.ts',
  jax: 'peers/jax.ts',
};

/** Packages whose pages a part opens. */
const PACKAGES: Readonly<Record<Library, readonly string[]>> = {
  ours: [],
  tfjs: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgpu'],
  jax: ['@jax-js/jax'],
};

interface Answer<Result> {
  readonly adapter: Adapter;
  readonly result: Result;
}

/** What scripts/bench.mjs brings, since it can install. */
export interface Tools {
  /** Installs the libraries to measure against, unless they are there. */
  readonly ensurePeers: () => void;
  /** Path of a Chromium that starts. */
  readonly ensureChromium: () => Promise<string>;
  /** Bundles a module for Node, the other libraries with it, and finds a driver for it. */
  readonly bundleForDawn: (entry: string, options: { whole: boolean }) => Promise<DawnProgram>;
}

/** @returns the exit code: 1 when a part failed */
export async function main(args: readonly string[], tools: Tools): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const libraries = librariesFor(options.parts);
  if (libraries.some((library) => PACKAGES[library].length > 0)) tools.ensurePeers();
  const packages = libraries.flatMap((library) => PACKAGES[library]);
  const whole = packages.length > 0;
  const entry = `bench/${whole ? 'peers/' : ''}nodePage.ts`;
  const browser = options.node
    ? await openNode(await tools.bundleForDawn(entry, { whole }), options.adapter)
    : await openBrowser(await tools.ensureChromium(), options.adapter, packages);
  try {
    const bench = new Bench(browser, options, libraries);
    const results = await bench.run();
    const whole = isWhole(options) && Object.keys(results.failures).length === 0;
    writeResults(results, join(ROOT, ...(whole ? ['bench', 'results'] : ['.cache', 'bench', 'results'])));
    for (const line of summaryLines(results)) console.log(line);
    return Object.keys(results.failures).length > 0 ? 1 : 0;
  } finally {
    await browser.close();
  }
}

/** Parts of all libraries measure all of them, unless libraries are named beside them. */
function librariesFor(parts: readonly Part[]): Library[] {
  const named = LIBRARIES.filter((library) => parts.includes(library));
  if (named.length > 0) return named;
  return parts.includes('sampling') || parts.includes('matmul') ? [...LIBRARIES] : ['ours'];
}

class Bench {
  readonly #failures: Record<string, string> = {};
  readonly #efforts: Efforts;
  readonly #sizes: readonly GptSize[];

  constructor(
    private readonly browser: BenchBrowser,
    private readonly options: BenchOptions,
    private readonly libraries: readonly Library[],
  ) {
    this.#efforts = effortsFor(options.quick);
    this.#sizes = options.quick ? SIZES.slice(0, 1) : SIZES;
  }

  async run(): Promise<BenchResults> {
    const { adapter, version, machine } = this.browser;
    const name = [adapter.vendor, adapter.architecture, adapter.device, adapter.description];
    console.log(`${version} on ${name.filter(Boolean).join(' ')}, ${machine}`);
    const micro = this.#asked('micro') ? await this.#micro() : undefined;
    const profiles = this.#asked('ours') ? await this.#profiles() : [];
    const matmul = this.#asked('matmul') ? await this.#matmul() : {};
    const training = await this.#training();
    const sampling = this.#asked('sampling') ? await this.#sampling() : undefined;
    const growth = this.#asked('growth') ? await this.#growth() : [];
    const results: BenchResults = {
      date: new Date().toISOString().slice(0, 10),
      commit: commit(),
      browser: version,
      machine,
      adapter,
      versions: versions(this.libraries),
      quick: this.options.quick,
      training,
      sampling,
      matmul,
      micro,
      profiles,
      growth,
      failures: this.#failures,
    };
    for (const { size, profile } of profiles) {
      console.log(`Kernels of a step at size ${size.name}:`);
      for (const line of kernelLines(profile, micro)) console.log(`  ${line}`);
    }
    return results;
  }

  #asked(part: Part): boolean {
    return this.options.parts.includes(part);
  }

  /** What `work` gives, or nothing and a failure under `part`, told at once. */
  async #attempt<Result>(part: string, work: () => Promise<Result>): Promise<Result | undefined> {
    console.log(`${part} ...`);
    const start = performance.now();
    try {
      const result = await work();
      console.log(`  ${part}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`  FAILED: ${part}: ${reason}`);
      this.#failures[part] = reason.split('\n')[0];
      return undefined;
    }
  }

  /** Runs a library's part in a page and makes sure that it ran on the adapter that the results name. */
  async #ask<Result>(
    library: Library,
    what: string,
    part: string,
    args: readonly unknown[],
  ): Promise<Result | undefined> {
    return this.#attempt(`${LIBRARY_NAMES[library]}, ${part}`, async () => {
      const answer = await this.browser.call<Answer<Result>>(MODULES[library], what, args);
      if (JSON.stringify(answer.adapter) !== JSON.stringify(this.browser.adapter)) {
        throw new Error(`ran on another adapter: ${JSON.stringify(answer.adapter)}`);
      }
      return answer.result;
    });
  }

  async #micro(): Promise<MicroResult | undefined> {
    const micro = await this.#attempt("the adapter's limits", () =>
      this.browser.call<MicroResult>('page/micro.ts', 'limits', [this.#efforts.micro, this.options.quick]),
    );
    if (micro) {
      console.log(
        `  FMA ${micro.peakGflopPerSecond.toFixed(1)} GFLOP/s (${micro.fma[0].kernel}), copy ${micro.gigabytesPerSecond.toFixed(1)} GB/s (${micro.copies[0].kernel})`,
      );
    }
    return micro;
  }

  async #training(): Promise<BySize<TrainingResult>[]> {
    const rows: BySize<TrainingResult>[] = [];
    for (const size of this.#sizes) {
      const results: Partial<Record<Library, TrainingResult>> = {};
      for (const library of this.libraries.filter((name) => this.#asked(name))) {
        const effort = this.#efforts.training;
        const part = `training ${size.name}`;
        const result = await this.#ask<TrainingResult>(library, 'training', part, [size, effort]);
        if (!result) continue;
        results[library] = result;
        console.log(
          `  ${result.median.toFixed(1)} ms a step, ${result.dispatches} dispatches, ${result.submits} submits, loss ${result.losses[0].toFixed(4)} to ${result.losses.at(-1)!.toFixed(4)}`,
        );
      }
      if (Object.keys(results).length > 0) rows.push({ size, results });
    }
    return rows;
  }

  async #sampling(): Promise<BySize<SamplingResult>> {
    const results: Partial<Record<Library, SamplingResult>> = {};
    const [size] = SIZES;
    for (const library of this.libraries) {
      const result = await this.#ask<SamplingResult>(library, 'sampling', 'sampling', [
        size,
        this.#efforts.sampling,
      ]);
      if (!result) continue;
      results[library] = result;
      console.log(`  ${result.tokensPerSecond.toFixed(0)} tokens/s (${result.note})`);
    }
    return { size, results };
  }

  async #matmul(): Promise<BenchResults['matmul']> {
    const matmul: Partial<Record<Library, MatmulResult[]>> = {};
    for (const n of this.options.quick ? MATMUL_SIZES.slice(0, 1) : MATMUL_SIZES) {
      for (const library of this.libraries) {
        const effort = this.#efforts.matmul;
        const result = await this.#ask<MatmulResult>(library, 'matmul', `matmul ${n}`, [n, effort]);
        if (!result) continue;
        (matmul[library] ??= []).push(result);
        console.log(`  ${result.gflopPerSecond.toFixed(1)} GFLOP/s, error ${result.error.toExponential(1)}`);
      }
    }
    return matmul;
  }

  async #profiles(): Promise<BenchResults['profiles'][number][]> {
    const profiles: BenchResults['profiles'][number][] = [];
    for (const size of this.#sizes) {
      const profile = await this.#attempt(`kernels of a step at size ${size.name}`, () =>
        this.browser.call<ProfileResult>('page/ours.ts', 'kernels', [size, this.#efforts.profileRounds]),
      );
      if (profile) profiles.push({ size, profile });
    }
    return profiles;
  }

  async #growth(): Promise<readonly GrowthPoint[]> {
    const points = growthPoints(SIZES[0], this.options.quick);
    const growth = await this.#attempt('growth of a step', () =>
      this.browser.call<GrowthPoint[]>('page/ours.ts', 'growth', [points, this.#efforts.growth]),
    );
    for (const { axis, value, milliseconds, gpuBytes } of growth ?? []) {
      console.log(
        `  ${axis} ${value}: ${milliseconds.toFixed(1)} ms, ${(gpuBytes / 2 ** 20).toFixed(1)} MiB`,
      );
    }
    return growth ?? [];
  }
}

function versions(libraries: readonly Library[]): BenchResults['versions'] {
  const found: Partial<Record<Library, string>> = {};
  for (const library of libraries) {
    const [first] = PACKAGES[library];
    if (!first) continue;
    const file = join(ROOT, 'bench', 'node_modules', first, 'package.json');
    found[library] = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return found;
}

/** The commit measured, with a mark when files differ from it; empty outside of a checkout. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src', 'bench') ? ' +' : '');
  } catch {
    return '';
  }
}

function writeResults(results: BenchResults, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const base = join(folder, adapterSlug(results.adapter));
  writeFileSync(`${base}.json`, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(`${base}.md`, markdown(results));
  const picture = plot(results);
  if (picture) writeFileSync(`${base}.svg`, picture);
  console.log(`Written to ${base}.{json,md${picture ? ',svg' : ''}}`);
}
