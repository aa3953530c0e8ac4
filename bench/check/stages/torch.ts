/** The same work in PyTorch, where a Python has it: a script of its own beside the bundle. Knows no PyTorch. */
import { modelConfig } from '../../page/ours.ts';
import type { StageContext } from '../context.ts';
import { SMOLLM2 } from '../effort.ts';
import { runPython } from '../python.ts';
import type { TorchStage } from '../results.ts';

export async function torchStage(context: StageContext<'torch'>): Promise<void> {
  const { effort, deadline, save } = context;
  const { sizes, effort: rounds } = effort.training;
  const { rows, tokens, models } = effort.decode;
  const small = { ...modelConfig({ ...sizes[sizes.length - 1], ...BLURBS_SMALL }), positions: 128 };
  const decode = models.map((name) => ({ name, ...(name === 'SmolLM2-135M' ? SMOLLM2 : small) }));
  const request = { sizes, rounds, decode, rows, tokens, seconds: (deadline - performance.now()) / 1000 - 3 };
  await runPython('torch_steps.py', 'torch', context, request, (written) =>
    save({ rows: [], ...(written as Partial<TorchStage>) }),
  );
}

/** The shape of the embedded model that is sampled from. */
const BLURBS_SMALL = { layers: 6, dim: 192, heads: 6, vocab: 1024 };
