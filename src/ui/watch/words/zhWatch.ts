/** What is told of a run beside its curves, in Chinese; the type demands the keys of enWatch.ts. */
import { fixed, percent } from '../../text/format.ts';
import type { WatchWords } from './enWatch.ts';

export const zhWatch: WatchWords = {
  title: '这次训练里发生的事',
  marks: '曲线上的标记',
  noMark: '未选中标记',
  countOf: (count) => `${count} 个标记`,
  at: (iteration) => `第 ${iteration} 轮之后`,
  set: (name, from, to) => `${name} ${from} → ${to}`,
  on: '开',
  off: '关',
  fit: (number, accuracy) =>
    accuracy === null ? `第 ${number} 次拟合` : `第 ${number} 次拟合，留出一致率 ${percent(accuracy)}`,
  second: '第二把标尺',
  alone: '＋ 第二把',
  beside: (name) => `┄ ${name}（都以 sd 计）`,
  pace: (seconds) => `每轮 ${seconds} 秒`,
  paceHelp: (count) => `最近 ${count} 轮（中间没有暂停）的中位数。`,
  fine: '没有发现问题。',
  more: '为什么，怎么办',
  also: '另外',
  samples: '这三个得分最高，价值却最低：',
  sample: (score, utility) => `得分 ${fixed(score)} sd，标尺 ${fixed(utility)}`,
  do: '怎么办',
  troubles: {
    fooling: {
      title: '它在骗奖励模型：看这三个。',
      text: (since, from, to, was, is) =>
        `从第 ${since} 轮起，奖励从 ${fixed(was)} 变为 ${fixed(is)}，而标尺从 ${fixed(from)} 变为 ${fixed(to)}（以原始模型的标准差计）。策略找到了奖励模型喜欢、却没有人要的东西。`,
      advice: '给它现在写的回答排几次序：奖励模型从没见过这样的回答。收紧 KL 绳，或回到标尺最好的那一轮。',
    },
    disagreeing: {
      title: '奖励在升，奖励模型却越来越不同意你。',
      text: (since, from, to, was, is) =>
        `在没学过的对子里，第 ${since} 轮之后它答对 ${percent(from)}，现在是 ${percent(to)}，而奖励从 ${fixed(was)} 变为 ${fixed(is)}。`,
      advice: '多排几次序。在那之前收紧 KL 绳：它爬的不是你的口味。',
    },
    kl: {
      title: '策略挣脱了 KL 绳。',
      text: (since, limit, is) =>
        `从第 ${since} 轮起，KL 超过每个回答 ${fixed(limit, 1)} nats，现在是 ${fixed(is, 1)}。`,
      advice: '提高 β 或打开自适应 β，并减小学习率。',
    },
    gradient: {
      title: '梯度突然变大。',
      text: (_since, usual, is) => `范数为 ${fixed(is)}，之前是 ${fixed(usual)}：这一批比别的批拉得猛得多。`,
      advice: '看接下来几轮。如果再出现，增加每轮回答数，或减小学习率。',
    },
    ratio: {
      title: '有一次更新走得太远。',
      text: (_since, usual, is) =>
        `新旧概率之比在各词元上的方差为 ${fixed(is)}，之前是 ${fixed(usual)}。裁剪只限制这些词元的收益，不限制损失。`,
      advice: '减小学习率、减少遍数，或收窄裁剪范围。',
    },
    diversity: {
      title: '回答变得千篇一律。',
      text: (_since, from, to) => `连续四个词中只出现一次的占 ${percent(to)}，起初是 ${percent(from)}。`,
      advice: '收紧 KL 绳或提高温度；只会说一句话的策略学不到别的。',
    },
    length: {
      title: '长度在漂移，而没有人要求过。',
      text: (_since, from, to) => `回答现在有 ${fixed(to, 1)} 个词元，起初是 ${fixed(from, 1)}。`,
      advice: '看看你喜欢的是不是长度。如果不是，就给长度相同的回答排序：奖励模型把长度当成了口味。',
    },
  },
  neverAsked: '离原始模型这么远的地方，奖励模型从没被问过。',
  tighten: '收紧 KL 绳',
  slower: '学习率减半',
};
