/** Words of what is inside an iteration, in Chinese; the type demands the keys of enInside.ts. */
import { fixed } from '../../../text/format.ts';
import type { InsideWords } from './enInside.ts';

export const zhInside: InsideWords = {
  title: (iteration) => `第 ${iteration} 轮的内部`,
  none: '一轮训练的内部',
  empty: '还没有可看的内容：训练尚未开始。请单步运行一个阶段，或按“开始训练”或“慢动作”。',
  previous: '上一轮',
  next: '下一轮',
  newest: '最新一轮',
  csv: '词元数据（CSV）',
  reading: '正在读取…',
  trouble: (message) => `这一轮未能读取；训练不受影响，下一阶段会再试。${message}`,
  stages: {
    sampled: '已采样：只有文本，分数在打分后出现。',
    scored: '已打分：奖励 − β·KL。比率在更新后出现。',
    updated: '已更新：比率，以及哪些被裁剪。',
  },
  notKept: (iteration) => `第 ${iteration} 轮的样本已不再保留，或从未记录。`,
  nearest: (iteration) => `打开第 ${iteration} 轮`,
  notRead: '这一轮进行时没有人查看内部：文本、分数和 KL 还在，词元数据没有保留。',
  noCredit: '这种方法不给词元计算这类优势。',
  pulled:
    '这种方法把回答作为整体来学：同一回答的词元共享其优势（按词元的 RLOO 还各自减去自己的 KL）。拉力是第一步之前损失对每个词元对数概率的作用：它分到的优势，减去 KL 的部分。大于 0 表示这个词元要变得更可能。这里没有价值，也没有单个词元的奖励。',

  looked: {
    choose: '看什么',
    iteration: '一轮训练',
    names: { ranking: '待排序的回答', last: '刚排完的回答', comparison: '训练前后' },
    titles: {
      ranking: '待排序回答的内部',
      last: '刚排完的回答的内部',
      comparison: '训练前后的内部',
    },
    sides: ['原始', '当前'],
    by: (iteration) =>
      iteration === 0
        ? 'π 是现在的模型：第一次更新之前，它就是参考模型。'
        : `π 是第 ${iteration} 轮之后的模型。`,
    reading: '正在两个阶段之间读取这些回答…',
    unread: '这些回答未能读取：训练器尚未就绪，或已有别的回答。',
    trouble: (message) => `这些回答未能读取。排序和训练不受影响。${message}`,
    none: {
      ranking: '还没有写完的回答。写完后即可打开。',
      last: '还没有给出排序。',
      comparison: '还没有对比过。请按“立即对比”。',
    },
    unscored: {
      blind: '奖励模型怎么看这些回答，等你排完再说：排序前不该知道。',
      unfitted: '还没有奖励模型：没有分数，也没有词元对分数的贡献。第一次拟合后才有。',
      without: '这里没有奖励模型：没有分数。',
    },
    noParts: '这里没有每个词元对分数的贡献。',
    noCredit: '没有用这些文本学习过：它们没有逐词元的奖励、价值、优势和比率。',
  },

  answers: {
    title: '回答',
    of: (shown, total) => (shown === total ? `${total} 个回答` : `${total} 个回答中的前 ${shown} 个`),
    prompt: '提示',
    score: '分数',
    spread: (spread) => `各声音 ± ${spread}`,
    earned: (score, earned) => `分数 ${fixed(score)}，其中计入 ${fixed(earned)}`,
  },

  tokens: {
    title: '词元',
    keys: '← → 逐个词元，↑ ↓ 逐个回答，Enter 固定。',
    colour: '着色依据',
    token: '词元',
    position: (at, of) => `第 ${at} 个词元，共 ${of} 个`,
    pinned: '已固定',
    table: '每个词元的全部数值',
    clipped: '裁剪',
    yes: '被裁剪',
    no: '否',
    start: (value) => `仅提示 ${value}`,
    sum: (start, parts, score) => `${start} + Σ ${parts} = 分数 ${score}`,
    learned: '没有归因：打分之后奖励模型又学习过了。',
    ruled: '没有归因：规则给整个回答打分，单个词元没有份额。',
  },

  quantities: {
    logp: 'log π',
    logpRef: 'log π_ref',
    kl: 'KL',
    reward: '奖励 r',
    attribution: '对分数的贡献',
    value: '价值 V',
    delta: 'δ',
    advantage: '优势',
    ratio: '比率 ρ',
    mismatch: 'log π − log π_采样',
    pull: '损失的拉力',
  },

  formulas: {
    title: '公式',
    symbols: 'k₁、k₃：KL 估计；s：分数；V：价值；′：下一个词元；T：最后一个词元；μ、σ：对本轮全部词元计算。',
    wholeSymbols:
      'r：回答得到的奖励；i：这个回答，j：与它比较的回答；G：每组回答数，N：整批回答数；n：回答的词元数；C：常数；k₁、k₃：KL 估计，_new：更新之后。',
    names: {
      kl: 'KL 估计',
      k3: 'KL 估计（低方差）',
      attribution: '这个词元给分数加了多少',
      reward: '含 KL 的奖励',
      whitenedReward: '白化后的奖励',
      delta: '时序差分',
      advantage: '优势（GAE）',
      whitened: '白化后的优势',
      ratio: '更新后的比率',
      clip: '裁剪目标',
      importance: '损失的权重：采样的不是策略本身',
      answerReward: '含 KL 的回答奖励',
      baseline: '与什么比较',
      spread: '奖励的标准差',
      answerAdvantage: '回答的优势',
      normalised: '整批归一化后的优势',
      pull: '第一步之前的拉力',
      answerRatio: '更新后整个回答的比率',
      loss: '损失中的策略项',
      klLoss: '损失中的 KL 项',
    },
    agrees: (told) => `引擎的数值为 ${told}：一致`,
    differs: (told) => `引擎的数值为 ${told}：不一致`,
    isClipped: '被裁剪：不再拉动',
    isFree: '未被裁剪',
    ratioBefore: (mean) =>
      `更新前 ρ 为 1：π_old 用更新时的同一次前向计算读取。${mean === null ? '' : `第一个小批量实测：${mean}。`}`,
    afterUpdate: '比率和裁剪在更新后出现。',
  },

  slow: {
    goOn: '继续',
    stop: '停止',
    byHand: '你的系统要求减少动态效果：按“继续”之前不会有变化。',
    before: {
      fit: '接下来是拟合：奖励模型学习你给出的顺序。',
      sample: '接下来是采样：当前的模型写出回答，此时还没有评判。',
      score: '接下来是打分：奖励模型给每个回答一个数，每个词元按 β 乘以 KL 扣除代价。',
      rule: '接下来是打分：规则给每个回答一个数，每个词元按 β 乘以 KL 扣除代价。',
      update: '接下来是更新：在裁剪范围之内，比预期好的词元变得更常见，其余更少见。',
    },
    during: {
      fit: '拟合中：奖励模型在学习你的排序。',
      sample: '采样中：逐个词元，从模型认为可能的分布中抽取。',
      score: '打分中：奖励模型、策略和参考模型读这些回答。',
      rule: '打分中：按规则计算，策略和参考模型读这些回答。',
      update: '更新中：前向、损失、反向、AdamW，一个小批量接一个小批量。',
    },
    after: {
      fit: '拟合完成：一致率说明它学到了你的顺序，还是只背下了作业。',
      sample: '采样完成：这些就是文本。',
      score: '打分完成：分数 − β·Σ KL 就是一个回答的价值，优势说明是哪些词元挣来的。',
      update: '更新完成：ρ 说明每个词元移动了多远，超出 1 ± ε 的不再计入。',
    },
    other: { before: '接下来：', during: '正在进行：', after: '已完成：' },
  },
};
