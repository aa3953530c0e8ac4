import { beforeEach, describe, expect, it } from 'vitest';
import {
  createTable,
  forgetTurns,
  MOST_TURNS,
  NoQuestionsError,
  pairsOf,
  playTurns,
  showNext,
  takeFeedback,
  turnsOf,
  writeGame,
  type TableStore,
} from '../../../../src/lab/bandit/panel/table.ts';
import { STRATEGY_IDS } from '../../../../src/lab/bandit/strategies.ts';
import type { LanguageModel } from '../../../../src/lab/model/languageModel.ts';

/** Warm under a template that asks for it, else plain. */
function model(
  prompts: readonly string[] = ['one', 'two', 'three'],
): Pick<LanguageModel, 'facts' | 'generate'> {
  return {
    facts: { label: 'fake', promptEnd: '', chat: false, prompts } as unknown as LanguageModel['facts'],
    generate: (asked) =>
      Promise.resolve(
        asked.map((prompt) => ({
          text: prompt.endsWith('warmly') ? `A lovely, welcoming ${prompt}!` : `It is ${prompt}.`,
          tokens: 4,
          finished: true,
        })),
      ),
  };
}
const TEMPLATES = ['{question}', '{question} warmly'];
const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

describe('the table', () => {
  let store: TableStore;
  beforeEach(() => {
    store = createTable();
    store.setState({ templates: TEMPLATES });
  });

  it('asks the same questions under every template; those of a person go first', async () => {
    const told: string[] = [];
    const onProgress = (done: number, total: number) => told.push(`${done}/${total}`);
    store.setState({ questions: ' mine \n\nmine\nother' });
    await writeGame(store, model(), false, { ...hooks, onProgress });
    const { game } = store.getState();
    expect(game?.written.map((answers) => answers.map(({ question }) => question))).toEqual([
      ['mine', 'other'],
      ['mine', 'other'],
    ]);
    expect(told).toEqual(['0/4', '2/4']);
  });

  it('refuses where there is no question, and keeps the game that was', async () => {
    await writeGame(store, model(), false, hooks);
    const { game } = store.getState();
    await expect(writeGame(store, model([]), false, hooks)).rejects.toThrow(NoQuestionsError);
    expect(store.getState().game).toBe(game);
  });

  it('plays every strategy side by side to its end, learns pairs, and forgets them alone', async () => {
    await writeGame(store, model(), false, hooks);
    while (playTurns(store, STRATEGY_IDS, 50));
    const { turns } = store.getState();
    for (const id of STRATEGY_IDS) expect(turns[`warmer/${id}`]).toHaveLength(MOST_TURNS);
    const [pair] = pairsOf(store.getState());
    expect(pair.chosen).toContain('lovely');
    expect(pair.source).toMatchObject({ by: 'simulated:warmer', chosen_template: TEMPLATES[1] });
    store.setState({ by: 'person' });
    showNext(store);
    takeFeedback(store, 'copy');
    store.setState({ by: 'warmer' });
    forgetTurns(store);
    expect(turnsOf(store.getState())).toEqual([]);
    expect(store.getState().turns.person).toHaveLength(1);
  });

  it('shows a person one answer at a time, whatever chooses', async () => {
    await writeGame(store, model(), false, hooks);
    store.setState({ by: 'person' });
    showNext(store);
    const { shown } = store.getState();
    showNext(store);
    expect(store.getState().shown).toBe(shown);
    takeFeedback(store, 'leave');
    store.setState({ strategy: 'uniform' });
    takeFeedback(store, 'copy');
    expect(turnsOf(store.getState())).toMatchObject([{ ...shown, did: 'leave' }, { did: 'copy' }]);
    expect(playTurns(store, ['thompson'], 5)).toBe(false);
  });
});
