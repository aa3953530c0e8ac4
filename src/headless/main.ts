/** Entry of `npm run headless`: joins the command line with a training run, or with one of a receipt. */
import { runCommand } from './command.ts';
import { OptionsError } from './optionsError.ts';
import { replayAsked, trainAgain, verdictText } from './replay.ts';
import { train } from './train.ts';

/** @returns the exit code: 1 where a run that was trained again is another, 2 for what cannot be obeyed */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const asked = await replayAsked(args);
    if (!asked) return await runCommand(args, train);
    const { receipt } = asked;
    let same = false;
    const code = await runCommand(asked.args, (context) =>
      trainAgain(context, receipt, (verdict) => {
        same = verdict.differs === null && verdict.weights !== false;
        console.log(verdictText(verdict, receipt));
      }),
    );
    return code || (same ? 0 : 1);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    console.error(error.message);
    return 2;
  }
}
