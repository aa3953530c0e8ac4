/** Entry of `npm run headless`: joins the command line with a training run. */
import { runCommand } from './command.ts';
import { train } from './train.ts';

export function main(args: readonly string[]): Promise<number> {
  return runCommand(args, train);
}
