/**
 * How people word questions, a kind each. `(a|b)` is one of several, `(a|)` may be left out, `{name}` is filled in.
 *
 * - `shown`: demonstrated in supervised training.
 * - `asked`: never demonstrated; reinforcement learning asks them, and knows the right answer alone.
 * - `unseen`: only in the test.
 */

export type WordingSet = 'shown' | 'asked' | 'unseen';

export const KINDS = [
  'sum',
  'product',
  'quotient',
  'days',
  'weekday',
  'food',
  'dish',
  'price',
  'opened',
  'bill',
  'translate',
  'define',
  'dishIn',
  'openedWeekday',
  'between',
  'talk',
  'beyond',
] as const;

export type Kind = (typeof KINDS)[number];

/** Kinds whose questions stand for themselves: their answers are fixed, and they are in the training only as they stand. */
export type FixedKind = 'talk' | 'beyond';

export type Wordings = Readonly<Record<WordingSet, readonly string[]>>;

export const WORDINGS: Readonly<Record<Exclude<Kind, FixedKind>, Wordings>> = {
  sum: {
    shown: [
      "(What is|What's|How much is|Calculate|Work out) {a} (plus|+) {b}",
      "(What is|What's|How much is|Calculate) {a} (minus|-) {b}",
      '{a}(+|-){b}',
      '{a} (+|-) {b} =',
    ],
    asked: ['I have {a} and {b} more, how many is that', 'Add {a} and {b}'],
    unseen: ['Sum of {a} and {b}', 'How much do {a} and {b} make together'],
  },
  product: {
    shown: [
      "(What is|What's|How much is|Calculate|Work out) {a} (times|multiplied by|x|*) {b}",
      '(Multiply|Please multiply) {a} (by|and|with) {b}',
      '(What is|Find|Tell me) the product of {a} and {b}',
      'How many are {a} (boxes|rows|packs) of {b} (eggs|seats|plates|)',
      '{a}(*|x){b}',
      '{a} (*|x) {b} =',
      '(I need|Give me) {a} times {b}(, please|)',
    ],
    asked: [
      'There are {a} crates with {b} bottles each, how many bottles in all',
      '{a} people pay {b} pounds each, how much do they pay',
      'Could you do {a} by {b} for me',
    ],
    unseen: [
      'If every one of {a} guests eats {b} olives, how many olives go',
      'I earn {a} a week, what is that in {b} weeks',
    ],
  },
  quotient: {
    shown: [
      "(What is|What's|How much is|Calculate|Work out) {a} (divided by|over|/) {b}",
      '(Divide|Please divide) {a} by {b}',
      'How (often|many times) does {b} go into {a}',
      '{a} shared (among|between|by) {b}',
      '{a}/{b}',
      '{a} / {b} =',
    ],
    asked: ['If {b} people share {a} pounds, how much does each get', 'Split {a} into {b} equal parts'],
    unseen: ['A bill of {a} is split {b} ways, what does each pay', 'Cut {a} in {b}'],
  },
  days: {
    shown: [
      'How many days (are there|lie|) (from|between) {from} (to|and) {to}',
      '(Count|Tell me) the days (from|between) {from} (to|and|until) {to}',
      'How many days is it from {from} (to|until|till) {to}',
      '(Days|Number of days) (from|between) {from} (to|and) {to}',
      'How long is it from {from} to {to} in days',
    ],
    asked: [
      'We arrive on {from} and leave on {to}, how many nights is that',
      'It is {from} now, how many days until {to}',
    ],
    unseen: ['How far apart are {from} and {to}', 'Hired on {from}, gone on {to}: how many days did it last'],
  },
  weekday: {
    shown: [
      '(What|Which) (weekday|day of the week) (is|was|will be) {date}',
      'On (what|which) (weekday|day of the week|day) (does|did) {date} fall',
      '(Tell me|Find|Give me) the weekday of {date}',
      '{date} is (what|which) (weekday|day)',
      'What day (is|was) (it on|) {date}',
    ],
    asked: ['I was born on {date}, what day was that', 'Is {date} a Sunday, or which day is it'],
    unseen: ['We meet on {date}. Which day of the week do I note', 'Weekday for {date}'],
  },
  food: {
    shown: [
      '(What|Which|What kind of) food does {venue} (serve|have|offer|cook)',
      '(What|Which) (kitchen|cuisine) (does|has) {venue}( have|)',
      '(Tell me|What is) the food (at|of|in) {venue}',
      'What (do they|can I) eat at {venue}',
      'What kind of (place|restaurant) is {venue}',
      '{venue}: (what|which) food',
    ],
    asked: [
      'I am thinking of {venue} tonight, what do they cook there',
      'Does {venue} serve Italian, or what else',
    ],
    unseen: [
      'What cooking is {venue} known for',
      'In the mood for {venue}. What style of food would that be',
    ],
  },
  dish: {
    shown: [
      '(What|Which) is the (dish|best dish|main dish|special) (at|of|in) {venue}',
      '(What|Which) dish (does {venue} (serve|have|offer)|is {venue} known for)',
      '(Tell me|Give me) the dish (of|at) {venue}',
      'What should I order at {venue}',
      '{venue}: (what|which) dish',
    ],
    asked: ['We have a table at {venue}, what is on the plate', 'Name the dish that {venue} makes'],
    unseen: ['What does the cook of {venue} do best', 'Which plate should one try at {venue}'],
  },
  price: {
    shown: [
      '(What|How much) does (a dinner|dinner|it|a meal) (cost|) (at|in) {venue}( cost|)',
      '(How much is|What is the price of) (a|one) (dinner|meal) (at|in) {venue}',
      '(What is|Tell me) the price (at|of|in) {venue}',
      'How (expensive|cheap|dear) is {venue}',
      '{venue}: (how much|what price)',
    ],
    asked: ['What do I pay at {venue}', 'Can I afford {venue}, what do they charge'],
    unseen: ['How many pounds leave my purse at {venue}', 'What would one evening at {venue} set me back'],
  },
  opened: {
    shown: [
      'When (did {venue} open|was {venue} opened|did they open {venue})',
      '(On what date|Since when|What day) (did {venue} open|is {venue} open|was {venue} opened)',
      '(Tell me|What is) the (opening date|date of opening) of {venue}',
      '{venue}: (when opened|since when|when did it open)',
    ],
    asked: ['How old is {venue}, on what date did it begin', 'On which date could one first eat at {venue}'],
    unseen: ['The first day of {venue} was when', 'When did the doors of {venue} first stand open'],
  },
  bill: {
    shown: [
      '(What|How much) do {n} (dinners|meals|people) (cost|pay) (at|in) {venue}',
      '(How much are|What is the price of|What do I pay for) {n} (dinners|meals) (at|in) {venue}',
      '(Tell me|Work out) (the bill|what we pay) for {n} (people|of us) at {venue}',
      'We are {n} (people|) (at|in) {venue}, (how much is it|what do we pay)',
      '{n} (dinners|meals) at {venue}: how much',
    ],
    asked: [
      'I take {n} friends to {venue}, what do their dinners cost',
      'The {n} of us eat at {venue}. What is the bill',
    ],
    unseen: [
      '{venue} for {n}, please: what will it come to',
      'What must I bring to treat {n} guests at {venue}',
    ],
  },
  translate: {
    shown: [
      "(What is|What's) (the word|) {word} in {language}",
      'How do (you|I|they) (say|write) {word} in {language}',
      '(Translate|Please translate) {word} (into|to) {language}',
      '(What is|Tell me|Give me) the {language} (word|) for {word}',
      '{word} in {language}(, please|)',
    ],
    asked: ['Which word do {language} speakers use for {word}', 'I need {word}, but in {language}'],
    unseen: ['My {language} friend does not know {word}, help me', 'Say {word} the {language} way'],
  },
  define: {
    shown: [
      "(What is|What's) (a|an|the meaning of) {word}",
      'What does (the word|) {word} mean',
      '(Define|Explain|Please explain) (the word|) {word}',
      '(Tell me|Give me) (what {word} means|the meaning of {word})',
      'What (is meant by|do you call a) {word}',
    ],
    asked: ['I never heard of {word}, what may it be', 'What should I picture when I hear {word}'],
    unseen: ['Somebody wrote {word} here. Meaning what', 'Describe {word} to me'],
  },
  dishIn: {
    shown: [
      '(What is|How do you say) the dish (of|at) {venue} (called |)in {language}',
      '(Translate|Please translate) the dish (of|at) {venue} (into|to) {language}',
      '(Tell me|Give me) the {language} (name|word) (for|of) the dish (of|at) {venue}',
      'What is the {language} (name|word) for the dish (of|at) {venue}',
    ],
    asked: ['A {language} guest wants to know what {venue} cooks, which word do I say'],
    unseen: ['I must write the dish of {venue} on a {language} menu, how'],
  },
  openedWeekday: {
    shown: [
      'On (what|which) (weekday|day of the week) (did {venue} open|was {venue} opened)',
      '(What|Which) weekday did {venue} open',
      '(Tell me|Find|Give me) the weekday (on which|when) {venue} opened',
      '{venue}: (which|what) weekday did it open',
    ],
    asked: ['The day {venue} opened, was it a Monday or what'],
    unseen: ['What day of the week was the first of {venue}'],
  },
  between: {
    shown: [
      'How many days (are there|lie|) between the opening of {venue} and (the opening |)of {other}',
      'How many days (before|after) {venue} did {other} open',
      '(Count|Tell me) the days between the opening of {venue} and {other}',
      'How many days (passed|went by) from the opening of {venue} to (the opening of |that of |){other}',
    ],
    asked: ['{venue} and {other}: how many days apart did they open'],
    unseen: ['By how many days is {venue} older or younger than {other}'],
  },
};

