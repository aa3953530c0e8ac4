/** Sending a run and what came of one, in Chinese; the type demands the keys of enShare.ts. */
import { fileSize } from '../../text/format.ts';
import type { ShareWords } from './enShare.ts';

const BY: Readonly<Record<string, string>> = {
  adapter: '它是在另一种适配器上训练的，舍入不同',
  kernels: '这里的矩阵乘法按另一种顺序计算',
  mine: '你自己的排序也会被学习',
  fits: '它分几轮学习排序，而这里一开始就有全部排序',
  changes: '途中改过设置；这里会在相同的迭代改，可能差一次',
  undone: '途中有排序被撤回',
  reward: '它一开始带有自己的奖励模型，没有随之发来',
  rounded: '链接里的数值经过舍入，只能比较三位数字',
};

export const zhShare: ShareWords = {
  title: '分享',
  lead: '你发出的内容会作为回放打开，没有 GPU 也行，并停在你选定的位置。在你发送之前，没有任何内容离开这个浏览器。',
  nothing: '还没有可发送的训练：先训练一次迭代，或观看一次训练。你的设置和模型就在地址里。',
  run: (name, iterations, rankings) => `${name}：${iterations} 次迭代，${rankings} 次排序。`,
  unread: '无法从浏览器存储中读取这次训练。它仍在那里：请重新加载页面后再试。',
  place: '对方首先看到',
  iteration: '迭代',
  chart: '图表',
  noChart: '不特指',
  dialog: '打开',
  noDialog: '页面本身',
  dialogs: { runs: '训练记录', experiments: '小实验', lab: '实验室', settings: '设置' },
  link: '链接',
  linkHolds: (length, rankings, rows, of, exact) =>
    `${length} 个字符：设置、种子、模型、${rankings} 次排序、${
      rows === of ? `全部 ${of} 次迭代` : `${of} 次迭代中的 ${rows} 次`
    }（${exact ? '逐位一致' : '数值已舍入'}）和几个回答。`,
  linkBare: (length, most) =>
    `${length} 个字符：设置、种子、模型和排序。放不下曲线：聊天和邮件会截断更长的链接，所以上限是 ${most} 个字符。文件可以容纳全部。`,
  linkLeft: (left, most) =>
    `${left} 次排序太多：聊天和邮件会截断超过 ${most} 个字符的链接。它可以观看；要从中继续，需要文件。`,
  copyLink: '复制链接',
  copied: '已复制。',
  notCopied: (message) => `未能复制。${message}`,
  file: '文件',
  fileHolds: (bytes, packed, inside) =>
    `全部内容：逐位保存的所有迭代、排序、提示、部分迭代的回答${inside > 0 ? `，以及你查看过内部的 ${inside} 轮迭代的词元` : ''}。${fileSize(bytes)}，压缩后 ${fileSize(packed)}。把它拖到页面上即可打开。`,
  saveFile: '存为 .json',
  savePacked: '存为 .json.gz',
  saved: (name) => `${name} 已在你的下载中。`,
  receipt: '凭据',
  receiptHolds:
    '这次训练的来源，以及结果的摘要。拥有同一模型的人可以重新训练，得知是否逐位一致，或从哪里开始不同：把它拖到页面上，或运行 npm run headless -- --replay FILE。',
  saveReceipt: '保存凭据',
  noReceipt: (message) => `这次训练没有凭据。${message}`,
  panel: '幻灯片用的单个面板',
  panelHolds: '放进你自己网页的元素：只有链接中回放的一个面板。不需要 GPU。',
  copyPanel: '复制元素',
  panels: { answers: '回答', compare: '前后对比', loop: '循环', charts: '所有图表' },
  figures: '每张图都可以从它的表格（“显示数据”）存为带说明的 SVG、PNG 和 CSV。',

  bar: {
    title: '别人发给你的',
    facts: (name, model, adapter, at, end) =>
      `${name}，第 ${at} 次迭代，共 ${end} 次。${adapter} 上的 ${model}。`,
    thin: (rows, of) => `链接里有 ${of} 行中的 ${rows} 行，已舍入。`,
    on: '从这里继续',
    worse: '让它变糟',
    close: '关闭',
    noGpu: '两者都需要 WebGPU，而此浏览器或机器没有。回放不需要。',
    noRankings: (left) => `它没有带上 ${left} 次排序，链接放不下：两者都需要文件，请向对方索取。`,
    waiting: '两者都要等模型打开。',
    elsewhere: (model) =>
      `两者都需要它的模型 ${model}：请先打开它（模型），再回到这个链接。只有你同意时才会下载。`,
  },
  on: {
    title: '从这里继续',
    lead: (at) =>
      `这次训练会在这里从基础模型开始，用相同的设置、种子和排序重新训练到第 ${at} 次迭代。到那里暂停，与发来的内容比较，然后归你。`,
    begins: '训练在这里从基础模型开始，使用相同的设置、种子和排序。',
    begin: '重新训练',
  },
  worse: {
    title: '让它变糟',
    lead: (at) =>
      `这次训练会在这里从基础模型开始，用相同的设置、种子和排序重新训练到第 ${at} 次迭代。从那里起不再有任何东西把它拉在基础模型附近（β = 0），一直训练到你暂停为止。看奖励上升，而回答崩坏。`,
    begins: '训练在这里开始，没有任何东西把它拉在基础模型附近（β = 0）。',
    begin: '剪断牵绳',
    none: '它的方法没有可剪断的牵绳。',
  },
  exact: '它应当是逐位相同的训练：相同的适配器、相同的运算顺序、一开始就有相同的排序。',
  maybe: (reasons) => `它会相似，但不一定逐位相同：${reasons.map((reason) => BY[reason]).join('；')}。`,
  yours: (iterations) =>
    `你自己 ${iterations} 次迭代的训练到此结束。曲线留在“训练记录”里。想要权重，请先导出模型：只有在新的训练保存之前才能撤回重置，而且内存设置不同时不能撤回。`,
  rankings: (count) => `对方的 ${count} 次排序会加入你的排序，并留在其中。想单独保留自己的，请先导出。`,
  notBegun: '没有开始。你的排序和发来的内容都还在；页面会说明缺少什么。',
  same: (at, exact) =>
    exact
      ? `第 1 到 ${at} 次迭代与发来的训练逐位相同。`
      : `第 1 到 ${at} 次迭代与发来的训练相同（以舍入后的数值为准）。`,
  differs: (at, metric, one, other) =>
    metric === null
      ? `从第 ${at} 次迭代起，它与发来的训练不同。`
      : `${at > 1 ? `到第 ${at - 1} 次迭代为止与发来的训练相同。` : ''}第 ${at} 次迭代首先不同：${metric} 在那边是 ${String(one)}，在这里是 ${String(other)}。`,
  cut: (at) => `牵绳已剪断：从第 ${at + 1} 次迭代起，没有任何东西把模型拉在起点附近。`,

  check: {
    title: '一次训练的凭据',
    lead: (model, iterations, rankings, adapter, app) =>
      `${model} 的 ${iterations} 次迭代，${rankings} 次排序，用 Nudge ${app} 在 ${adapter} 上训练。`,
    how: '训练会在旁边用自己的模型重新进行。你的训练、设置和排序都保持原样。',
    begin: '重新训练并比较',
    stop: '停止',
    opening: '模型正在打开…',
    progress: (done, of) => `${of} 次迭代中，目前 ${done} 次相同`,
    noGpu: '需要 WebGPU，而此浏览器或机器没有。npm run headless -- --replay FILE 不需要浏览器。',
    notHere: (model) =>
      `页面只能重新训练内置模型。这份凭据属于 ${model}：请用 npm run headless -- --replay FILE；模型在别处时加上 --model。`,
    same: (of) => `全部 ${of} 次迭代逐位相同。`,
    weights: { yes: '最后的权重也相同。', no: '最后的权重不同。', unknown: '凭据没有写明最后的权重。' },
    differs: (at, same) =>
      same === 0 ? `第 ${at} 次迭代就已不同。` : `第 1 到 ${same} 次迭代逐位相同；第 ${at} 次迭代首先不同。`,
    why: {
      adapter: (theirs, mine) => `它是在 ${theirs} 上训练的；这里是 ${mine}。`,
      kernels: '这里的内核使用其他变体，相加的顺序不同。',
      base: '这里基础模型的权重不同。',
    },
    failed: (message) => `无法重新训练。${message}`,
    stopped: '已停止。你的一切都没有改动。',
  },
};
