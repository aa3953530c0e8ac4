/** What the page says otherwise, in Chinese, once a model of one's own runs; the type demands the keys of enOwn.ts. */
import type { OwnWords } from './enOwn.ts';

export const zhOwn: OwnWords = {
  rank: {
    lead: '你更喜欢哪一个回答？',
    hint: '从最喜欢的开始依次点击各个回答，或按 1–4 键。数字相同即并列。',
    hintTouch: '从最喜欢的开始依次点按各个回答。数字相同即并列。',
    prompt: '给模型的提示',
    rest: '没有数字的回答并列最后。',
    submitHint: '请先给至少一个回答一个数字。',
  },
  last: { none: '提交之后，这里会显示每个回答出自哪个版本的模型，以及打分（若有）。' },
  stageText: { sample: (batch) => `模型写 ${batch} 个回答` },
  utility: { formula: '所有回答的 u(提示, 回答) 的平均' },
  kl: {
    formula: 'KL = 各回答的 Σ 词元 (log π − log π_ref) 的平均；β ← β·(1 + clip(KL/目标 − 1, ±0.2)·n/视野)',
  },
  agreement: { text: '在奖励模型没学过的提示上，它把两个回答排得和你一样的比例。0.5 等于瞎猜。' },
  responseLength: { text: '每个回答的词元数。如果奖励模型暗中偏爱长度，最先会在这里看出来。' },
  classifier: {
    lead: 'Hugging Face Hub 上任何带 ONNX 权重的文本分类模型都可以排序：它越确信一个回答带有你选择的标签，这个回答就越好。模型只下载一次，在此浏览器里用处理器运行；语言模型写的内容不会发送到任何地方。',
    labelHelp: '回答按这个标签的对数几率排序。',
  },
};
