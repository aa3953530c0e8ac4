/**
 * Scores the tone of a blurb: warm, playful, blunt, a question, an exclamation.
 *
 * Knows: words and shapes that carry a tone.
 * Must not know: the facts, or the phrases the training data was made with.
 */

/** The five tones of the data; a text with none of them is plain. */
export const TONES = ['warm', 'playful', 'blunt', 'question', 'exclamation'] as const;

/** One of the five tones. */
export type Tone = (typeof TONES)[number];

// Each distinct hit counts once, so repeating "lovely" does not buy warmth.
// "Family-friendly" is a fact, not a tone, hence the look-behind.
const WARM_WORDS: readonly RegExp[] = [
  /(?<!\b(?:children|kids|families|adults)(?: are| is| will be| always)? )\bwelcom(?:e|es|ing)\b(?! (?:families|children|kids|to))/,
  /\bwarm(?:ly|th)?\b/,
  /(?<!(?:family|kids?|child|children|families)[- ])\bfriendly\b(?! (?:to|for|family))/,
  /\bfriends?\b/,
  /\bsmil(?:e|es|ing)\b/,
  /\b(?:at home|coming home|like home)\b/,
  /\bcos[yi]\w*\b/,
  /\blovely\b/,
  /\b(?:love|loved|in love|with love)\b/,
  /\b(?:glad|happy|happily|joy|joyful)\b/,
  /\bdelight(?:ed|ful|s)?\b/,
  /\b(?:relax|comfortable|comfort|linger|gentle|kind|kindness)\b/,
  /\b(?:greets?|greeted|looked after|look forward|treat yourself|want to stay|stay a while|made very)\b/,
  /\b(?:enjoy|beautiful(?:ly)?|wonderful|charming|inviting)\b/,
  /\b(?:we would|we are so|you will be)\b/,
];

const PLAYFUL_WORDS: readonly RegExp[] = [
  /\b(?:your|the) (?:stomach|stomachs|belly|sofa|fridge|oven|taste buds|alarm clock|kitchen|cooking|diet|spoon|belt)\b/,
  /\b(?:belt|trousers|silly|hat|crumbs|sandwich|napkins?|seconds|sauce)\b/,
  /\b(?:jealous|dance|sing|secret|rumour has|psst|breaking news|once upon|unite|lucky thing|brave|regret|blame|dreams?)\b/,
  /\bforks? (?:are|here|never)\b|\bthe forks\b|\bevery? fork\b/,
  /\b(?:licking|loosen|hiding|walks into|up to something|excuse|night off|thank you card|get along|say hello to .* goodbye)\b/,
  /\b(?:stomachs?|even your|will miss you|never rest|rarely happens|follow your nose|so tasty|delicious is)\b/,
];

const BLUNT_PHRASES =
  /\b(?:the facts|in short|plainly|short version|no fuss|to the point|quick facts|simply put|straight up|in brief|the basics|bare facts|that is all|that is it|nothing more to say|take it or leave it|no frills|your call|enough said|decide for yourself|end of story|it is what it is|you know the rest|go or do not|no more, no less)\b/;
const VERBS =
  /\b(?:is|are|has|have|serves?|offers?|provides?|can|will|you|located|find|costs?|charges?|welcomes?|keeps?|gets?|sells?|features?|boasts?|try|visit|serving|called|named|welcomed)\b/;

/** How many kinds of warm wording the text has; 0 when none. */
export function warmth(text: string): number {
  return count(WARM_WORDS, text);
}

/** How many kinds of playful wording the text has; 0 when none. */
export function playfulness(text: string): number {
  return count(PLAYFUL_WORDS, text);
}

/**
 * How short and flat the text is, from 0 to 3: one point for fragments instead
 * of sentences, one for a blunt turn of phrase, and one more for few words.
 * Brevity alone is not blunt, nor is anything warm, playful, asked or exclaimed.
 */
export function bluntness(text: string): number {
  if (/[?!]/.test(text) || warmth(text) > 0 || playfulness(text) > 0) return 0;
  const folded = fold(text);
  const phrase = BLUNT_PHRASES.test(folded) ? 1 : 0;
  const pieces = folded
    .replace(BLUNT_PHRASES, '')
    .replace(/\bthat is [^.]*\./, '')
    .split(/[.,:;]/)
    .map((piece) => piece.trim())
    .filter((piece) => /\w/.test(piece));
  const verbless = pieces.filter((piece) => !VERBS.test(piece)).length;
  // A plain sentence may have verbless parts too, but it seldom ends in a short one.
  const last = pieces.at(-1) ?? '';
  const trails = !VERBS.test(last) && !/^(?:an?|the) /.test(last) && last.split(' ').length <= 6;
  const fragments = pieces.length > 1 && trails && verbless / pieces.length >= 0.5 ? 1 : 0;
  const brief = text.split(/\s+/).length <= 14 ? 1 : 0;
  return phrase + fragments === 0 ? 0 : phrase + fragments + brief;
}

/** How many sentences ask something. */
export function questionCount(text: string): number {
  return (text.match(/\?+/g) ?? []).length;
}

/** Whether the text asks something. */
export function asksQuestion(text: string): boolean {
  return text.includes('?');
}

/** How many sentences end in an exclamation mark. */
export function exclamationCount(text: string): number {
  return (text.match(/!+/g) ?? []).length;
}

/** Whether the text exclaims. */
export function exclaims(text: string): boolean {
  return text.includes('!');
}

/** The score of each tone; each counts on its own scale from 0 up. */
export function toneScores(text: string): Record<Tone, number> {
  return {
    warm: warmth(text),
    playful: playfulness(text),
    blunt: bluntness(text),
    question: questionCount(text),
    exclamation: exclamationCount(text),
  };
}

/** The tone that stands out, or "plain". Punctuation is the surest sign. */
export function detectTone(text: string): Tone | 'plain' {
  const scores = toneScores(text);
  if (scores.question > 0) return 'question';
  if (scores.exclamation > 0) return 'exclamation';
  if (scores.playful > 0 && scores.playful >= scores.warm) return 'playful';
  if (scores.warm > 0) return 'warm';
  if (scores.blunt > 0) return 'blunt';
  return 'plain';
}

function count(patterns: readonly RegExp[], text: string): number {
  const folded = fold(text);
  return patterns.reduce((n, pattern) => n + (pattern.test(folded) ? 1 : 0), 0);
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[’‘]/g, "'");
}
