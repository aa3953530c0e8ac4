/** Entry of `npm run lab`. */
import { runLab } from './command.ts';

export function main(args: readonly string[]): Promise<number> {
  return runLab(args);
}
