/** Each curve explained in Chinese; the type demands the keys of enExplain.ts. */
import type { ExplainWords } from './enExplain.ts';
import { compact, fixed, percent } from '../../text/format.ts';

export const zhExplain: ExplainWords = {
  reward: {
    text: '奖励模型有多喜欢模型现在写的东西。0 是原始模型的平均水平。',
    formula: 'r(x, y) 的平均；PPO：clip(r) − 无结尾的惩罚 − β·KL = 总奖励',
    values: (score, learned, beta, kl, total) =>
      Number.isFinite(total)
        ? `${fixed(score)}；PPO：${fixed(learned)} − ${compact(beta)} × ${fixed(kl)} = ${fixed(total)}`
        : fixed(score),
  },
  utility: {
    text: '一种可以计算的口味，训练从来看不到它。奖励上升而它不升，说明模型在钻奖励模型的空子。',
    formula: 'u(提示, 介绍) 的平均',
    values: (value, mean, sd) =>
      `现在 ${fixed(value)}；原始模型 ${fixed(mean)} ± ${fixed(sd)}（相差 ${fixed((value - mean) / sd, 1)} 个标准差）`,
  },
  kl: {
    text: '模型离原始模型有多远。低于目标时放松牵引，高于目标时收紧。',
    formula: 'KL = 各介绍的 Σ 词元 (log π − log π_ref) 的平均；β ← β·(1 + clip(KL/目标 − 1, ±0.2)·n/视野)',
    values: (kl, target, beta) => `KL ${fixed(kl)}，目标 ${fixed(target, 1)}；β 现在是 ${compact(beta)}`,
  },
  agreement: {
    text: '在奖励模型没学过的提示上，它把两段介绍排得和你一样的比例。0.5 等于瞎猜。',
    formula: '先后一致的对数 ÷ 总对数',
    values: (right, pairs, interval, trained) =>
      `${fixed(right, 1)} ÷ ${pairs} = ${fixed(right / pairs)}${interval ? `（${interval}）` : ''}；学过的排序上为 ${fixed(trained)}`,
  },
  entropy: {
    text: '模型对下一个词元有多犹豫。降到 0 就意味着它总写同样的话。',
    formula: '各词元 −Σ p·log p 的平均',
    values: (entropy) => `${fixed(entropy)} nats：大约 ${fixed(Math.exp(entropy), 1)} 个可能的词元`,
  },
  clipFraction: {
    text: '概率比超出裁剪范围、PPO 不再推动的词元比例。',
    formula: 'max(−A·ρ, −A·clip(ρ, 1 ± ε)) 中裁剪项更大的比例',
    values: (share, range) => `${percent(share)} 的词元，ε = ${range}`,
  },
  valueLoss: {
    text: '价值头猜测后续奖励的误差。数值高说明优势估计噪声大。',
    formula: '½ · (V − 回报)² 的平均',
    values: (loss, weight) =>
      `${compact(loss)}，在总损失中占 ${weight} × ${compact(loss)} = ${compact(weight * loss)}`,
  },
  responseLength: {
    text: '每段介绍的词元数。如果奖励模型暗中偏爱长度，最先会在这里看出来。',
    formula: '平均词元数，含结束词元',
    values: (length) => `${fixed(length, 1)} 个词元`,
  },
  iteration: '一轮包括采样、打分和更新。每隔几轮和每次暂停时，训练状态都会保存在此浏览器中。',
};
