/** The essay's claims in Chinese. */
import { ESSAY } from '../../cost/essay.ts';
import type { CureId } from '../../implicit/experiment/result.ts';
import type { Interval } from '../../intervals.ts';
import type { ClaimWords, EssayWords } from './enEssay.ts';
import type { Numbers } from './numbers.ts';

const points = (write: Numbers, gain: number) => write.signed(gain * 100, 1);

/** How far the trained chain is ahead. */
const within = (write: Numbers, { mean, low, high }: Interval) =>
  `训练后的链 ${write.signed(mean, 3)}${Number.isFinite(low) ? `，95 %：${write.signed(low, 3)} 至 ${write.signed(high, 3)}` : '，种子太少，给不出区间'}`;

const CURES: Readonly<Record<CureId, string>> = {
  matched: '只与长度相近的回答比较',
  mixed: '混入少量排序',
  residual: '从分数中减去由长度决定的部分',
  anchored: '由少量排序决定长度该占多少',
  both: '只与长度相近的回答比较，并混入少量排序',
};

const claims: ClaimWords = {
  listwise: {
    title: '反馈最好当作排序来用',
    says: '奖励模型应当用排序学习的列表式损失，从对多个回答的整个排序中学习，而不是从打分或单个配对中学习。',
    found: ({ few, many }, write) =>
      `用 ${many.rankings} 次对四个回答的完整排序，奖励模型对新的回答对的判断有 ${write.percent(many.whole)} 与给出排序的口味一致：比只取每次的最好者多 ${points(write, many.overBest.mean)} 个百分点（95 %：${points(write, many.overBest.low)} 至 ${points(write, many.overBest.high)}），比每次只取一对多 ${points(write, many.overPair.mean)}。只有 ${few.rankings} 次排序时，比只取最好者多 ${points(write, few.overBest.mean)} 个百分点。同样的排序，列表式损失与全部配对的损失相差 ${points(write, many.overAllPairs.mean)} 个百分点（${points(write, many.overAllPairs.low)} 至 ${points(write, many.overAllPairs.high)}）。没有试过打分。`,
    missing: () => '列表式损失从同样的排序中学到的，要比全部配对的损失更多，且超出偶然。',
  },
  ownText: {
    title: '奖励只算策略自己写的文字，并由 KL 约束',
    says: '不是策略自己写的文字不得奖励；它与冻结的参考模型偏离多少，就从奖励里扣多少，以免忘了怎么写。',
    found: ({ rankings, iterations, tastes, held, cut, utility, distinct4 }, write) =>
      `${tastes.length} 种口味，各 ${rankings} 次排序、${iterations} 次迭代之后：有惩罚时，策略每个回答离参考模型 ${write.fixed(held.kl, 1)} nat，没有惩罚时 ${write.fixed(cut.kl, 1)}。评分者对回答的真实评价，有惩罚时比基础模型高 ${write.fixed(held.utility)} 个标准差，没有时高 ${write.fixed(cut.utility)}（相差 ${write.signed(utility.mean)}，95 %：${write.signed(utility.low)} 至 ${write.signed(utility.high)}），而奖励模型以为是 ${write.fixed(held.score)} 和 ${write.fixed(cut.score)}；互不相同的四元组占 ${write.percent(held.distinct4)} 和 ${write.percent(cut.distinct4)}（相差 ${points(write, distinct4.mean)} 个百分点，${points(write, distinct4.low)} 至 ${points(write, distinct4.high)}）。奖励只算策略自己写的文字，这一半是每次运行的构造：得分落在策略写下的最后一个词元上，两次发言之间的内容不学。没有试过不这样做。`,
    missing: ({ utility }) =>
      utility.low > 0
        ? '有惩罚时回答的变化要比没有时更多，且超出偶然。'
        : '有惩罚时评分者对回答的评价要比没有时更高，且超出偶然。',
  },
  implicit: {
    title: '人的行为就是奖励',
    says: '人是否复制回答、是否接着聊、是否再问一遍差不多的问题，已经说明了喜好，不必有人排序。',
    found: ({ share, ratio, lost, cure, cured, alone }, write) =>
      `只用这些事件，能学到排序所教的留出准确率的 ${write.percent(share)}，一次排序约抵 ${write.fixed(ratio.mean, 1)} 个事件（95 %：${write.fixed(ratio.low, 1)} 至 ${write.fixed(ratio.high, 1)}）。这种奖励会被钻空子：从匆忙的用户那里它学会了写短，真实喜好因此损失 ${write.fixed(lost, 2)} 个标准差；最好的补救（${CURES[cure]}）挽回其中 ${write.percent(cured)}，而不用这些事件、只用少量排序则挽回 ${write.percent(alone)}。`,
    missing: ({ teaches, goal }, write) =>
      teaches
        ? `能挽回至少 ${write.percent(goal.restored)} 的补救办法。`
        : `用事件学到排序所教的至少 ${write.percent(goal.accuracy)}。`,
  },
  bandit: {
    title: '行动就是选择提示',
    says: '要讨人喜欢，训练好的模型不必改变：像多臂老虎机那样，按人对回答的反应，选出效果最好的提示就够了。',
    found: ({ thompson, ucbTuned, greedy, uniform, lost, games }, write) =>
      `汤普森采样为 ${write.percent(thompson.found)} 的模拟用户找出最佳模板，UCB1-Tuned 为 ${write.percent(ucbTuned.found)}。两者的遗憾为 ${write.fixed(thompson.regret, 1)} 和 ${write.fixed(ucbTuned.regret, 1)}，ε-贪心为 ${write.fixed(greedy.regret, 1)}，均匀选择为 ${write.fixed(uniform.regret, 1)}；${games} 种用户中有 ${lost} 种，ε-贪心的遗憾比两者之一更小。由此得到的配对能否改进策略，尚未测量。`,
    missing: ({ goal }, write) =>
      `两种策略都为至少 ${write.percent(goal)} 的用户找出最佳模板，且遗憾小于 ε-贪心和均匀选择。`,
  },
  ape: {
    title: '指令可以自动找到',
    says: '模型从例子中提出指令，分阶段的自适应过滤用很少的调用找出正确的一条；围绕最佳者重新采样，增益很小。',
    found: ({ right, share, exhaustive, gain }, write) =>
      `过滤法为 ${write.percent(right.mean)} 的未见任务找到正确种类的指令（各种子 ${write.percent(right.least)} 至 ${write.percent(right.most)}），只用 ${write.percent(share)} 的调用；全部评分则找到 ${write.percent(exhaustive)}。调用数相同时，重采样使准确率变化 ${points(write, gain.mean)} 个百分点（${points(write, gain.least)} 至 ${points(write, gain.most)}）。`,
    missing: ({ enough, goal }, write) =>
      enough
        ? '增益很小的重采样。'
        : `用不超过 ${write.percent(goal.share)} 的调用，为至少 ${write.percent(goal.right)} 的任务找到正确种类的指令。`,
  },
  procedure: {
    title: '学到的是人怎么做',
    says: '克隆整个过程（搜索的每一步），能学到只克隆结果（从输入到输出）学不到的东西。',
    found: ({ whole, answer, masked }, write) =>
      `对未见过的 ${whole.size}×${whole.size} 迷宫，学整个搜索的模型解出 ${write.percent(whole.solved)}（各种子 ${write.percent(whole.least)} 至 ${write.percent(whole.most)}），只学路径的解出 ${write.percent(answer.solved)}（${write.percent(answer.least)} 至 ${write.percent(answer.most)}）${masked ? `，遮盖填空的解出 ${write.percent(masked.solved)}` : ''}；迷宫、参数和更新次数都相同。`,
    missing: ({ whole, answer, goal }, write) =>
      whole.least < goal.procedure
        ? `每个种子里，学整个搜索的都解出至少 ${write.percent(goal.procedure)}。`
        : `每个种子里，只学路径的最多解出 ${write.percent(goal.answer)}；有一个种子里是 ${write.percent(answer.most)}。`,
  },
  tuning: {
    title: '调参也是如此',
    says: '搜索超参数也是一个过程：一步一步学过整个搜索的模型，在从未见过的函数上会照样进行下去。',
    found: ({ trials, search, oneShot, random, expert, ahead }, write) =>
      `在未见过的“学习率—宽度”地图上，${trials} 次尝试后，它走完从平均到最好的 ${write.percent(search.last)}（各种子 ${write.percent(search.least)} 至 ${write.percent(search.most)}），一次说出最好的模型为 ${write.percent(oneShot.last)}，随机为 ${write.percent(random.last)}，它所学的专家为 ${write.percent(expert.last)}。它比随机高 ${write.fixed(100 * ahead.random.mean, 1)} 个百分点，比一次说出最好高 ${write.fixed(100 * ahead.oneShot.mean, 1)} 个百分点${Number.isFinite(ahead.oneShot.low) ? `（95 %：至少 ${write.fixed(100 * ahead.random.low, 1)} 和 ${write.fixed(100 * ahead.oneShot.low, 1)}）` : ''}。地图由公式生成，没有调过真实的训练。`,
    missing: ({ first }) =>
      first ? '足够多的种子或足够大的领先，以超出偶然。' : '同时领先于随机和一次说出最好。',
  },
  chain: {
    title: '文案是一条思维链',
    says: '选题、关键词、模板、填空、检查、改写、挑选、匹配读者：写营销文案时一步一步地问模型，人可以评判每一步。',
    found: ({ trained, untrained, oneShot, gain, ahead }, write) =>
      `由谁都没有用来训练的打分者评判（满分 1）：用逐步排序训练过的链 ${write.fixed(trained, 3)}，未训练的 ${write.fixed(untrained, 3)}（${within(write, gain)}），一次写成 ${write.fixed(oneShot, 3)}（${within(write, ahead)}），调用模型的次数相同。`,
    missing: () => '训练后的链同时胜过未训练的链和一次写成，两个区间都高于 0。',
  },
  tools: {
    title: '模型学会使用工具',
    says: '像 LaMDA 那样，它先对工具集说话，再回答：检索、计算器、翻译，然后用它们给出的结果。',
    found: ({ recipient, queries, answers, alone, others, reinforced, gain }, write) =>
      `在示范过的说法里、对从未见过的数值：${write.percent(recipient)} 的轮次说话对象正确，${write.percent(queries)} 的参数完全正确，${write.percent(answers)} 的回答正确；没有工具时为 ${write.percent(alone)}。换成别的说法，最差时只有 ${write.percent(others)} 的回答正确。${reinforced === 0 ? '强化学习能增加多少，尚未测量。' : `强化学习在它练习的说法里增加 ${points(write, gain.mean)} 个百分点，${Number.isFinite(gain.low) ? `95 %：${points(write, gain.low)} 至 ${points(write, gain.high)}` : `只有 ${reinforced} 个种子，不足以给出区间`}。`}`,
    missing: ({ met, goal }, write) =>
      met
        ? `在没有示范过的说法里，至少 ${write.percent(goal.answers)} 的回答正确。`
        : `说话对象正确 ${write.percent(goal.recipient)}，参数完全正确 ${write.percent(goal.queries)}，回答正确 ${write.percent(goal.answers)}。`,
  },
  order: {
    title: '顺序并不重要',
    says: '用打乱的、混有无关内容的交互来训练，模型照样学会其中的过程。',
    found: ({ claimed, ordered, plain, plainOrdered, next }, write) =>
      `用户说明之前做过什么时，用打乱的、混有无关内容的交互训练后，正确的下一阶段概率为 ${write.percent(next)}，${write.percent(claimed.success.mean)} 的整个过程善终；按顺序训练为 ${write.percent(ordered.success.mean)}。用户只给出文字时，只有历史才能说明的阶段，概率为 ${write.percent(plain.history.mean)}，按顺序训练为 ${write.percent(plainOrdered.history.mean)}。`,
    missing: ({ met, next, goal }, write) =>
      met
        ? '只有顺序才能说明的东西：打乱之后就丢失了，除非用户自己说出来。'
        : next < goal.next
          ? `至少 ${write.percent(goal.next)} 的概率。`
          : `善终次数达到按顺序训练时的 ${write.percent(goal.success)} 以上。`,
  },
  cost: {
    title: '训练的代价可以算出来',
    says: `由参数、词元、显卡数量和速度算出天数，由天数算出金钱和电力：两个模型分别要 ${ESSAY.gpt3Days} 天和 ${ESSAY.trillionDays} 天，第一个耗电 ${ESSAY.gpt3KilowattHours.toLocaleString('en-US')} 千瓦时，还有显卡的买价与租金。`,
    found: ({ gpt3, trillion, printed, off, seconds }, write) =>
      `按公式，两者分别要 ${write.fixed(gpt3.days, 1)} 天和 ${write.fixed(trillion.days, 1)} 天，第一个耗电 ${write.large(gpt3.kilowattHours)} 千瓦时，与文中${printed ? '一致' : '不一致'}；它的显卡买价 ${write.money(gpt3.bought)}，租金 ${write.money(gpt3.rented)}，单价可以改。本页的一次运行，看 ${write.fixed(seconds, 0)} 秒后预测其余时间，各种子的中位误差为 ${write.fixed(100 * off, 1)} %。`,
    missing: ({ printed, met, goal }, write) =>
      printed && !met
        ? `本页运行的总时间和各部分时间都预测在 ${write.percent(goal)} 以内。`
        : '与文中一致的数字。',
  },
};

export const zhEssay: EssayWords = {
  lead: '本页背后的文章提出了这些论断。每条论断都列出检验它的实验和这里得到的结果。结果读自记录：实验重新运行并记录之后，这里的文字随之改变。',
  tally: (counts) =>
    `共 ${Object.values(counts).reduce((sum, count) => sum + count, 0)} 条：${counts.holds} 条成立，${counts.inPart} 条部分成立，${counts.fails} 条不成立，${counts.open} 条尚无定论，${counts.unmeasured} 条尚未测量。`,
  verdicts: {
    holds: '在这里成立',
    inPart: '部分成立',
    open: '尚无定论',
    fails: '在这里不成立',
    unmeasured: '尚未测量',
  },
  reading: '正在读取记录……',
  unread: (why) => `无法读取记录：${why} 请关闭实验室后再打开。`,
  quick: '只记录了一次快速运行，不足为凭。',
  nothing: '现有记录尚未涉及这一条。',
  missing: '还缺：',
  from: (seeds, adapter) => `${seeds} 个种子，${adapter}`,
  bench: (name) => `打开实验：${name}`,
  places: {
    rank: '去排序',
    train: '看训练',
    charts: '看曲线',
  },
  tests: '相关测试：',
  claims,
};
