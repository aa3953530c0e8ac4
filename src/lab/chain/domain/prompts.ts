/**
 * The essay's chain in both languages, with the prompts that the embedded model was trained on; the same in other words; and copy
 * written at one go. A prompt ends where the model goes on.
 */
import type { Chain, Step } from '../steps.ts';
import type { Domain } from './domain.ts';

/** What a step of the essay's chain is for. */
export const ROLES = [
  'topic',
  'keywords',
  'template',
  'fill',
  'fluency',
  'rewrite',
  'select',
  'readers',
] as const;
export type Role = (typeof ROLES)[number] | 'copy';

/** A prompt's lines of what is known, and what is asked at its end in several wordings; the first is the usual one. */
export interface Prompting {
  readonly name: string;
  readonly known: readonly string[];
  readonly asks: readonly [string, ...string[]];
}

type Promptings = Readonly<Record<Role, Prompting>>;

const EN: Promptings = {
  topic: {
    name: 'topic',
    known: ['Facts: {facts}', 'Reader: {reader}'],
    asks: ['Choose one topic:', 'Topic:', 'What should the copy be about:'],
  },
  keywords: {
    name: 'keywords',
    known: ['Facts: {facts}', 'Reader: {reader}', 'Topic: {topic}'],
    asks: ['Write two keywords:', 'Keywords:', 'What to say of it:'],
  },
  template: {
    name: 'template',
    known: ['Reader: {reader}', 'Keywords: {keywords}'],
    asks: ['Write a template with masks:', 'Template:', 'A line with masks:'],
  },
  fill: {
    name: 'fill',
    known: ['Name: {name}', 'Reader: {reader}', 'Keywords: {keywords}', 'Template: {template}'],
    asks: ['Fill the masks:', 'Filled in:', 'The line itself:'],
  },
  fluency: {
    name: 'fluency',
    known: ['Text: {text}'],
    asks: ['Is it fluent, yes or no:', 'Fluent:', 'Does it read well:'],
  },
  rewrite: {
    name: 'rewrite',
    known: ['Text: {fluency}', 'Reader: {reader}'],
    asks: ['Write it in other words:', 'Other words:', 'Say it differently:'],
  },
  select: {
    name: 'select',
    known: ['Facts: {facts}', 'Reader: {reader}', 'Text: {text}'],
    asks: ['Is it good copy, yes or no:', 'Good:', 'Should it be printed:'],
  },
  readers: {
    name: 'readers',
    known: ['Text: {text}'],
    asks: ['Which readers is it for:', 'For:', 'Who would like it:'],
  },
  copy: {
    name: 'copy',
    known: ['Facts: {facts}', 'Reader: {reader}'],
    asks: ['Write one line of copy:', 'Copy:', 'Advertise it:'],
  },
};

const ZH: Promptings = {
  topic: {
    name: '主题',
    known: ['事实：{facts}', '读者：{reader}'],
    asks: ['选一个主题：', '主题：', '文案写什么：'],
  },
  keywords: {
    name: '关键词',
    known: ['事实：{facts}', '读者：{reader}', '主题：{主题}'],
    asks: ['写两个关键词：', '关键词：', '怎么说它：'],
  },
  template: {
    name: '模板',
    known: ['读者：{reader}', '关键词：{关键词}'],
    asks: ['写一个带空格的模板：', '模板：', '带空格的一句：'],
  },
  fill: {
    name: '填空',
    known: ['名称：{name}', '读者：{reader}', '关键词：{关键词}', '模板：{模板}'],
    asks: ['把空格填上：', '填好：', '整句：'],
  },
  fluency: {
    name: '通顺',
    known: ['文字：{text}'],
    asks: ['通顺吗，是或否：', '通顺：', '读来顺口吗：'],
  },
  rewrite: {
    name: '改写',
    known: ['文字：{通顺}', '读者：{reader}'],
    asks: ['换一种说法：', '改写：', '另外怎么说：'],
  },
  select: {
    name: '挑选',
    known: ['事实：{facts}', '读者：{reader}', '文字：{text}'],
    asks: ['是好文案吗，是或否：', '好：', '可以发布吗：'],
  },
  readers: {
    name: '受众',
    known: ['文字：{text}'],
    asks: ['它适合谁：', '适合：', '谁会喜欢：'],
  },
  copy: {
    name: '文案',
    known: ['事实：{facts}', '读者：{reader}'],
    asks: ['写一句文案：', '文案：', '推荐它：'],
  },
};

