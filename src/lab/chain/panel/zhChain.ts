/** The bench of thought chains in Chinese. */
import { LIMITS, type ChainProblem } from '../check.ts';
import type { ChainWords } from './enChain.ts';

const kept = '已有的排序都保留。';

export const zhChain: ChainWords = {
  lead: '文案分步写成，每一步都是对同一个模型的一次调用，各有提示：选主题、找关键词、定模板、填空、查通顺、换说法、挑选、匹配读者。任何一步的候选都可以由你来排序；用你的排序训练模型，再跑一遍。',
  about: '写什么',
  domain: '类别',
  domains: { venues: '餐馆（英文）', funds: '基金（中文）' },
  itemName: '名称',
  reader: '读者',
  another: '换一个',
  steps: '思维链',
  how: '候选从好到差排列，在你改动之前按模型自己的概率：用按钮移动，或选中一条后按方向键，或按数字键定它的名次。最好的一条传给后面；评判步骤按设定的条数传下去。提示里用花括号引用输入（{facts}、{name}、{reader}）和前面的步骤；{text} 是被评判的文字；按文字本身的概率评判的步骤，其提示请求写这样的文字。',
  run: (calls) => `运行（调用模型 ${calls} 次）`,
  goOn: '从这里继续',
  fromStart: '从头再来',
  atOnce: (calls) => `改为一次写成（${calls} 次调用）`,
  stop: '停止',
  at: {
    opening: '正在取模型…',
    running: '模型正在写…',
    learning: '正在从你的排序中学习…',
    practising: '模拟编辑正在给六条链的各步排序，模型随后学习。可能要一分钟…',
    stopped: '已停止。做完的步骤都保留。',
  },
  nothing: (step) => `步骤“${step}”没有写出可读的文字。前面的结果都保留：请改它的提示，或再运行一次。`,
  wroteNothing: '这里没有写出可读的文字。',
  failed: (why) => `没有成功：${why} 做完的步骤、你的链和排序都保留。`,
  taught: ({ answers, left, liked, others }) =>
    `从 ${answers} 个答案中学习${left > 0 ? `，另有 ${left} 个读不了` : ''}。与载入时相比的 log π：排在上半的 ${liked.toFixed(1)} 奈特，其余 ${others.toFixed(1)} 奈特。现在按学到的来写。`,
  practised: (ranked) => `模拟编辑给 ${ranked} 步排了序，模型现在按学到的来写。请再运行一遍。`,
  noGpu: '没有 WebGPU，模型无法在此写作。链仍可阅读和编辑；下面是记录的结果。',
  edit: '提示与设置',
  read: '模型读到的提示',
  name: '步骤名称',
  count: '候选数',
  temperature: '温度',
  judges: '评判这些步骤',
  criterion: '评判依据',
  byAnswer: '好回答的概率',
  byLikelihood: '文字本身的概率',
  answers: '回答，好的在前',
  keep: '传下去的条数',
  prompt: '提示',
  writes: (count) => `写 ${count} 条`,
  judging: (of) => `评判 ${of}`,
  earlier: (step) => `把${step}上移`,
  later: (step) => `把${step}下移`,
  remove: (step) => `删去${step}`,
  again: '从这一步再来',
  candidatesOf: (step) => `${step}的候选，从好到差`,
  up: (text) => `排高一位：${text}`,
  down: (text) => `排低一位：${text}`,
  agree: '我也这样排',
  rankedBy: (person) => (person ? '按你的顺序。' : '按带来的顺序。'),
  probability: '好回答的概率',
  logp: '每个词元的 log π（奈特）',
  addWriting: '加一个写作步骤',
  addJudge: '加一个评判步骤',
  reset: '恢复文章里的链',
  byChain: '分步写成',
  byOne: '一次写成',
  rated: (facts, fluent, fit) => `属实 ${facts}，通顺 ${fluent}，合读者 ${fit}`,
  traces: '排序与记录',
  standing: (traces, steps) =>
    steps === 0 ? '还没有排过序的步骤。' : `${traces} 条记录中有 ${steps} 步排过序。`,
  learn: '用它们训练模型',
  practise: '让模拟编辑排序并训练',
  forget: '忘掉学到的',
  exportTraces: '导出记录（JSON 行）',
  give: (count) => `把 ${count} 个排序交给本次训练`,
  given: (count) => `已有 ${count} 个排序加入本次训练。`,
  importTraces: '带回记录',
  imported: (count) => `读入 ${count} 条记录。`,
  badLine: (line, reason, others) =>
    `第 ${line} 行未读入：${reason}。${others > 0 ? `另有 ${others} 行也未读入。` : ''}`,
  asked: '由谁来写',
  embedded: '学过这些步骤的小模型（1.7 MB）',
  open: '页面上打开的模型',
  openNone: '没有打开的模型',
  openNote: '它没有学过这些步骤。指令模型按它的对话模板来问；更直白的提示也许更适合它。',
  problem(problem: ChainProblem): string {
    switch (problem.kind) {
      case 'empty':
        return `链里没有步骤。请加一个，或恢复文章里的链。${kept}`;
      case 'full':
        return `超过 ${LIMITS.steps} 步就太多了。请删去几步。${kept}`;
      case 'nameless':
        return `第 ${problem.place + 1} 步没有名称。请起一个，别的步骤才能引用它。`;
      case 'badName':
        return `“${problem.step}”不能作步骤名称：最多 ${LIMITS.name} 个字符，不含花括号和逗号，也不能与输入同名。`;
      case 'twice':
        return `有两个步骤都叫“${problem.step}”。请改一个。`;
      case 'noPrompt':
        return `步骤“${problem.step}”没有提示。请写一个，或删去这一步。${kept}`;
      case 'longPrompt':
        return `“${problem.step}”的提示超过 ${LIMITS.prompt} 个字符。请缩短。`;
      case 'noText':
        return `评判步骤“${problem.step}”看不到要评判的文字：请在提示里放入 {text}。`;
      case 'hasText':
        return `评判步骤“${problem.step}”看的是文字本身作为回答的概率：请从提示里去掉 {text}，让提示请求写这样的文字。`;
      case 'judgesNothing':
        return `评判步骤“${problem.step}”没有评判对象。请写上一个步骤的名称。`;
      case 'fewAnswers':
        return `评判步骤“${problem.step}”至少要两个不同的回答，好的在前。`;
      case 'unknown':
        return `“${problem.step}”引用了 {${problem.needs}}，它不是输入，也不是步骤。请改正名称，或加上这一步。${kept}`;
      case 'early':
        return `“${problem.step}”要用到“${problem.needs}”，而它在后面。请把“${problem.needs}”上移。${kept}`;
      case 'circle':
        return `这些步骤互相需要，成了一个圈：${problem.steps.join(' → ')}。请从某个提示里去掉其中一个名称。${kept}`;
    }
  },
  recorded: {
    title: '发现了什么',
    text: (seeds, adapter, calls, copies, learnt) =>
      `${seeds} 个种子，在 ${adapter} 上：每个种子、每种语言各写 ${copies} 条文案，名称都没有在训练中出现；分步写成每条调用模型 ${calls.chain} 次，一次写成 ${calls.oneShot} 次。分步的链用约 ${learnt} 个答案训练，由模拟编辑逐步排序；打分者按语法判断，谁都没有用它训练过。`,
    arm: '写法',
    arms: {
      oneShot: '一次写成',
      untrained: '分步，未训练',
      trained: '分步，训练后',
      oneShotTrained: '一次写成，同样训练',
    },
    total: '打分',
    facts: '属实',
    fluent: '通顺',
    fit: '合读者',
    venues: '餐馆',
    funds: '基金',
    behind: '训练后的链减去它（95 %）',
    within: (mean, low, high) => `${mean}（${low} 至 ${high}）`,
    older:
      '这是在评判改按文字概率之前记录的：每个种子只更新模型八次，换说法的温度是 1.2；上面的链此后有改动。',
    sound: '文案错在哪一步',
    soundness:
      '各步传下去的内容有多少是好的：主题合读者的喜好，两个关键词都属实，模板完整；从填空起，整句通顺且只说属实的话。比例下降之处，就是出错的步骤。',
    step: '步骤',
    roles: {
      copy: '一次写成',
      topic: '选主题',
      keywords: '找关键词',
      template: '定模板',
      fill: '填空',
      fluency: '查通顺',
      rewrite: '换说法',
      select: '挑选',
      readers: '匹配读者',
    },
    note: '第四行是用同样多的排序答案训练的一次写成，不属于目标：它说明除了训练以外，分步本身带来什么。',
    met: '目标达到：',
    missed: '目标未达到：',
    goal: '在调用次数相同时，由谁都没有用来训练的打分者评判，用排序记录训练的链胜过未训练的链和一次写成：各个差值在种子间的 95 % 区间都高于 0',
  },
};
