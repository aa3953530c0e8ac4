/** The command line of `npm run test:interop`. Knows no Python. */

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {{ python: string | null }} the interpreter to use as it is, or null to make an environment
 * @throws Error for anything but `--python FILE`
 */
export function parseOptions(args, env) {
  if (args.length === 0) return { python: env.NUDGE_PYTHON || null };
  if (args.length === 2 && args[0] === '--python' && args[1] !== '') return { python: args[1] };
  throw new Error(`Usage: npm run test:interop -- [--python FILE]; this was: ${args.join(' ')}`);
}
