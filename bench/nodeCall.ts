/**
 * Asks a page of the benchmark for something in a process of Node of its own: see nodePage.ts. Knows processes; knows
 * nothing of what is measured.
 */
import { spawn } from 'node:child_process';

/** jax-js needs iterators' own methods, which are there unasked from Node 22 on. */
const FLAGS = ['--enable-source-maps', ...('Iterator' in globalThis ? [] : ['--harmony-iterator-helpers'])];

/** What a page is asked: a function that a module of bench/ exports, and its arguments. */
export interface PageRequest {
  readonly module: string;
  readonly exported: string;
  readonly args: readonly unknown[];
  /** Dawn's own flags, beside those of every page. */
  readonly flags?: readonly string[];
}

export interface PageProgram {
  /** scripts/runModule.mjs, or where a bundle has it. */
  readonly runner: string;
  /** A module made of bench/nodePage.ts or bench/peers/nodePage.ts. */
  readonly page: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended; for ever when left out. */
  readonly timeout?: number;
}

/** @throws Error with what the process complained of, or how it ended */
export function callPage<Result>(
  { runner, page, env, timeout }: PageProgram,
  request: PageRequest,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, runner, page, JSON.stringify(request)], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env,
      timeout,
      killSignal: 'SIGKILL',
    });
    let complaint = '';
    child.stderr!.on('data', (part) => (complaint = (complaint + String(part)).slice(-4000)));
    child.once('message', (message) => resolve((message as { result: Result }).result));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const late = timeout !== undefined && signal === 'SIGKILL';
      const ended = late
        ? `not done after ${(timeout / 1000).toFixed(0)} s`
        : `The process ended with ${signal ?? `exit code ${code}`}.`;
      reject(new Error(late ? ended : complaint.trim() || ended));
    });
  });
}
