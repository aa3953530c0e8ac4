/** Stages as a method names them: what each is called, and which of the iteration under way have run. Pure. */
import type { StageDeclaration } from '../../../rl/declaration.ts';
import type { SettingValues } from '../../../rl/fields.ts';
import type { Language } from '../../app/state/uiStore.ts';
import type { Dictionary } from '../../words/index.ts';

type StageText = string | ((...numbers: number[]) => string);

/** A stage's name and what it does: as its declaration says, or the dictionary. */
export function stageWords(
  { name, says = [], words: own }: StageDeclaration,
  settings: SettingValues,
  words: Dictionary,
  language: Language,
): { readonly name: string; readonly text: string } {
  if (own) return own[language];
  const names: Readonly<Record<string, string>> = words.train.stages;
  const texts: Readonly<Record<string, StageText>> = words.train.stageText;
  const ruled = name === 'score' && settings.rewardSource === 'tokens';
  const text = texts[ruled ? 'rule' : name] ?? '';
  return {
    name: names[name] ?? name,
    text: typeof text === 'string' ? text : text(...says.map((setting) => Number(settings[setting]))),
  };
}

/**
 * What is finished once `next` follows `before`: a stage that ends stays marked, idle or not, until it or one before
 * it begins again. The reward model is fitted before an iteration, and stays so throughout it.
 *
 * @param order every stage of the loop, in its order
 */
export function finishedStages(
  done: readonly string[],
  before: string,
  next: string,
  order: readonly string[],
): readonly string[] {
  if (before === next) return done;
  const ended = before === 'idle' || done.includes(before) ? done : [...done, before];
  return next === 'idle' ? ended : ended.filter((stage) => order.indexOf(stage) < order.indexOf(next));
}

/**
 * What comes next: the stage after the one that runs, or after the last that has run. Behind the end of an iteration the
 * next begins with the method's own first stage, as the reward model is fitted again only where there are new rankings.
 *
 * @param order every stage of the loop, in its order
 */
export function nextStage(done: readonly string[], stage: string, order: readonly string[]): string {
  const at =
    stage === 'idle' ? Math.max(-1, ...done.map((name) => order.indexOf(name))) : order.indexOf(stage);
  return order[at + 1] ?? order.find((name) => name !== 'fit') ?? order[0];
}