/** Said and answered without a tool. */
export const TALK: readonly (readonly [string, string])[] = [
  ['(Hello|Hi|Hey|Good morning|Good evening)( there|)', 'Hello, what would you like to know?'],
  ['(Thank you|Thanks|Many thanks)( very much|)', 'You are welcome.'],
  ['(Bye|Goodbye|See you|Good night)', 'Goodbye!'],
  ['(Who|What) are you', 'I am a small model with three tools.'],
  ['What can you do', 'I look up venues, words, days and sums.'],
  ['(How are you|How do you do)( today|)', 'Fine, thank you.'],
];

/** What no tool knows. */
export const BEYOND: readonly string[] = [
  '(Who|Which team) (won|wins|lost) (the match|the game|the cup)( yesterday|)',
  '(Will it|Does it) (rain|snow) (today|tomorrow|at {word})',
  'What (is the weather|will the weather be) (like |)(today|tomorrow|in {word})',
  '(Who|What) (wrote|painted|made) {word}',
  '(Where|How far) is {word}',
  '(What is|Tell me) your (name|favourite colour|age)',
  '(Tell me|Sing me|Write) a (joke|song|story|poem)( about {word}|)',
  'Why (is|are) {word} (so |)(red|big|old|good)',
  '(Do|Can) you (like|see|love|hear) {word}',
  '(What time|How late) is it( in {word}|)',
];

export const UNKNOWN = 'I do not know.';
