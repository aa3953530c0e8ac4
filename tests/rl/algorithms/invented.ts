/** A method that only tests know: what the page and the command line draw of it, they draw of any. */
import type { MethodDeclaration } from '../../../src/rl/declaration.ts';
import { choice, flag, number, within, type Fields } from '../../../src/rl/fields.ts';
import { UPDATE_FIELDS } from '../../../src/rl/sharedFields.ts';

export const INVENTED = {
  id: 'invented',
  name: 'Invented',
  paper: 'Nobody, never',
  needs: { reward: true },
  stages: [
    { name: 'sample', says: ['drafts'] },
    {
      name: 'ponder',
      words: {
        en: { name: 'Ponder', text: 'It thinks twice' },
        zh: { name: '思考', text: '它想两遍' },
      },
    },
  ],
  fields: {
    ...within({ group: 'method', takesEffect: 'iteration' }, {
      drafts: number({
        default: 6,
        limits: [1, 100],
        range: [2, 12],
        whole: true,
        step: 2,
        unit: 'drafts',
        formula: 'd',
        key: 'drafts',
        memory: true,
        words: {
          en: { label: 'Drafts', help: 'How many drafts are thrown away.' },
          zh: { label: '草稿数', help: '扔掉多少份草稿。' },
        },
      }),
      stubborn: flag({
        default: true,
        key: 'stubborn',
        rare: true,
        words: {
          en: { label: 'Stubborn', help: 'Whether it keeps its first draft.' },
          zh: { label: '固执', help: '是否保留第一份草稿。' },
        },
      }),
      mood: choice({
        default: 'calm',
        values: ['calm', 'bold'],
        key: 'mood',
        takesEffect: 'run',
        words: { en: { label: 'Mood', help: 'How it writes.' }, zh: { label: '心情', help: '怎样写。' } },
        valueWords: { calm: { en: 'Calm', zh: '平静' }, bold: { en: 'Bold', zh: '大胆' } },
      }),
    } satisfies Fields),
    learningRate: { ...UPDATE_FIELDS.learningRate, default: 5e-5, adapterDefault: 5e-4 },
  },
  metrics: {
    'invented/doubt': {
      unit: 'sighs',
      definition: 'mean sighs before a word',
      format: 'tenths',
      band: ({ drafts }) => [0, Number(drafts)],
      line: ({ drafts }) => Number(drafts) / 2,
      words: { en: { title: 'Doubt' }, zh: { title: '疑虑' } },
    },
    'invented/haste': { unit: '', definition: 'words in a hurry ÷ all of them', format: 'percent' },
  },
} satisfies MethodDeclaration;
