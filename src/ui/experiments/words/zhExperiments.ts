/** The experiments in Chinese; the type demands the keys of enExperiments.ts. */
import { fixed, percent } from '../../text/format.ts';
import type { ExperimentsWords } from './enExperiments.ts';

const sd = (value: number) => `${fixed(value)} sd`;

export const zhExperiments: ExperimentsWords = {
  title: '小实验',
  lead: '每个实验都把一切设好，用自己的模型运行，并说明结果。你的训练、设置和排序都保持原样。',
  list: '小实验',
  run: '运行',
  again: '换个种子再来一次',
  stop: '停止',
  seed: (seed) => `种子 ${seed}`,
  happens: '会发生什么',
  watch: '看什么',
  shows: '应该看到什么',
  opening: '模型正在打开…',
  progress: (arm, done, all) => `${arm}：第 ${done} 轮，共 ${all} 轮`,
  length: (iterations) => `共 ${iterations} 轮。`,
  failed: (message) => `没有跑完。${message}`,
  stopped: '已停止。你的训练没有受影响。',
  came: '结果',
  held: '看到了',
  broken: '这次没看到',
  look: (arm) => `在页面曲线上看“${arm}”`,
  take: (arm) => `把“${arm}”的设置用于你的训练`,
  taken: '从下一轮起用于你的训练；“撤销”可恢复你的设置。',
  keep: '保留这些训练',
  kept: '已加入你的训练记录。',
  curve: (name, parts) => `${name}：${parts}`,
  ends: (arm, from, to) => `${arm}从 ${from} 到 ${to}`,
  metrics: {
    reward: '奖励（奖励模型的说法），sd',
    utility: '真相（评判者口味的说法），sd',
    kl: '与原始模型的 KL，nats',
    agreement: '每次拟合的留出一致率',
    responseLength: '每个回答的词元数',
    clipFraction: '被裁剪的词元比例',
    entropy: '熵，每词元 nats',
    sampler: '采样的权重离训练的权重多远，每词元 nats',
  },
  law: {
    title: '代理可以跟多远',
    text: '横轴是策略离原始模型多远，d = √KL。奖励模型给的分一路上升；它所代表的东西先升、到顶、再降。',
    proxy: '奖励（代理）',
    truth: '真相',
    learning: (alpha, beta, residual) =>
      `靠学习：d(α − β ln d)，α = ${alpha}，β = ${beta}；剩余 ${residual} sd。`,
    bestOfN: (alpha, beta, residual) =>
      `靠 n 选一（n 最多 16）：d(α − βd)，α = ${alpha}，β = ${beta}；剩余 ${residual} sd。`,
    peak: (d, value) => `顶点在 d = ${d}，那里真相比原始模型高 ${value} sd。`,
    noPeak: '在试过的范围里没有顶点。',
    best: 'n 选一',
    atPeak: (iteration) => `在顶点（第 ${iteration} 轮）它写`,
    beyond: (iteration) => `越过顶点（第 ${iteration} 轮）`,
    noFit: '点太少，无法拟合。',
    summary: (proxy, truth, peak) =>
      `以 KL 的平方根为横轴：奖励最后为 ${proxy} sd，真相为 ${truth} sd。${peak}`,
  },
  experiments: {
    cutTheLeash: {
      name: '剪断 KL 绳',
      question: '奖励一直在涨，模型为什么越来越差？',
      happens: [
        '一个核对事实的评判者给八组回答排序。奖励模型只从这些里学，别的一概不知。',
        'β 为 0：没有什么把策略拉在原始模型附近。训练 12 轮。',
        '然后同样再来一遍，但有 KL 绳：KL 被引向 2 nats。别的都一样。',
      ],
      shows:
        '奖励一路上升。真相先升、到顶、再降：过了顶点，策略写的是奖励模型喜欢、却没有人要的东西。有 KL 绳时它停在顶点附近。可见伤人的是离开排过序的地方太远。',
      arms: { cut: '没有 KL 绳', held: '有 KL 绳' },
      promises: {
        rewardClimbs: (from, to) => `奖励上升：从 ${sd(from)} 到 ${sd(to)}。`,
        truthFalls: (best, last) => `真相跌破最好的时候：从 ${sd(best)} 到 ${sd(last)}。`,
        leashHolds: (held, cut) => `有绳时最后为 ${sd(held)}，没有时为 ${sd(cut)}。`,
      },
    },
    fourRankings: {
      name: '只有四次排序',
      question: '一种口味要多少次排序？',
      happens: ['一个核对事实的评判者给四组回答排序，策略照学到的训练。', '然后换成二十四组。别的都一样。'],
      shows:
        '四次排序被背了下来，给新回答排序只比瞎猜好一点。与学过的排序一致说明不了什么，与留出的一致才算数。',
      arms: { four: '四次排序', many: '二十四次排序' },
      promises: {
        ordersWorse: (four, many) =>
          `新回答的顺序与评判者一致：四次之后 ${percent(four)} 的对子，二十四次之后 ${percent(many)}。`,
      },
    },
    flipYourTaste: {
      name: '口味反转',
      question: '学会的东西能忘掉吗？',
      happens: [
        '一个喜欢短的评判者给十二组排序，KL 绳很松，策略训练五轮。',
        '然后把每次排序倒过来，像一个人改了主意，训练继续。',
      ],
      shows: '回答先变短，反转之后又变长。策略自己不留什么：它跟着现在有效的排序走。',
      arms: { flipped: '反转' },
      promises: {
        shortens: (from, to) => `反转之前回答变短：从 ${fixed(from, 1)} 到 ${fixed(to, 1)} 个词元。`,
        turns: (from, to) => `反转之后变长：从 ${fixed(from, 1)} 到 ${fixed(to, 1)} 个词元。`,
      },
    },
    noisyRater: {
      name: '马虎的评判者',
      question: '评判者不读怎么办？',
      happens: ['一个喜欢短的评判者给十二组排序，其中四分之三是随便排的。', '然后全部认真读。别的都一样。'],
      shows: '奖励模型给新回答排得更差，策略学到的本意更少，尽管奖励照样上升。',
      arms: { noisy: '四分之三随便排', careful: '全部认真读' },
      promises: {
        ordersWorse: (noisy, careful) =>
          `新回答的顺序与评判者一致：有噪声时 ${percent(noisy)} 的对子，没有时 ${percent(careful)}。`,
        teachesLess: (noisy, careful) => `真相最后：有噪声时 ${sd(noisy)}，没有时 ${sd(careful)}。`,
      },
    },
    longerIsBetter: {
      name: '越长越好？',
      question: '评判者把长度当成质量，策略会学到什么？',
      happens: ['一个喜欢六十个词左右的评判者给八组排序。', 'KL 绳很松，策略训练八轮。'],
      shows: '回答变长，说对的却变少：事实之外的词要扣分，编造的事实也要扣分。排序里的偏差就是被学走的口味。',
      arms: { longer: '喜欢长' },
      promises: {
        grows: (from, to) => `回答变长：从 ${fixed(from, 1)} 到 ${fixed(to, 1)} 个词元。`,
        saysLess: (from, to) => `在核对事实的评判者看来变差：从 ${sd(from)} 到 ${sd(to)}。`,
      },
    },
    stepsTooLarge: {
      name: '步子太大',
      question: '为什么不学得快一点？',
      happens: [
        '学习率为 0.01，是平常的三十倍，裁剪范围为 1：一步想怎么走就怎么走。',
        '然后用平常的设置。别的都一样。',
      ],
      shows: '几次更新之后策略就离原始模型很远，写的已不是回答。裁剪范围就是为了不让一批数据做到这一点。',
      arms: { large: '大步', usual: '平常的步子' },
      promises: {
        runsAway: (large, usual) => `KL 到 ${fixed(large, 1)} nats；平常的步子到 ${fixed(usual, 1)}。`,
        losesFacts: (large, usual) =>
          `在核对事实的评判者看来最后为 ${sd(large)}；平常的步子为 ${sd(usual)}。`,
      },
    },
    samplerAgainstTrainer: {
      name: '采样与训练不一致',
      question: '写的和学的不完全是同一个模型，会怎样？',
      happens: [
        '快速引擎用舍入后的权重来写。这里由策略的 3 位副本写回答，策略本身从中学习，共两轮。',
        '然后同样再来一遍，但每个词元按策略自己认为它有多可能来计权（截断重要性采样，最多两倍）。别的都一样。',
        '两边最后一轮都由 F16 副本来写，它几乎就是策略本身。',
      ],
      shows:
        '3 位副本会写出策略自己不会写的词元，从它的回答里读到的并不是策略的水平。一视同仁时，这些词元占了梯度的大半；计权之后它们几乎不算数，策略被拉扯得更少。只有这么几步时，两边学到的差不多一样好；模型这么小，F16 看不出差别。',
      arms: { plain: '词元一视同仁', weighed: '计权' },
      promises: {
        isApart: (coarse, half) =>
          `3 位时采样与训练每词元相差 ${fixed(coarse)} nats，F16 时 ${fixed(half, 4)}。`,
        showsAnother: (copy, own) =>
          `在核对事实的评判者看来，副本的回答值 ${sd(copy)}，策略自己的值 ${sd(own)}。`,
        pullsLess: (plain, weighed) => `一视同仁时梯度的范数为 ${fixed(plain)}，计权时为 ${fixed(weighed)}。`,
        jumpsLess: (plain, weighed) =>
          `一次更新让一个词元移动 ½·Δ² = ${fixed(plain)} nats，计权时 ${fixed(weighed)}。`,
      },
    },
  },
};
