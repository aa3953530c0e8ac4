/** Words of comparison, samples and recorded run, in Chinese; the type demands the keys of enViews.ts. */
import type { ViewWords } from './enViews.ts';

export const zhViews: ViewWords = {
  notLoaded: (reason) =>
    `页面的这一部分未能加载。其余部分照常运行，你的排序都已保留。重新加载页面即可再试。${reason}`,
  recorded: {
    yours: '你的训练',
    watch: '看录像',
    badge: '录像',
    waiting: '这是一段录像。模型就绪后，你自己的训练就会开始。',
    here: '这是一段录像。',
    play: '播放录像',
    pause: '暂停录像',
    position: '录像的轮次',
    missing: '录像没能加载。',
    facts: (model, adapter) => `${model}，运行于 ${adapter}`,
  },
  runs: {
    over: '叠加在曲线上的训练',
    live: '正在训练',
    takeAway: (name) => `从曲线上移去 ${name}`,
    notStored: (message) =>
      `这次训练未能保存到浏览器中。训练照常进行，下一次迭代时会再试，之前保存的内容都还在。${message}`,
  },
};
