/**
 * The bundle's data: prompts, pairs, rankings and single labels as JSON lines, and the prompts once more in verl's row
 * shape. Every prompt is the text that the model read, so that no engine need know how the page writes one. Knows the
 * row shapes; knows no engine.
 */
import { textFile, type OutputFile } from '../files/bytes/outputFile.ts';
import {
  pairRows,
  rankingRows,
  toJsonl,
  type JudgementRow,
  type UnpairedRow,
} from '../preferences/exportRows.ts';
import type { Answer, PreferenceEvent } from '../preferences/event.ts';
import { activeJudgements, activeRankings, isJudgement } from '../preferences/log.ts';
import { promptRepeats, promptRowsNeeded } from './convert.ts';

/** One answer judged by itself, with where the judgement comes from. */
export interface SourcedRow extends UnpairedRow {
  /** `ranking_top`, `ranking_bottom`, `unusable`, or what kind of implicit feedback it was. */
  readonly source: string;
  /** Who said so. */
  readonly rater: string;
  /** The judgement it was part of, or an event's id. */
  readonly group_id: string;
}

export interface DataInput {
  readonly prompts: { readonly train: readonly string[]; readonly heldOut: readonly string[] };
  /** The whole preference log. */
  readonly preferences: readonly PreferenceEvent[];
  /** Labels that nobody gave on purpose, such as copying an answer; their prompts as the page has them. */
  readonly implicit?: readonly SourcedRow[];
}

/** A prompt as a person wrote it, as the model reads it. */
export type PromptText = (prompt: string) => string;

/** What the data files hold, counted. */
export interface DataCounts {
  readonly prompts: number;
  /** Rows of prompts.jsonl: whole repeats of the prompts. */
  readonly promptRows: number;
  readonly heldOutPrompts: number;
  readonly pairs: number;
  readonly rankings: number;
  readonly unpaired: number;
}

export interface DataFiles {
  readonly files: OutputFile[];
  readonly counts: DataCounts;
}

/** What an answer adds to a prompt as the model read it. @param asked the prompt as a person wrote it */
export type AnswerText = (read: string, answer: Answer, asked: string) => string;

/**
 * @param answerText what the log says, when left out.
 * @throws RangeError when there are no prompts.
 */
export function dataFiles(
  { prompts, preferences: asShown, implicit = [] }: DataInput,
  promptText: PromptText,
  rolloutBatch: number,
  answerText: AnswerText = (_, { text }) => text,
): DataFiles {
  const preferences = asShown.map((event) => asRead(event, promptText, answerText));
  const repeats = promptRepeats(prompts.train.length, promptRowsNeeded(rolloutBatch));
  const train = Array.from({ length: repeats }, (_, repeat) =>
    prompts.train.map((prompt, index) => ({ prompt: promptText(prompt), index, repeat })),
  ).flat();
  // Somewhere to measure is needed everywhere; without held-out prompts it is the first of those trained on.
  const measured = prompts.heldOut.length > 0 ? prompts.heldOut : prompts.train.slice(0, rolloutBatch);
  const test = measured.map((prompt, index) => ({ prompt: promptText(prompt), index, repeat: 0 }));
  const pairs = pairRows(preferences);
  const rankings = standingRankings(preferences);
  const unpaired = [
    ...explicitLabels(preferences),
    ...implicit.map((row) => ({ ...row, prompt: promptText(row.prompt) })),
  ];
  const jsonl = (name: string, rows: readonly object[]) => textFile(name, toJsonl(rows));
  return {
    files: [
      jsonl('data/prompts.jsonl', train),
      jsonl('data/prompts_test.jsonl', test),
      jsonl('data/preferences.jsonl', pairs),
      jsonl('data/rankings.jsonl', rankings),
      jsonl('data/unpaired.jsonl', unpaired),
      jsonl('verl/train.json', verlRows(train, 'train')),
      jsonl('verl/test.json', verlRows(test, 'test')),
    ],
    counts: {
      prompts: prompts.train.length,
      promptRows: train.length,
      heldOutPrompts: prompts.heldOut.length,
      pairs: pairs.length,
      rankings: rankings.length,
      unpaired: unpaired.length,
    },
  };
}

/** The event with the texts that the model read and wrote. */
function asRead(event: PreferenceEvent, promptText: PromptText, answerText: AnswerText): PreferenceEvent {
  if (!isJudgement(event)) return event;
  const prompt = promptText(event.prompt);
  const answers = event.answers.map((answer) => ({
    ...answer,
    text: answerText(prompt, answer, event.prompt),
    exact: undefined,
  }));
  return { ...event, prompt, answers };
}

function standingRankings(
  events: readonly PreferenceEvent[],
): Omit<JudgementRow, 'active' | 'type' | 'version'>[] {
  return rankingRows(events).flatMap((row) => {
    if (row.type !== 'ranking' || !row.active) return [];
    const { active: _active, type: _type, version: _version, ...rest } = row;
    return [rest];
  });
}

/**
 * Labels out of judgements, as preferenceExport.ts makes them, with their provenance: every answer called unusable;
 * of each ranking the best tier and the worst.
 */
function explicitLabels(events: readonly PreferenceEvent[]): SourcedRow[] {
  const rankings = new Set(activeRankings(events).map(({ id }) => id));
  return activeJudgements(events).flatMap((event): SourcedRow[] => {
    const rows = (indexes: readonly number[], label: boolean, source: string) =>
      indexes.map((index) => ({
        prompt: event.prompt,
        completion: event.answers[index].text,
        label,
        source,
        rater: event.rater,
        group_id: event.id,
      }));
    if (event.type === 'unusable') return rows([...event.answers.keys()], false, 'unusable');
    if (event.type === 'skip' || !rankings.has(event.id)) return [];
    return [
      ...rows(event.tiers[0], true, 'ranking_top'),
      ...rows(event.tiers[event.tiers.length - 1], false, 'ranking_bottom'),
    ];
  });
}

/** verl's rows: the prompt as a chat of one message, which the plain chat template writes out as it is. */
function verlRows(prompts: readonly { readonly prompt: string }[], split: string): object[] {
  return prompts.map(({ prompt }, index) => ({
    data_source: 'nudge',
    prompt: [{ role: 'user', content: prompt }],
    ability: 'writing',
    reward_model: { style: 'model', ground_truth: '' },
    extra_info: { split, index, prompt },
  }));
}
