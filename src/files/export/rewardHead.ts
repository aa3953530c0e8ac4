/**
 * The reward model's normalisation moved into its weights, because a sequence classifier of transformers has
 * nothing after its matrix. Knows the arithmetic and which families have a bias to use; knows no files.
 */
import type { ModelConfig } from '../config/modelConfig.ts';
import type { ReadElements } from '../safetensors/shardedWrite.ts';

/** score = (raw − mean) / std. */
export interface Normalisation {
  readonly mean: number;
  readonly std: number;
}

type Tensors = ReadonlyMap<string, Float32Array | ReadElements>;

export interface FoldedReward {
  readonly tensors: Tensors;
  /** What must still be subtracted from the new raw score; 0 where a bias holds it. */
  readonly offset: number;
}

/** The last norm's bias, which only the score reads: the classifier has no language head. */
const NORM_BIAS: Record<ModelConfig['family'], string | null> = { gpt2: 'ln_f.bias', llama: null };

/**
 * With w the score's weights and h = LN(x) + b the last hidden state, (w·h − mean) / std is w′·h′ for
 * w′ = w / std and b′ = b − mean · w / |w|². Without a bias (RMSNorm) the offset mean / std is left over.
 * @throws RangeError when a tensor is missing or the normalisation is none.
 */
export async function foldNormalisation(
  { config, tensors }: { readonly config: ModelConfig; readonly tensors: Tensors },
  { mean, std }: Normalisation,
): Promise<FoldedReward> {
  if (!Number.isFinite(mean) || !(std > 0 && std < Infinity)) {
    throw new RangeError(`Scores cannot be normalised by mean ${mean} and spread ${std}.`);
  }
  const weight = await wholeTensor(tensors, 'score.weight', config.dim);
  const folded = new Map(tensors).set(
    'score.weight',
    weight.map((w) => w / std),
  );
  const square = weight.reduce((sum, w) => sum + w * w, 0);
  const biasName = NORM_BIAS[config.family];
  // A score without weights says 0 whatever the bias is.
  if (biasName === null || square === 0) return { tensors: folded, offset: mean / std };
  const bias = await wholeTensor(tensors, biasName, config.dim);
  folded.set(
    biasName,
    bias.map((b, i) => b - (mean * weight[i]) / square),
  );
  return { tensors: folded, offset: 0 };
}

async function wholeTensor(tensors: Tensors, name: string, length: number): Promise<Float32Array> {
  const data = tensors.get(name);
  if (!data) throw new RangeError(`The model has no tensor ${name}.`);
  const values = typeof data === 'function' ? await data(0, length) : data;
  if (values.length !== length) throw new RangeError(`"${name}" has ${values.length} values, not ${length}.`);
  return values;
}
