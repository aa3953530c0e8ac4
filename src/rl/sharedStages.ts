/** Stages that several methods have under one name. Pure. */
import type { StageDeclaration } from './declaration.ts';

/** Answers of a method that learns from rankings alone. */
export const LOOK = {
  name: 'sample',
  knob: 'rolloutBatch',
  words: {
    en: { name: 'Sample', text: 'Fresh answers, only to look at' },
    zh: { name: '采样', text: '写新的回答，只用来观察' },
  },
} as const satisfies StageDeclaration;

export const DRAW_PAIRS = {
  name: 'draw',
  knob: 'preferenceBatch',
  words: {
    en: { name: 'Draw', text: 'Pairs out of your rankings' },
    zh: { name: '抽取', text: '从你的排序中抽取成对回答' },
  },
} as const satisfies StageDeclaration;

export const LEARN_PAIRS = {
  name: 'update',
  knob: 'learningRate',
  words: {
    en: { name: 'Update', text: 'The better answer up, the worse one down' },
    zh: { name: '更新', text: '抬高更好的回答，压低更差的' },
  },
} as const satisfies StageDeclaration;
