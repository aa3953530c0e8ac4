/** Beginnings of texts for models that come without prompts: short, neutral, and open to any going on. */
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
