import { describe, expect, it } from 'vitest';
import { readOutput } from '../../src/files/bytes/outputFile.ts';
import { dataFiles, type DataInput } from '../../src/cluster/dataFiles.ts';
import { createUndo, append } from '../../src/preferences/log.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { judgement, ranking } from '../rl/events.ts';

const ended = (prompt: string) => `${prompt}|`;

async function written(input: Partial<DataInput>, batch = 4) {
  const { files, counts } = dataFiles(
    { prompts: { train: ['one', 'two'], heldOut: ['three'] }, preferences: [], ...input },
    ended,
    batch,
  );
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const file of files) {
    const text = new TextDecoder().decode(await readOutput(file));
    rows[file.name] = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
  return { rows, counts };
}

describe('data files', () => {
  it('repeats the prompts as the model reads them, in whole', async () => {
    const { rows, counts } = await written({});
    const prompts = rows['data/prompts.jsonl'];
    expect(prompts).toHaveLength(104);
    expect(prompts[2]).toEqual({ prompt: 'one|', index: 0, repeat: 1 });
    expect(counts).toMatchObject({ prompts: 2, promptRows: 104, heldOutPrompts: 1 });
    expect(rows['data/prompts_test.jsonl']).toEqual([{ prompt: 'three|', index: 0, repeat: 0 }]);
  });

  it('measures on prompts of the training when none are held out', async () => {
    const { rows, counts } = await written({ prompts: { train: ['a', 'b', 'c'], heldOut: [] } }, 2);
    expect(rows['data/prompts_test.jsonl'].map(({ prompt }) => prompt)).toEqual(['a|', 'b|']);
    expect(counts.heldOutPrompts).toBe(0);
  });

  it('writes chats for verl that say the same', async () => {
    const { rows } = await written({});
    expect(rows['verl/train.json']).toHaveLength(104);
    expect(rows['verl/test.json']).toEqual([
      {
        data_source: 'nudge',
        prompt: [{ role: 'user', content: 'three|' }],
        ability: 'writing',
        reward_model: { style: 'model', ground_truth: '' },
        extra_info: { split: 'test', index: 0, prompt: 'three|' },
      },
    ]);
  });

  it('writes what stands of the rankings: whole, in pairs, and best and worst', async () => {
    const standing = ranking('r', { prompt: 'one', tiers: [[1], [0, 2], [3]] });
    const undone = ranking('u', { prompt: 'two' });
    let log: readonly PreferenceEvent[] = append(append([], standing), undone);
    log = append(log, createUndo(log, { id: 'back', at: 5 })!);
    const { rows, counts } = await written({ preferences: log });
    const [row, ...others] = rows['data/rankings.jsonl'];
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      id: 'r',
      prompt: 'one|',
      ranks: [2, 1, 2, 3],
      rater: 'person',
      lead_time: 1.5,
    });
    expect(Object.keys(row)).not.toContain('active');
    const pairs = rows['data/preferences.jsonl'];
    expect(pairs).toHaveLength(5);
    expect(pairs.every(({ prompt, group_id: group }) => prompt === 'one|' && group === 'r')).toBe(true);
    expect(rows['data/unpaired.jsonl']).toEqual(
      [
        { completion: 'answer 1', label: true, source: 'ranking_top' },
        { completion: 'answer 3', label: false, source: 'ranking_bottom' },
      ].map((label) => ({ prompt: 'one|', rater: 'person', group_id: 'r', ...label })),
    );
    expect(counts).toMatchObject({ pairs: 5, rankings: 1, unpaired: 2 });
  });

  it('keeps where labels come from', async () => {
    const implicit = {
      prompt: 'two',
      completion: 'copied text',
      label: true,
      source: 'copied',
      rater: 'person',
      group_id: 'e1',
    };
    const log = append(append([], judgement('n', 'unusable')), judgement('s', 'skip'));
    const { rows } = await written({ preferences: log, implicit: [implicit] });
    const labels = rows['data/unpaired.jsonl'];
    expect(labels.map(({ source }) => source)).toEqual(['unusable', 'unusable', 'unusable', 'copied']);
    expect(labels.at(-1)).toEqual({ ...implicit, prompt: 'two|' });
    expect(labels.slice(0, 3).every(({ label }) => label === false)).toBe(true);
  });

  it('refuses a bundle without prompts', async () => {
    await expect(written({ prompts: { train: [], heldOut: [] } })).rejects.toThrow('no prompts');
  });
});
