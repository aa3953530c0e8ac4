/** The same work in PyTorch, where a Python has it: a script of its own beside the bundle. Knows no PyTorch. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { modelConfig } from '../../page/ours.ts';
import type { StageContext } from '../context.ts';
import { stageFile } from '../context.ts';
import { SMOLLM2 } from '../effort.ts';
import type { TorchStage } from '../results.ts';

export async function torchStage({
  effort,
  bundle,
  options,
  deadline,
  save,
}: StageContext<'torch'>): Promise<void> {
  const { sizes, effort: rounds } = effort.training;
  const { rows, tokens, models } = effort.decode;
  const small = { ...modelConfig({ ...sizes[sizes.length - 1], ...BLURBS_SMALL }), positions: 128 };
  const decode = models.map((name) => ({ name, ...(name === 'SmolLM2-135M' ? SMOLLM2 : small) }));
  const request = { sizes, rounds, decode, rows, tokens, seconds: (deadline - performance.now()) / 1000 - 3 };
  const out = `${stageFile(options.out!, 'torch')}.part`;
  const program = join(bundle, 'torch_steps.py');
  const child = spawn(options.python, [program, JSON.stringify(request), out], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: Math.max(1000, Math.floor(deadline - performance.now() - 1000)),
    killSignal: 'SIGKILL',
  });
  let text = '';
  child.stderr.on('data', (part) => (text = (text + String(part)).slice(-4000)));
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  const written = read(out);
  rmSync(out, { force: true });
  if (written) save(written);
  else if (code === 127) save({ missing: `There is no ${options.python}.`, rows: [] });
  if (code !== 0 && code !== 127) {
    throw new Error(`${options.python} ended with ${code}: ${text.trim().split('\n').slice(-3).join(' ')}`);
  }
}

/** The shape of the embedded model that is sampled from. */
const BLURBS_SMALL = { layers: 6, dim: 192, heads: 6, vocab: 1024 };

function read(file: string): TorchStage | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TorchStage;
  } catch {
    return null;
  }
}