export const PROMPTINGS: Readonly<Record<Domain['id'], Promptings>> = { venues: EN, funds: ZH };

/** What a judge answers: good first. */
export const VERDICTS: Readonly<Record<Domain['id'], readonly [string, string]>> = {
  venues: ['yes', 'no'],
  funds: ['是', '否'],
};

const usual = ({ known, asks }: Prompting): string => [...known, asks[0]].join('\n');

/** Usual numbers: candidates that are written, and how many of the selected go on to be matched to readers. */
const [CANDIDATES, SELECTED] = [3, 2];
/** Candidates of copy at one go, and how many of them are looked at for selection and matched to readers: as many calls as the chain makes. */
const [AT_ONCE, MATCHED] = [10, 4];

function writing({ id }: Domain, role: Role, candidates: number, temperature = 1): Step {
  const prompting = PROMPTINGS[id][role];
  return { kind: 'write', name: prompting.name, prompt: usual(prompting), candidates, temperature };
}

function judging(domain: Domain, role: 'select' | 'readers', of: readonly Role[], keep: number): Step {
  const promptings = PROMPTINGS[domain.id];
  const answers = role === 'readers' ? ['{reader}', ...Object.keys(domain.readers)] : VERDICTS[domain.id];
  return {
    kind: 'judge',
    name: promptings[role].name,
    prompt: usual(promptings[role]),
    of: of.map((other) => promptings[other].name),
    answers,
    keep,
  };
}

/** How probable the text is as copy about the item: a false name, a falsehood or a word too many costs it. */
function weighing(domain: Domain, role: 'fluency' | 'select', of: readonly Role[], keep: number): Step {
  const promptings = PROMPTINGS[domain.id];
  return {
    kind: 'judge',
    name: promptings[role].name,
    prompt: usual(promptings.copy),
    of: of.map((other) => promptings[other].name),
    criterion: 'likelihood',
    answers: VERDICTS[domain.id],
    keep,
  };
}

/** The essay's chain: topic → keywords → template → fill the masks → check fluency → rewrite with variety → select → match to readers. */
export function essayChain(domain: Domain, candidates = CANDIDATES): Chain {
  return [
    writing(domain, 'topic', candidates),
    writing(domain, 'keywords', candidates),
    writing(domain, 'template', candidates),
    writing(domain, 'fill', candidates),
    weighing(domain, 'fluency', ['fill'], 1),
    writing(domain, 'rewrite', candidates),
    weighing(domain, 'select', ['fluency', 'rewrite'], SELECTED),
    judging(domain, 'readers', ['select'], 1),
  ];
}

/** Copy at one go: so many candidates, told apart by the same judges, in as many calls. */
export function oneShot(domain: Domain, candidates = AT_ONCE): Chain {
  return [
    writing(domain, 'copy', candidates),
    weighing(domain, 'select', ['copy'], MATCHED),
    judging(domain, 'readers', ['select'], 1),
  ];
}

/** What a step that people add is called and asks at first, until they change it. */
export const NEW_STEP: Readonly<
  Record<Domain['id'], { readonly name: string; readonly writing: string; readonly judging: string }>
> = {
  venues: {
    name: 'step',
    writing: 'Facts: {facts}\nReader: {reader}\nWrite one line of copy:',
    judging: 'Text: {text}\nIs it fluent, yes or no:',
  },
  funds: {
    name: '步骤',
    writing: '事实：{facts}\n读者：{reader}\n写一句文案：',
    judging: '文字：{text}\n通顺吗，是或否：',
  },
};

/** Which step of the essay's chain a step of this name is; null for one of one's own. */
export function roleOf({ id }: Pick<Domain, 'id'>, name: string): Role | null {
  const found = Object.entries(PROMPTINGS[id]).find(([, prompting]) => prompting.name === name);
  return (found?.[0] as Role | undefined) ?? null;
}
