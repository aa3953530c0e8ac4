/** Words of ranking in Chinese; see enRank.ts. */
import type { RankWords } from './enRank.ts';

export const zhRank: RankWords = {
  facts: {
    type: '类型',
    food: '菜系',
    price: '价格',
    rating: '评分',
    area: '位置',
    family: '适合家庭',
    near: '附近',
  },

  rank: {
    title: '排序',
    lead: '你更喜欢哪一段介绍？',
    hint: '从最喜欢的开始依次点击各段介绍，或按 1–4 键。数字相同即并列。',
    hintTouch: '从最喜欢的开始依次点按各段介绍。数字相同即并列。',
    prompt: '给模型的信息',
    answers: '待排序的回答',
    answer: (letter) => `回答 ${letter}`,
    rankOf: (letter, rank) => `回答 ${letter}：第 ${rank} 名`,
    handle: (letter) => `拖动回答 ${letter}`,
    ranked: (rank, tied) => (tied.length > 0 ? `第 ${rank} 名，与 ${tied.join('、')} 并列` : `第 ${rank} 名`),
    unranked: '尚未排序',
    writing: '模型还在写',
    empty: '模型什么也没写。',
    waiting: '正在等模型…',
    rest: '没有数字的介绍并列最后。',
    submitHint: '请先给至少一段介绍一个数字。',
    failed: (message) => `模型没能写出回答。${message}`,
    progress: (count, goal) => `已排序 ${count} / ${goal}`,
    starts: (minimum, who) => `满 ${minimum} 次后${who ?? '奖励模型'}开始学习`,
    learning: (who) => `每一次排序都会教${who ?? '奖励模型'}`,
    otherwise: (count, all) =>
      `${all} 次排序中有 ${count} 次的提示是另一种形式：别的对话模板或系统提示，或没有。它们仍按原样学习。`,
    startsNow: '可以训练了：点“开始训练”',
    rater: '由谁排序',
    raters: {
      person: '你',
      shorter: '喜欢短的',
      length: '喜欢某个长度',
      keyword: '喜欢某些词',
      pattern: '喜欢某种模式',
      warmer: '喜欢热情的',
      question: '喜欢提问的',
      family: '先说是否适合家庭',
      facts: '信息完整准确',
      classifier: '分类器',
    },
    raterHelp: '你本人，或效用已知的模拟口味：后者让循环自己运转，它喜欢什么也可以测量。',
  },

  last: {
    none: '提交之后，这里会显示每段介绍出自哪版模型，以及打分（若有）。',
  },
};
