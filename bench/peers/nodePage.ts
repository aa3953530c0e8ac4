/** Pages of the benchmark in Node, the other libraries' among them: see bench/nodePage.ts. */
import { OUR_PAGES, servePage, type Pages } from '../nodePage.ts';

const PAGES: Pages = {
  ...OUR_PAGES,
  'peers/tfjs.ts': () => import('./tfjs.ts'),
  'peers/jax.ts': () => import('./jax.ts'),
  'peers/webgpuLlm.ts': () => import('./webgpuLlm.ts'),
};

export function main([request]: readonly string[]): Promise<number> {
  return servePage(PAGES, request);
}
