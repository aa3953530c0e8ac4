/** Words of training in Chinese; see enTrain.ts. */
import type { TrainWords } from './enTrain.ts';

export const zhTrain: TrainWords = {
  train: {
    title: '训练',
    controls: '训练控制',
    iteration: (iteration) => `第 ${iteration} 轮`,
    notStarted: '尚未开始',
    saved: (iteration) => `已保存到第 ${iteration} 轮`,
    done: '已完成',
    now: '正在进行',
    next: '接下来',
    stopSlow: '停止慢动作',
    stages: { fit: '拟合', sample: '采样', score: '打分', update: '更新', idle: '空闲' },
    stageText: {
      fit: '奖励模型学习你的排序',
      sample: (batch) => `模型写 ${batch} 段介绍`,
      score: '奖励模型打分，扣除 KL 代价',
      rule: '规则打分 −|L − 词元| ÷ 100，扣除 KL 代价',
      update: (epochs, minibatches) => `PPO：${epochs} × ${minibatches} 个裁剪步`,
    },
    locked: (missing) => `再排 ${missing} 次即可开始训练`,
    notRunning: (message) => `没有成功。${message}`,
  },

  progress: {
    label: (task) => `进度：${task}`,
    tasks: {
      download: '正在下载模型',
      compile: '正在编译着色器',
      restore: '正在恢复你的训练',
      fit: '正在拟合奖励模型',
      evaluate: '正在测量一致率',
      sample: '正在采样回答',
      score: '正在给回答打分',
      update: '正在更新策略',
      baseline: '正在测量原始模型',
      simulate: '模拟评审正在排序',
      classifier: '正在下载分类器',
      rounding: '正在测量舍入的损失',
      measure: '正在测量一步',
      starting: '正在启动 GPU',
      prepare: '正在准备模型',
      save: '正在保存你的训练',
      export: '正在导出',
      tune: '正在选择计算内核',
    },
  },

  failure: {
    title: '训练停止了',
    cancelledTitle: '已取消加载',
    cancelledText: '没有丢失任何内容：你的排序和已保存的训练都在此浏览器中。',
    startTitle: '模型没能启动',
    savingTitle: '这次没能保存，训练仍在继续',
    kinds: {
      'no-gpu': '没有找到可用的 GPU。',
      'gpu-lost': 'GPU 连接中断了；你的排序和上次保存的检查点都还在。',
      'out-of-memory': 'GPU 内存不足，请换较小的模型或批量；已保存的内容没有受影响。',
      nan: '训练中出现了非有限的数值；你的排序都还在，可以降低学习率再继续。',
      rankings: '排序还太少，模型学不到东西；请先多排几次。',
      storage: '浏览器的存储空间无法写入；请导出你的排序。',
      model: '模型或检查点的文件无法使用。',
      internal: '程序出现了意外错误；你的排序都还在。',
    },
  },

  reset: {
    title: '回到原始模型？',
    text: (iteration) => `模型会忘记 ${iteration} 轮训练。你的排序会保留。`,
    confirm: '确认重置',
    done: (iteration) => `已重置为原始模型。在你再次训练之前，还可以找回之前的 ${iteration} 轮。`,
  },
};
