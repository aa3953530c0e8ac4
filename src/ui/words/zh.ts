/** Every word of the page in Chinese; the type demands the keys of en.ts. */
import type { Dictionary } from './en.ts';
import { fixed } from '../text/format.ts';
import { zhCharts } from '../charts/words/zhCharts.ts';
import { zhExplain } from '../charts/words/zhExplain.ts';
import { zhKeeping } from '../rank/words/zhKeeping.ts';
import { zhClassifier } from '../rank/words/zhClassifier.ts';
import { zhSimulated } from '../rank/words/zhSimulated.ts';
import { zhViews } from '../inspect/words/zhViews.ts';
import { zhRank } from '../rank/words/zhRank.ts';
import { zhTrain } from '../train/words/zhTrain.ts';

export const zh: Dictionary = {
  tagline: '把你的口味教给一个小语言模型',
  otherLanguage: 'English',
  menu: '菜单',
  close: '关闭',
  dismiss: '知道了',
  cancel: '取消',

  actions: {
    submit: '提交排序',
    skip: '跳过',
    unusable: '都不能用',
    undo: '撤销',
    redo: '重做',
    rank: '给当前回答这个名次（数字相同即并列）',
    unrank: '取消当前回答的名次',
    next: '下一个回答',
    previous: '上一个回答',
    moveUp: '当前回答上移',
    moveDown: '当前回答下移',
    tie: '与上一名并列',
    play: '开始训练',
    pause: '暂停',
    stepIteration: '走一轮',
    stepStage: '走一步',
    slowMotion: '慢动作',
    inspect: '看内部',
    reset: '重置',
    compare: '立即对比',
    measure: '测量一步',
    model: '模型',
    exportModel: '导出模型…',
    cluster: '到集群上继续…',
    simulate: '模拟 24 次排序',
    guide: '导览',
    runs: '训练记录',
    share: '分享',
    lab: '实验室',
    experiments: '小实验',
    projector: '投影',
    quality: '奖励模型有多好？',
    settings: '设置',
    shortcuts: '键盘快捷键',
    exportRankings: '导出排序（JSONL）',
    exportPairs: '导出优劣对（JSONL）',
    import: '导入排序…',
    handIn: '交作业…',
    class: '班级…',
    theme: '主题',
    language: '语言',
    restart: '从上一个检查点重新开始',
    retry: '再试一次',
    load: '加载模型',
    otherModel: '选择其他模型',
    memory: '看看怎样放得下',
    takeBack: '撤回重置',
    showLive: '回到你的训练',
  },
  theme: { system: '主题：跟随系统', light: '主题：浅色', dark: '主题：深色' },

  ...zhRank,

  classifier: zhClassifier,
  simulated: zhSimulated,

  said: {
    placed: (letter, rank, tied) =>
      `${letter} 排第 ${rank}${tied.length > 0 ? `，与 ${tied.join('、')} 并列` : ''}。`,
    unplaced: (letter) => `${letter} 现在没有名次。`,
    stays: (letter) => `${letter} 位置不变。`,
    submitted: (count) => `第 ${count} 次排序已提交。`,
    skipped: '已跳过。',
    unusable: '已记下：都不能用。',
    prompt: (text) => `下一题：${text}`,
    undeleted: '删除的训练记录已恢复。',
    undone: '已撤销上一步。',
    undoneSettings: '已撤销上一次设置改动。',
    redoneSettings: '已恢复设置改动。',
    undoneRanking: '已撤回上一次判断，它的回答又回到屏幕上。',
    redone: '已恢复这一步。',
    redoneRanking: '这次判断重新生效。',
    playing: '训练进行中。',
    paused: '当前步骤完成后暂停。',
    imported: (count) => `已导入 ${count} 次排序。`,
    simulated: (count) => `已加入 ${count} 次模拟排序。`,
    exported: (name) => `${name} 已保存到下载目录。`,
    nothingToExport: '还没有可导出的内容，请先排一题。',
    measured: (milliseconds) => `测量完成：一步需要 ${fixed(milliseconds, 1)} 毫秒。`,
    modelStored: (name) => `${name} 已存入此浏览器。`,
    shared: '网址里已包含你的设置。',
  },

  ...zhTrain,

  charts: zhCharts,

  explain: zhExplain,

  keeping: zhKeeping,

  ...zhViews,

  files: {
    menu: '导出 / 导入',
    foreign: (name, message) => `没有导入 ${name}。${message}`,
  },

  session: {
    model: (name, parameters) => `${name}，${parameters} 个参数`,
    button: (name) => `模型：${name}`,
    software: '软件渲染：较慢，结果相同',
  },

  shortcuts: {
    title: '键盘快捷键',
    lead: '除了在输入框里打字时，在页面任何位置都有效。',
    single: '使用单个字母、数字或符号的快捷键',
    groups: { rank: '排序', train: '训练', page: '页面' },
  },
};
