/** Questions over the tables that people see, also when there is little in them; and where a dialogue left the right way. */
import { expect, it } from 'vitest';
import { readTurn, type Round } from '../../../../src/lab/tools/dialogue.ts';
import { ENTRIES } from '../../../../src/lab/tools/questions/entries.ts';
import { askOver, departure } from '../../../../src/lab/tools/questions/tableValues.ts';
import { VENUES } from '../../../../src/lab/tools/questions/venues.ts';
import { KINDS } from '../../../../src/lab/tools/questions/wordings.ts';
import { isHeldOut } from '../../../../src/lab/tools/questions/values.ts';
import { isProblem, readVenue } from '../../../../src/lab/tools/toolset/table.ts';
import { askAll, toolsOver } from '../../../../src/lab/tools/toolset/toolset.ts';

it('the table that the page begins with is sound, and new to the model', () => {
  VENUES.forEach((venue, index) => {
    const others = VENUES.filter((_, place) => place !== index);
    expect(isProblem(readVenue({ ...venue, price: String(venue.price) }, others)), venue.name).toBe(false);
    expect(ENTRIES.has(venue.dish), venue.dish).toBe(true);
    const [word] = venue.name.replace(/^The /, '').split(' ');
    expect(isHeldOut(word), word).toBe(true);
  });
});

it('asks what the tables can answer, and the tools lead there', async () => {
  for (const kind of KINDS)
    for (let seed = 0; seed < 5; seed++) {
      const question = askOver(kind, VENUES, ENTRIES, seed)!;
      const tools = toolsOver(question.venues, question.entries);
      const last = question.queries.at(-1);
      if (last === undefined) continue;
      const items = (await askAll(tools, last)).flatMap((result) => result.items);
      expect(items.join(), question.text).toContain(question.answer);
    }
});

it('asks nothing that there is too little for', () => {
  expect(askOver('food', [], ENTRIES, 1)).toBeNull();
  expect(askOver('between', VENUES.slice(0, 1), ENTRIES, 1)).toBeNull();
  expect(askOver('dishIn', [{ ...VENUES[0], dish: 'gravel' }], ENTRIES, 1)).toBeNull();
  const one = [{ ...VENUES[0], dish: 'gravel' }];
  for (let seed = 0; seed < 60; seed++) {
    expect(['between', 'dishIn']).not.toContain(askOver(null, one, ENTRIES, seed)!.kind);
    expect(askOver(null, [], ENTRIES, seed)!.text).not.toBe('');
  }
});

it('names the round that went wrong', () => {
  const question = { ...askOver('bill', VENUES, ENTRIES, 1)!, queries: ['Lion', '7*3'], answer: '21' };
  const rounds = (...wrote: string[]): Round[] =>
    wrote.map((each) => ({ turn: readTurn(each), results: null }));
  expect(departure(question, rounds(' TS Lion', ' TS 7*3', ' User 21'))).toBeNull();
  expect(departure(question, rounds(' TS Lion', ' TS 7*8', ' User 56'))).toBe(1);
  expect(departure(question, rounds(' User 21'))).toBe(0);
  // It ended too early: the last round it had.
  expect(departure(question, rounds(' TS Lion'))).toBe(0);
});
