/**
 * A page of the benchmark in a process of Node: calls a function of a module of bench/page and sends back what it
 * gives. Knows the modules' names; knows nothing of what is measured.
 */
import { provideWebGpu } from './node.ts';
import type { PageRequest } from './nodeCall.ts';

type Page = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

/** Loads modules by their paths under bench/; late, because pages need WebGPU's globals when they are loaded. */
export type Pages = Readonly<Record<string, () => Promise<unknown>>>;

export const OUR_PAGES: Pages = {
  'page/measure.ts': () => import('./page/measure.ts'),
  'page/micro.ts': () => import('./page/micro.ts'),
  'page/ours.ts': () => import('./page/ours.ts'),
};

export function main([request]: readonly string[]): Promise<number> {
  return servePage(OUR_PAGES, request);
}

/** @param request a {@link PageRequest}, as JSON */
export async function servePage(pages: Pages, request: string): Promise<number> {
  const { module, exported, args, flags } = JSON.parse(request) as PageRequest;
  provideWebGpu(flags);
  const page = (await pages[module]()) as Page;
  const result = await page[exported](...args);
  // Until it is on its way: the process is ended right after.
  await new Promise((sent) => process.send!({ result }, sent));
  return 0;
}
