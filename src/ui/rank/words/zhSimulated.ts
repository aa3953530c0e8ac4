/** What the page says about a simulated rater, in Chinese; the type demands the keys of enSimulated.ts. */
import type { SimulatedWords } from './enSimulated.ts';

export const zhSimulated: SimulatedWords = {
  likes: {
    shorter: '喜欢字数少的。',
    length: ({ targetWords }) => `喜欢 ${targetWords} 个词左右的回答。`,
    keyword: ({ keyword }) =>
      keyword ? `喜欢提到 ${keyword} 的回答。` : '喜欢提到某些词的回答：请在设置里填写。',
    pattern: ({ pattern }) =>
      pattern ? `喜欢匹配 ${pattern} 的回答。` : '喜欢匹配某个模式的回答：请在设置里填写。',
    warmer: '喜欢热情的词，例如 “lovely”“welcoming”。',
    question: '喜欢向读者提问。',
    family: '喜欢一开始就说明是否适合家庭。',
    facts: '喜欢用提示里的词说全所有信息。',
    classifier: '喜欢分类器最有把握的回答。',
  },
};
