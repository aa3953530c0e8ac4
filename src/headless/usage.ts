/** What `npm run headless -- --help` says: the options, and every setting that is declared. Knows no values. */
import { DEFAULT_HOST } from '../files/hub/address.ts';
import { MATMUL_VARIANTS } from '../gpu/kernels/matmul/matmulVariants.ts';
import { ALL_METHODS } from '../rl/algorithms/all.ts';
import { presetsOf } from '../rl/algorithms/presets.ts';
import type { MethodDeclaration } from '../rl/declaration.ts';
import type { Field, Fields } from '../rl/fields.ts';
import { fieldsOf } from '../rl/algorithms/settings.ts';
import { LABELER_IDS } from '../tastes/labeler.ts';
import { CACHE } from './options.ts';

/** The whole text; methods bring their settings. */
export function usage(methods: readonly MethodDeclaration[] = ALL_METHODS): string {
  const needs = { reward: true, rankings: true, rule: true } as const;
  const fields = fieldsOf({ ...methods[0], needs, fields: {} }, methods);
  return `Usage: npm run headless -- [options]

  --model NAME         model folder, or a path to one, default blurbs-tiny; OWNER/NAME or OWNER/NAME@REVISION on
                       the hub, or the web address of a folder: fetched once, gone on with after a stop
  --base NAME          the model that an adapter in --model stands on, where that is not found by its name
  --reward NAME        a reward model that was exported: it scores as it is, and rankings teach it further;
                       with --rankings 0 it stays as it is
  --prompts FILE       what to write to: .txt (one a line), .jsonl (prompt or messages), .json, .csv
  --system TEXT        system prompt, where the model brings a chat template
  --template NAME      which chat template, where the model brings several
  --date DATE          the date (2025-03-03) for a chat template that writes one, default today:
                       the same run another day takes the date of the first
  --no-template        prompts as they are, not through the model's chat template
  --labeler NAME       who ranks: ${LABELER_IDS.join(', ')}; default shorter.
                       length, keyword and pattern look for what --set targetWords, keyword, pattern say
  --rankings N         rankings in all, half before training, default 48; 0 with --rankings-file
  --rankings-file FILE  rankings of people, as the page exports them (rankings.jsonl), or pairs: all of them before training
  --iterations N       iterations, default 20; with 0 the reward model is fitted and measured, and nothing else trained
  --seed N             root of every random stream, default ${fields.seed.default}
  --set NAME=VALUE     any setting, repeatable: --set algorithm=${methods[0].id} --set answers=4
  --preset NAME        settings that go by a name, see below; of a whole run also its model, rankings and iterations,
                       unless they are named too
  --kernels NAME       matrix products: ${Object.keys(MATMUL_VARIANTS).join(', ')}; default: the fastest here, measured once
  --out FILE           write settings and every metric to FILE as JSON
  --inside N           of each iteration also N answers token by token, default 0: the page opens them in a replay
  --receipt FILE       write a receipt to FILE: what the run was made of, and digests of what came of it
  --replay FILE        train the run of that receipt again, and say whether the same comes of it, to the bit;
                       ends with 1 where it does not. Model and kernels are as it says, unless they are named
  --model-root FOLDER  where model folders are, default public/models
  --hub ADDRESS        the hub that OWNER/NAME is looked for on, default ${DEFAULT_HOST}
  --cache FOLDER       where models from the network are kept, default ${CACHE};
                       delete a folder in it to fetch that model anew
  --quiet              no progress lines
  --help               this text

Settings that every run has, and what they can be:

${settingLines(fields)}
${methods.map((method) => `\n${method.name}, --set algorithm=${method.id}:\n\n${presetLine(method)}${settingLines(method.fields)}\n`).join('')}`;
}

/** Names for several settings at once. */
function presetLine(method: MethodDeclaration): string {
  const ids = presetsOf(method).map(({ id }) => id);
  return ids.length === 0
    ? ''
    : `${`  preset=${ids[0]}`.padEnd(31)}${ids.join(', ')}; sets what is chosen under that name\n`;
}

function settingLines(fields: Fields): string {
  return Object.entries(fields)
    .filter(([name]) => name !== 'rater')
    .map(([name, field]) => `  ${`${name}=${field.default}`.padEnd(28)} ${valuesOf(field)}`.trimEnd())
    .join('\n');
}

/** What a setting can be, in words. */
function valuesOf(field: Field): string {
  const formula = field.formula ? `; ${field.formula}` : '';
  switch (field.kind) {
    case 'number': {
      const { limits, whole, unit } = field;
      const from = limits ? ` from ${limits[0]} to ${limits[1]}` : '';
      return `${whole ? 'whole number' : 'number'}${from}${unit ? `, ${unit}` : ''}${formula}`;
    }
    case 'flag':
      return `true or false${formula}`;
    case 'choice':
      return `${field.values.join(', ')}${formula}`;
    case 'text':
      return field.isPattern ? 'a regular expression' : 'text';
  }
}
