/** The bench of the toolset in Chinese. */
import type { VenueProblem } from '../toolset/table.ts';
import type { ToolsWords } from './enTools.ts';

const columns: ToolsWords['columns'] = {
  name: '店名',
  food: '菜系',
  dish: '招牌菜',
  price: '一餐的价格（整英镑）',
  opened: '开业日期，如 2019-03-05',
};

export const zhTools: ToolsWords = {
  lead: '一个带三件工具的小模型。它的第一个词说明在对谁说话：TS 加一段文字，会送给每一件工具，结果再送回给它；User 加一段文字，就是给用户的回答。它学过的对话用的都是编造的名字和数字；这里的它从未见过，所以要查的内容必须照抄。它只懂英语问题。',
  question: '你的问题（英语）',
  placeholder: 'How much do 7 dinners cost at Blue Lion?',
  wordings: '按钮填入的问题用的是它学过的问法。换个说法，它多半会抄错字母：下面的结果说明了有多常见。',
  examples: '填入一个问题',
  anyKind: '随便一个问题',
  ask: '提问',
  stop: '停止',
  at: {
    opening: '正在打开模型……',
    talking: '模型正在作答……',
    stopped: '已停止。已经说过的话都保留着。',
  },
  failed: (why) => `没有成功：${why} 上面的对话和你的表格都保留着。`,
  noGpu: '没有 WebGPU，模型无法在这里作答。下面是记录下来的结果。',
  user: '用户',
  model: '模型',
  toolset: '工具集',
  nobody: '没有对象',
  speaksTo: '对',
  tools: { calculator: '计算器', dictionary: '词典', retrieval: '餐馆表' },
  nothing: (why) => `无结果（${why}）`,
  reasons: {
    unreadable: '读不懂这段文字',
    unknown: '没有这一项',
    division: '除数为零',
    empty: '表格是空的',
    off: '已关闭',
    late: '没有及时回答',
    failed: '出错了',
  },
  ends: {
    rounds: '它查询工具的次数超过了上限，始终没有回答。请允许更多轮，或换个说法提问。',
    nobody: '它没有对任何人说话：第一个词既不是 TS 也不是 User。请换个说法提问。',
    room: '对话超过了模型能读的长度。请把问题缩短。',
  },
  right: '正确',
  wrong: '错误。正确答案是',
  wentWrong: '从这里开始走错了。',
  alone: '不用工具时它会说',
  states: { works: '正常', off: '关闭', breaks: '每次都出错', silent: '从不回答' },
  rounds: '最多查询几轮工具',
  asked: '由谁回答',
  embedded: '学过使用工具的小模型（1.6 MB）',
  open: '页面上打开的模型',
  openNone: '没有打开的模型',
  openNote:
    '它没有学过使用工具：你的问题前面会放上四段示范对话。这么小的模型很少能领会，上下文短的模型也放不下这些示范。',
  venues: (count) => `餐馆表：${count} 家`,
  noVenues: '表格是空的：查不到任何餐馆。请添加一家，或恢复原来的表格。',
  columns,
  add: '添加这家餐馆',
  change: '修改',
  remove: '删除',
  save: (name) => `保存 ${name}`,
  cancel: '保持原样',
  reset: '恢复原来的表格',
  problem(problem: VenueProblem): string {
    switch (problem.kind) {
      case 'empty':
        return `请填写：${columns[problem.column]}。表格没有改动。`;
      case 'long':
        return `太长：${columns[problem.column]}。最多 24 个字符，否则对话放不下。表格没有改动。`;
      case 'sign':
        return `一行里不能有“${problem.sign}”：它用来分隔各列。表格没有改动。`;
      case 'price':
        return `“${problem.typed}”不是价格：请填 0 到 9999 的整英镑数。表格没有改动。`;
      case 'date':
        return `“${problem.typed}”不是日期：请写成 2019-03-05 这样。表格没有改动。`;
      case 'duplicate':
        return `已经有一家叫 ${problem.name} 的餐馆。请修改那一家，或另取一个名字。`;
      case 'full':
        return '表格已满（200 家）。请先删除一家。';
    }
  },
  dictionary: (count) => `词典：${count} 个词的德语、法语、西班牙语译法和词义`,
  kinds: {
    sum: '加减',
    product: '乘法',
    quotient: '除法',
    days: '两个日期相隔天数',
    weekday: '星期几',
    food: '餐馆的菜系',
    dish: '餐馆的招牌菜',
    price: '餐馆的价格',
    opened: '餐馆的开业日期',
    bill: '账单',
    translate: '翻译',
    define: '词义',
    dishIn: '招牌菜的译名',
    openedWeekday: '开业那天是星期几',
    between: '两家开业相隔天数',
    talk: '寒暄',
    beyond: '工具都不知道的事',
  },
  recorded: {
    title: '结果',
    text: (seeds, reinforced, adapter) =>
      `在 ${adapter} 上运行了 ${seeds} 个种子，其中 ${reinforced} 个做了强化学习：每个种子有自己的问题（名字、词和数字都没有在训练中出现过）和自己的强化学习；监督训练得到的模型是同一个。强化学习用从未示范过的说法提问，只知道答案对不对。`,
    set: '问法',
    sets: { shown: '示范过的', asked: '只在强化学习中问过的', unseen: '从未见过的' },
    recipient: '对象正确',
    queries: '参数完全正确',
    answers: '回答正确',
    adds: '强化学习带来的变化（95 % 区间）',
    one: (mean) => `${mean} 个百分点`,
    gain: (mean, low, high) => `${mean} 个百分点（${low} 至 ${high}）`,
    alone: (share) => `不用工具时，同一个模型（用同样的问题教过）只答对 ${share}。`,
    curve: '强化学习过程中每次迭代的正确率：实线为平均，虚线为各个种子',
    curveTable: '曲线数据表',
    iteration: '迭代',
    byKind: '按问题种类（示范过的问法）',
    kind: '种类',
    without: '不用工具',
    met: '目标已达到：',
    missed: '目标未达到：',
    goal: '在从未见过的值上：≥98 % 的轮次对象正确，≥95 % 的参数完全正确，用工具时 ≥90 % 的回答正确，不用工具时 <5 %',
  },
};
