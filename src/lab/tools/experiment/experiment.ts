/**
 * The experiment: a model that was taught by demonstrations answers questions over values that it never saw, in wordings that it was
 * shown and in others, with tools and without; then reinforcement learning on the answer alone, and the same questions once more.
 * The model is trained by a script and is the same for all seeds: a seed is its questions, and its reinforcement learning.
 */
import { DecodeMemory } from '../../../model/decodeMemory.ts';
import { Generator } from '../../../model/generator.ts';
import type { Tokenizer } from '../../../model/tokenizing/tokenizer.ts';
import type { Weights } from '../../../model/weights.ts';
import { defaultSettings, type Settings } from '../../../rl/algorithms/settings.ts';
import { stream } from '../../../rl/random.ts';
import { inPasses, PASS_ROWS } from '../../../rl/training/rolloutPasses.ts';
import type { Experiment, LabPlace } from '../../experiment.ts';
import { transcript, TURN_END } from '../dialogue.ts';
import { commonWords } from '../questions/demonstrations.ts';
import { ask, type Question } from '../questions/questions.ts';
import { heldOutValues, pick, shownValues } from '../questions/values.ts';
import { KINDS, type WordingSet } from '../questions/wordings.ts';
import { GROUP, practise } from './practice.ts';
import { needsTools, GOAL_TEXT, lineOf, verdict, WORDING_SETS, type ToolsResult } from './summary.ts';
import { score, type Scores } from './scoring.ts';
import { talk, TURN_TOKENS, type Writer } from './tokenTalk.ts';

export const TOOLS_MODEL = 'tools-tiny';

/** Questions of each kind that needs a tool in each test, and of the others; iterations, and questions in each. */
export const FULL = { each: 4, easy: 1, iterations: 40, questions: 16 };
const QUICK = { each: 1, easy: 1, iterations: 1, questions: 4 };

export const TOOLS: Experiment<ToolsResult> = {
  goal: GOAL_TEXT,
  run: (place, seed, quick) => runSeed(place, seed, quick ? QUICK : FULL),
  line: lineOf,
  judge: verdict,
};

/** @param size without iterations there is no reinforcement learning, and nothing after it */
export async function runSeed(place: LabPlace, seed: number, size: typeof FULL): Promise<ToolsResult> {
  const model = place.model ?? TOOLS_MODEL;
  const settings = settingsOf(seed, size.questions);
  const { models } = await place.openRun(model, settings);
  const { tokenizer, policy, config } = models;
  const greedily = greedy(policy);
  const asked = WORDING_SETS.map((set) => testQuestions(seed, set, size.each, size.easy));
  const tests = async () => {
    // All at once: the device is filled better.
    const talked = await talk(tokenizer, asked.flat(), greedily, config.positions);
    const dialogues = talked.map(({ dialogue }) => dialogue);
    const scores = asked.map((questions, place) => {
      const before = asked.slice(0, place).flat().length;
      return [WORDING_SETS[place], score(questions, dialogues.slice(before, before + questions.length))];
    });
    return Object.fromEntries(scores) as ToolsResult['supervised'];
  };
  const alone = await answeredAlone(tokenizer, asked[0], greedily);
  const supervised = await tests();
  if (size.iterations === 0) return { seed, model, alone, supervised, reinforced: null, curve: [] };
  const random = stream(seed, 'tools/practice');
  const values = shownValues(random, commonWords());
  const kinds = KINDS.filter(needsTools);
  const draw = () =>
    Array.from({ length: size.questions }, () => ask(pick(kinds, random), 'asked', values, random));
  const curve = await practise(models, settings, size.iterations, draw, ({ iteration, right, apart, kl }) =>
    place.log(
      `  seed ${seed}, iteration ${iteration}: ${Math.round(right * 100)} % right, ${apart} questions told apart, KL ${kl.toFixed(2)}`,
    ),
  );
  return { seed, model, alone, supervised, reinforced: await tests(), curve };
}

/**
 * GRPO: the right answer is known, and what the others of a group came to is all there is to compare with. Hotter than it answers in
 * the end: it is sure of itself, and of dialogues that are all alike nothing is learnt.
 */
function settingsOf(seed: number, questions: number): Settings {
  return {
    ...defaultSettings(true, 'grpo'),
    seed,
    temperature: 1.5,
    groupSize: GROUP,
    rolloutBatch: questions * GROUP,
    maxNewTokens: TURN_TOKENS,
    learningRate: 3e-4,
    klCoefficient: 0.05,
    adaptiveKl: false,
  };
}

/** Of each kind so many, over values that are never trained on. */
export function testQuestions(seed: number, set: WordingSet, each: number, easy = each): Question[] {
  const random = stream(seed, `tools/test/${set}`);
  const values = heldOutValues(random);
  return KINDS.flatMap((kind) =>
    Array.from({ length: needsTools(kind) ? each : easy }, () => ask(kind, set, values, random)),
  );
}

/** What the model says to the question without tools, which it was taught on the same questions. */
async function answeredAlone(
  tokenizer: Tokenizer,
  questions: readonly Question[],
  write: Writer,
): Promise<Pick<Scores, 'answers'>> {
  const asked = questions.filter(({ kind }) => needsTools(kind));
  const made = await write(
    asked.map(({ text }) => tokenizer.encode(transcript(text, [], 'alone'))),
    0,
  );
  const dialogues = made.map(({ tokens }, index) => ({
    question: asked[index].text,
    rounds: [],
    answer: tokenizer.continuation(tokens).split(TURN_END)[0].trim(),
    end: 'answered' as const,
  }));
  return { answers: score(asked, dialogues).answers };
}

/** The most probable tokens. */
function greedy(weights: Weights): Writer {
  const { gpu, layout } = weights;
  const { config } = layout;
  const memory = new DecodeMemory(gpu, config, PASS_ROWS, config.positions);
  const generator = new Generator(weights, PASS_ROWS, memory);
  const options = {
    temperature: 1,
    topK: 0,
    topP: 1,
    greedy: true,
    maxNewTokens: TURN_TOKENS,
    seed: 0,
    stream: 0,
  };
  return (ids) =>
    inPasses(ids, 1, TURN_TOKENS, {}, (part, repeat, _, hooks) =>
      generator.generate(part, repeat, options, hooks),
    );
}
