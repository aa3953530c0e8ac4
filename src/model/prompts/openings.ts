/** What models that come without prompts are given to write to: short, neutral, and open to many answers. */

/** Beginnings of texts. */
export const OPENINGS: readonly string[] = [
  'Once upon a time',
  'The best thing about mornings is',
  'On the way home, she found',
  'The old house at the end of the street',
  'Here is a simple way to',
  'When the rain stopped,',
  'My favourite place in the city is',
  'The first rule of good cooking is',
  'In a small village by the sea',
  'Nobody expected that',
  'Let me tell you about',
  'The little robot opened its eyes and',
  'What I like most about books is',
  'Early in the spring',
  'There was a knock at the door, and',
];

/** Requests, for models that answer in a chat. */
export const QUESTIONS: readonly string[] = [
  'What is a good breakfast before a long walk?',
  'Explain in two sentences why the sky is blue.',
  'Suggest a name for a small bakery.',
  'How do I keep houseplants alive?',
  'Write a short thank-you note to a neighbour.',
  'What should I look for when I choose a bicycle?',
  'Tell me something surprising about octopuses.',
  'Give me a tip for sleeping better.',
  'Describe autumn in one sentence.',
  'How can I learn the names of stars?',
  'What makes a good story?',
  'Recommend something to do on a rainy Sunday.',
  'Why do cats purr?',
  'Write the first line of a detective novel.',
  'How do I say no to an invitation politely?',
];
