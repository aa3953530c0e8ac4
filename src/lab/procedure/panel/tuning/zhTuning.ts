/** Hyperparameter search as a sequence, in Chinese. */
import type { TuningWords } from './enTuning.ts';

export const zhTuning: TuningWords = {
  halves: { label: '过程', mazes: '搜索迷宫', tuning: '调超参数', loading: '正在载入……' },
  lead: '调超参数也是一个过程吗？一位专家（高斯过程：先四处看，最后收敛）在“学习率与宽度对训练结果”的地图上搜索。一个 Transformer 学它的整个搜索，一步一步地学；另一个学在若干次随机尝试之后，一次说出最好的位置。然后让它们面对从未见过的地图，只告诉它们每次尝试的结果。',
  first:
    '按“训练”：地图上的数字是尝试的顺序，会随着学习而变动。没有显卡时大约需要两分钟。下方是已记录的结果。',
  settings: '训练设置',
  typed: {
    updates: '更新次数',
    batch: '每次更新的搜索数',
    learningRate: '学习率',
    seed: '种子',
  },
  wrongNumber: (least, most) => `请输入 ${least} 到 ${most} 之间的数。`,
  train: '训练',
  stop: '停止',
  usual: '恢复默认设置',
  noGpu: '此浏览器没有 WebGPU，无法在这里训练。下方是已记录的结果。',
  opening: '正在建立模型……',
  training: (update, updates) => `训练中：第 ${update} 次更新，共 ${updates} 次。`,
  testing: (update) => `第 ${update} 次更新后，正在搜索未见过的地图……`,
  stopped: '已停止。已有的结果保留；再按“训练”会重新开始。',
  done: '训练完成。看看它们怎样搜索未见过的地图。',
  failed: (why) => `未能完成：${why}`,
  arms: { search: '整个搜索', oneShot: '一次说出最好', random: '随机', expert: '专家' },
  unseen: '未见过的地图',
  recordedMaps: '记录下来的地图',
  before: '上一张地图',
  next: '下一张地图',
  map: (number, all) => `地图 ${number} / ${all}`,
  came: (arm, share) => `${arm}：${share}`,
  mapLabel: (arm, trials, share) =>
    `${arm}：地图横向为学习率，纵向为宽度，共 ${trials} 次尝试，其中最好的一次走完了从平均到最好的 ${share}`,
  key: '颜色越浓越好；学习率从左（小）到右（大），宽度从上（窄）到下（宽）。数字是尝试的顺序，方框是最好的位置。百分比表示最好的一次尝试走了多远：从地图的平均（0 %）到最好（100 %）。各种搜索都从同一位置开始；“一次说出最好”看到的是随机尝试，最后一次才是它自己的。',
  asText: '逐次尝试（文字）',
  trial: (number, row, column, share) => `${number}：第 ${row} 行第 ${column} 列，${share}`,
  chart: '随尝试次数找到的最好值：未见地图的平均，从地图的平均到最好',
  table: '找到的最好值，未见地图的平均',
  heads: (trials) => ['搜索', ...trials.map((trial) => `${trial} 次之后`)],
  losses: (losses) => `所学词元的损失（每词元 nat）：${losses.join('；')}。`,
  recorded: {
    title: '实验结果',
    table: '最后一次尝试之后找到的最好值',
    curves: '记录：随尝试次数找到的最好值，未见地图的平均',
    text: ({ seeds, tests, trials, updates, batch, parameters, adapter }) =>
      `${seeds} 个种子，各 ${tests} 张未见过的地图，每张 ${trials} 次尝试，${updates} 次更新、每次 ${batch} 个搜索，${parameters} 个参数，设备 ${adapter}。`,
    heads: ['搜索', '找到的最好值', '各种子最低–最高', '浪费的尝试'],
    ahead: (other, mean, interval) =>
      `整个搜索比“${other}”高 ${mean} 个百分点${interval ? `（各种子 95 %：${interval}）` : ''}。`,
    to: (low, high) => `${low} 至 ${high}`,
    quick: '这只是一次快速运行，不足为凭。',
    met: '目标达到：',
    missed: '目标未达到：',
    unmeasured: '目标尚未测量：',
    goal: '对至少 100 个未见过的函数，尝试次数相同，学整个搜索的模型找到的值优于随机搜索，也优于数据、参数与更新次数都相同的一次说出最好：两个差值在各种子上的 95 % 区间都高于 0',
  },
};
