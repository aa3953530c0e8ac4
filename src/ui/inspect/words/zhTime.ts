/** The panel that says where a step's time goes, in Chinese; the type demands the keys of enTime.ts. */
import type { TimeWords } from './enTime.ts';

export const zhTime: TimeWords = {
  title: '时间花在哪里',
  lead: '在模型的副本上为一次 PPO 更新计时。你的训练保持不变，只是会等它结束。',
  measuring: '正在测量…',
  choice: (variant, how, times) => `矩阵乘法使用 ${variant}，${how}${times ? `（${times}）` : ''}。`,
  others: (choices) => `其他内核：${choices}。`,
  chosen: (families, variant) => `${families} 使用 ${variant}`,
  how: {
    measured: '是这里最快的',
    unopposed: '是此类适配器的常用选择，没有时间再试别的',
    usual: '此类适配器的常用选择，尚未与别的比较',
    remembered: '与此适配器上次的选择相同',
    run: '与你保存的训练所用的相同',
  },
  step: (responses, tokens, dispatches, milliseconds) =>
    `一步处理 ${responses} 条回答（${tokens} 个词元），用 ${dispatches} 次调度，需要 ${milliseconds} 毫秒。`,
  limits: (gflops, gigabytes) => `此适配器最多能做 ${gflops} GFLOP/s，复制 ${gigabytes} GB/s。`,
  table: '一次 PPO 更新的各个内核，从慢到快',
  columns: {
    kernel: '内核',
    dispatches: '调度次数',
    milliseconds: '毫秒',
    time: '时间占比',
    rate: '算术速率（GFLOP/s）',
    share: '占适配器上限',
  },
  bound: {
    arithmetic: (share) => `算术 ${share}`,
    memory: (share) => `内存 ${share}`,
  },
  note: '各个内核逐一计时，比整步运行要慢。内存按内核绑定的数据各计一次，因此命中缓存时可能超过 100 %。',
  noTimestamps: '此设备无法为单个内核计时（没有 timestamp-query），因此只测量了整步。',
};
