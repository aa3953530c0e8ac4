/** 班级的排序、作业与上交，中文。 */
import { fixed, percent } from '../../text/format.ts';
import type { ClassWords } from './enClass.ts';

type Interval = readonly [low: number, high: number];
const between = ([low, high]: Interval, digits = 2) => `${fixed(low, digits)} 至 ${fixed(high, digits)}`;
const shares = ([low, high]: Interval) => `${percent(low)} 至 ${percent(high)}`;

export const zhClass: ClassWords = {
  title: '班级',
  lead: '每个人在自己的电脑上排序，交上文件、链接或二维码，在这里合并。不会发送任何数据。',
  gather: {
    title: '已上交的内容',
    drop: '把文件、文件夹或压缩包拖到这里：本页上交的文件、排序、优劣对、训练记录都可以。',
    choose: '选择文件…',
    links: '上交的链接',
    linksHelp: '把链接粘贴到这里，每行一个',
    addLinks: '加入链接',
    added: (count) => (count === 0 ? '里面没有这样的链接。' : `已加入 ${count} 个链接。`),
    reading: (count) => `还有 ${count} 个文件要读……`,
    summary: (raters, rankings, sets, shared) =>
      `${raters} 人，对 ${sets} 组回答的 ${rankings} 次排序；其中 ${shared} 组有两人或更多人排过。`,
    clear: '清空',
    waiting: (have, of) => `有一份分成 ${of} 个码上交，现在有 ${have} 个。`,
    problems: (count) => `有 ${count} 个文件没能完整读取`,
    problem: ({ kind, line, reason, kept }) => {
      if (kind === 'assignment') return '它是简短形式，需要作业文件才能读取。请把作业文件也拖进来。';
      if (line === 0) return reason === '' ? '它不是排序文件。' : `无法读取：${reason}`;
      const rest = kept === 0 ? '没有读入任何内容。' : `其余 ${kept} 行已读入。`;
      if (kind === 'torn') return `结尾缺失（第 ${line} 行）。${rest}`;
      return `第 ${line} 行：${reason}。${rest}`;
    },
    unnamed: (number) => `第 ${number} 人`,
  },
  agreement: {
    title: '意见有多一致',
    alpha: 'Krippendorff α（顺序）',
    alphaHelp: '1：所有人排得一样；0：如同随机。按每个回答的名次计算；通常要求 0.8，至少 0.667。',
    interval: 'α（名次作为距离）',
    w: 'Kendall W（和谐系数）',
    wHelp: '各组的平均，已校正并列。1：所有人排得一样；随机时约为 1 ÷ 人数。',
    sure: (interval) => (interval ? `95 % 区间：${between(interval)}` : '组数太少，没有区间'),
    none: '没有哪一组有两个人排过：一致性需要同样的回答。用作业可以让每个人排同样的回答。',
    position: '排在前面的会占便宜吗？',
    positionText: (share, interval, chance, rankings) =>
      `${rankings} 次排序中，第一个显示的被排第一的占 ${percent(share)}（95 % 区间：${shares(interval)}）；随机时为 ${percent(chance)}。`,
    verdict: {
      first: '多于随机：先显示的回答占便宜。',
      later: '少于随机：先显示的回答吃亏。',
      none: '看不出位置偏差。',
    },
    places: (each) => `按位置：${each.map((share) => percent(share)).join('、')}。`,
  },
  raters: {
    title: '每个人',
    name: '姓名',
    nameOf: (name) => `${name} 的姓名`,
    files: (count) => `${count} 个文件`,
    rankings: '排序数',
    withRest: '与他人一致',
    withRestHelp: '与其他人平均名次顺序相同的回答对',
    self: '与自己一致',
    selfHelp: '同样的回答再排一次：顺序相同的回答对',
    position: '先显示者胜',
    tasks: '任务',
    tasksDone: (done, of) => `完成 ${done} / ${of}`,
    share: (share, interval, sets) => `${percent(share)}，95 % 区间：${shares(interval)}，${sets} 组`,
    shared: (count) => `其中 ${count} 次排序也由别人上交`,
    bias: { first: '偏向第一个', later: '避开第一个', none: '' },
  },
  disputed: {
    title: '分歧在哪里',
    lead: '分歧最大的在前。相反：两个人都给某两个回答排了先后时，顺序相反的比例；一半等于随机。',
    share: (share, raters) => `相反 ${percent(share)}，${raters} 人`,
    set: (number) => `第 ${number} 组`,
    mean: '平均名次',
    opposite: '相反',
    ranks: (rank) => `第 ${rank} 名`,
    who: '每个人怎么排',
    all: (count) => `显示全部 ${count} 组`,
  },
  out: {
    title: '导出',
    jsonl: '全部排序（JSONL）',
    csv: '全部排序（CSV）',
    saved: (name) => `已保存 ${name}。`,
  },
  rewards: {
    title: '奖励模型',
    all: '全班合用一个',
    allHelp: '把每个人的排序连同姓名加入你的记录，奖励模型从中一起学习。',
    allDone: '这些排序已加入你的记录。',
    each: '每人一个',
    eachHelp: (model) =>
      `${model} 把所有回答读一遍，再用每个人自己的排序在其上各学一个打分头，不影响你的训练。每人至少需要四次排序。`,
    reading: (done, of, model) => (of > 0 ? `已读 ${done} / ${of} 个回答` : `正在打开 ${model}……`),
    progress: (done, of) => `已完成 ${done} / ${of}`,
    stop: '停止',
    failed: (message) => `奖励模型没有拟合成功。${message}`,
    few: '还没有人有四次排序。',
    matrix: '各人的奖励模型怎样给同样的回答打分',
    set: '回答的是',
    person: '姓名',
    scale:
      '高于本行平均的分数有底色。每个人的分数在所有回答上均值为 0，标准差为 1。“–”表示模型能读懂的不够。',
  },
  assigned: {
    begun: (title) => `作业“${title}”已打开。你的排序、训练和设置都没有删除，可以恢复。`,
    leave: '退出作业',
    handIn: '交作业…',
    tasks: '任务',
    done: '已完成',
    open: '未完成',
    progress: (done, of) => `${of} 项任务完成了 ${done} 项`,
    count: (now, of) => `已完成 ${now} / ${of}`,
    reached: (now, of) => `现在 ${percent(now)}，目标 ${percent(of)}`,
    iteration: '轮次',
    check: '检查',
    wrong: '不是这一轮。',
    openExperiments: '小实验',
  },
  task: (task, names) => {
    switch (task.do) {
      case 'rank':
        return `排序 ${task.count} 次。`;
      case 'agree':
        return `继续排序，直到奖励模型与未学过的排序一致率达到 ${percent(task.reach)}。`;
      case 'train':
        return task.klBelow === undefined
          ? `训练 ${task.count} 轮。`
          : `连续训练 ${task.count} 轮，KL 都低于 ${task.klBelow}。`;
      case 'experiment':
        return `打开小实验“${names.experiment(task.id)}”。`;
      case 'find':
        return `找出 ${task.metric} ${task.extreme === 'highest' ? '最高' : '最低'}的那一轮。`;
    }
  },
  handIn: {
    title: '交作业',
    lead: (rankings) =>
      `上交的内容：${rankings} 次排序、下面的姓名，以及一个把你和同名者区分开的随机编号。不会发送：请把文件、链接或二维码交给收作业的人。`,
    name: '姓名',
    nameHelp: '可以不填',
    file: '保存文件',
    link: '复制链接',
    copied: '链接已复制。',
    notCopied: '浏览器不允许复制，请选中链接自行复制。',
    linkField: '链接',
    tooLong: '排序太多，链接放不下：请交文件。',
    codes: (count) => (count === 1 ? '二维码' : `${count} 个二维码，缺一不可`),
    code: (part, of) => `第 ${part} 个二维码，共 ${of} 个`,
    noCodes: '内容太多，二维码放不下：请交文件。',
    local: '这个链接指向本机：请交文件，或从别人能访问的地址打开本页。',
    nothing: '还没有可以上交的内容。',
    progress: (done, of) => `${of} 项任务完成了 ${done} 项。`,
  },
  make: {
    title: '布置作业',
    lead: '每个人都按现在的设置和模型，对同样的回答排序。',
    titleEn: '英文标题',
    titleZh: '中文标题',
    textEn: '英文说明',
    textZh: '中文说明',
    source: '回答',
    ranked: (count) => `我排过的（${count} 组）`,
    written: '由打开的模型现在写',
    none: '不给：由模型为每个人写',
    sets: '回答组数',
    repeats: '其中出现两次的',
    repeatsHelp: '不告知：混在其他组中，换一个顺序',
    agree: '一致率达到',
    train: '训练轮数',
    klBelow: '且 KL 低于',
    experiment: '打开一个小实验',
    find: '找出 KL 最高的一轮',
    noTask: '不要求',
    save: '保存作业',
    link: '复制作业链接',
    linkLong: '内容太长，链接放不下：请分发文件。',
    writing: (done, of) => `已写 ${done} / ${of} 组`,
    saved: (name) => `已保存 ${name}。学生把它拖到页面上，或打开它的链接。`,
    failed: (message) => `作业没有做成。${message}`,
  },
};
