/**
 * The releases that the bundle's scripts were checked with. `npm run test:interop` installs TRL, OpenRLHF and verl in
 * these versions (scripts/interop/requirements.txt, which a test holds against this) and runs their argument parsers.
 */

/** What TRL's scripts were run with, step for step, on a CPU. */
export const TRL_REQUIREMENTS = {
  torch: '2.13.0',
  transformers: '5.23.0',
  // The last release that has PPO: 1.13 took it out.
  trl: '1.12.0',
  peft: '0.21.2',
  datasets: '5.2.0',
  accelerate: '1.15.0',
} as const;

/** Only on GPUs: not installed by the checks. */
export const TRL_GPU_REQUIREMENTS = { deepspeed: '0.19.6' } as const;

/** Its parsers were run on the scripts; what it needs from there on is what it names itself. */
export const OPENRLHF_REQUIREMENTS = {
  'openrlhf[vllm]': '0.11.2',
  transformers: '5.15.0',
  deepspeed: '0.19.6',
  'ray[default]': '2.55.0',
  vllm: '0.29.0',
} as const;

/** Its configuration was composed from the script; what it needs from there on is what it names itself. */
export const VERL_REQUIREMENTS = {
  'verl[vllm]': '0.9.1',
  torch: '2.11.0',
  transformers: '5.9.0',
  vllm: '0.24.0',
  'hydra-core': '1.3.8',
} as const;

/** `name==version` a line, below `comment`. */
export function requirementsText(
  comment: readonly string[],
  ...groups: readonly Readonly<Record<string, string>>[]
): string {
  const lines = groups.flatMap((group) =>
    Object.entries(group).map(([name, version]) => `${name}==${version}`),
  );
  return [...comment.map((line) => `# ${line}`), ...lines, ''].join('\n');
}
