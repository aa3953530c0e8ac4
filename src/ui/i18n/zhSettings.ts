/** The settings panel in Chinese; the type demands the keys of enSettings.ts. */
import type { SettingsWords } from './enSettings.ts';

export const zhSettings: SettingsWords = {
  title: '设置',
  lead: '改动从下一个步骤起生效。网址里只保存与默认值不同的部分。',
  resetOne: (name) => `恢复默认：${name}`,
  resetAll: '全部恢复默认',
  restart: '重置后生效。',
  invalid: (min, max) => `请输入 ${min} 到 ${max} 之间的数。`,
  copy: '复制链接',
  groups: { answers: '回答', reward: '奖励模型', ppo: 'PPO', kl: 'KL 牵引', run: '运行' },
  models: {
    auto: '按此电脑选择',
    'blurbs-tiny': 'blurbs-tiny',
    'blurbs-small': 'blurbs-small',
  },
  fields: {
    answers: { label: '每题回答数', help: '一次给你排序的介绍数量。' },
    temperature: { label: '温度', help: '小于 1 时模型更保守，排序和训练都用它。' },
    maxNewTokens: { label: '最长回答', help: '超过这么多词元就截断。' },
    rewardLearningRate: { label: '学习率', help: '奖励模型每步走多远。' },
    rewardEpochs: { label: '遍数', help: '每次拟合把所有排序学几遍。' },
    heldOutShare: { label: '留出比例', help: '留出一部分排序，用来诚实地测量一致率。' },
    rolloutBatch: { label: '每轮介绍数', help: '越多曲线越稳，每轮越慢。' },
    ppoEpochs: { label: 'PPO 遍数', help: '同一批介绍学几遍。' },
    minibatches: { label: '小批数', help: '每遍分几步。' },
    learningRate: { label: '学习率', help: '策略每步走多远。' },
    clipRange: { label: '裁剪范围 ε', help: '一批数据最多能改变词元概率多少。' },
    valueCoefficient: { label: '价值权重', help: '价值损失相对策略损失的权重。' },
    lambda: { label: 'GAE 系数 λ', help: '1 相信结果，0 相信价值头。' },
    gamma: { label: '折扣 γ', help: '1 表示结尾的奖励全额计入。' },
    adaptiveKl: { label: '自适应 β', help: '由控制器把 KL 引向目标。' },
    klTarget: { label: 'KL 目标', help: '控制器瞄准的每段介绍的 nats 数。' },
    klCoefficient: { label: '初始 β', help: '每 1 nat KL 要付出多少奖励。' },
    seed: { label: '随机种子', help: '同一适配器上，种子相同则训练完全重现。' },
    model: { label: '模型', help: '大模型写得更好，训练更慢。' },
  },
};
