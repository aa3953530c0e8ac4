/** Entry of `npm run compare`. */
import { runCompare } from './command.ts';

export function main(args: readonly string[]): Promise<number> {
  return runCompare(args);
}
