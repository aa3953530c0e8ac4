/** Every word of the page in Chinese; the type demands the keys of en.ts. */
import type { Dictionary } from './en.ts';
import { fixed } from './format.ts';
import { zhCharts } from './zhCharts.ts';
import { zhExplain } from './zhExplain.ts';
import { zhKeeping } from './zhKeeping.ts';
import { zhClassifier } from './zhClassifier.ts';
import { zhSimulated } from './zhSimulated.ts';
import { zhTime } from './zhTime.ts';
import { zhViews } from './zhViews.ts';

export const zh: Dictionary = {
  tagline: '把你的口味教给一个小语言模型',
  otherLanguage: 'English',
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
    reset: '重置',
    compare: '立即对比',
    measure: '测量一步',
    model: '模型',
    exportModel: '导出模型…',
    cluster: '到集群上继续…',
    simulate: '模拟 24 次排序',
    settings: '设置',
    shortcuts: '键盘快捷键',
    exportRankings: '导出排序（JSONL）',
    exportPairs: '导出优劣对（JSONL）',
    import: '导入排序…',
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
    starts: (minimum) => `满 ${minimum} 次后奖励模型开始学习`,
    learning: '每一次排序都会教奖励模型',
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
    raterHelp: '你本人，或一种效用已知的模拟口味：后者让整个循环自己运转，它喜欢什么也可以测量。',
  },

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

  last: {
    title: '你的上一次排序',
    none: '提交之后，这里会显示奖励模型的打分，以及每段介绍出自哪个版本的模型。',
    order: '你的名次',
    wroteIt: '作者',
    score: '奖励模型',
    version: (iteration) => (iteration === 0 ? '原始模型' : `第 ${iteration} 轮`),
    noModel: '还没有奖励模型',
    learned: '它已经学过这次排序。',
    pending: '正在询问奖励模型…',
    agrees: (right, pairs) => `${pairs} 对之中，奖励模型有 ${right} 对与你的先后一致。`,
    scoreHelp:
      '奖励模型的打分 r(x, y)，以原始模型打分的标准差为单位：0 等于原始模型的平均水平。打分在它学习这次排序之前完成，除非它正是从这次开始学的。',
  },

  train: {
    title: '训练',
    controls: '训练控制',
    iteration: (iteration) => `第 ${iteration} 轮`,
    notStarted: '尚未开始',
    saved: (iteration) => `已保存到第 ${iteration} 轮`,
    done: '已完成',
    stages: { fit: '拟合', sample: '采样', score: '打分', update: '更新', idle: '空闲' },
    stageText: {
      fit: '奖励模型学习你的排序',
      sample: (batch) => `模型写 ${batch} 段介绍`,
      score: '奖励模型打分，扣除 KL 代价',
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
      measure: '正在测量一步',
      starting: '正在启动 GPU',
      prepare: '正在准备模型',
      save: '正在保存你的训练',
      export: '正在导出',
      tune: '正在选择计算内核',
    },
  },

  charts: zhCharts,

  explain: zhExplain,

  keeping: zhKeeping,

  ...zhViews,

  time: zhTime,

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
