/**
 * The words restaurant blurbs use for the values of each slot.
 *
 * Knows: phrases, as regular expressions over text already folded by
 * slotChecker.ts (lower case, no accents, straight quotes, venues masked).
 * Must not know: what was asked for, nor how phrases are weighed.
 */

/** A coarse level on the price or the rating scale. */
export type Level = 'low' | 'mid' | 'high';

/** Words for each kind of food. Dishes count as the cuisine they belong to. */
export const FOOD_WORDS: readonly (readonly [readonly string[], RegExp])[] = [
  [['Fast food'], /\b(?:fast[- ]?foods?|french fries|(?:ham|cheese)?burgers?|fries)\b/g],
  [['English'], /\b(?:english|british|fish and chips|fish & chips|sunday roasts?)\b/g],
  [['Japanese'], /\b(?:japanese|sushi|sashimi|ramen|teriyaki|tempura)\b/g],
  [['French'], /\b(?:french|croissants?)\b/g],
  [['Italian'], /\b(?:italian|pastas?|pizzas?|spaghetti|lasagn[ae]|risotto)\b/g],
  [['Indian'], /\b(?:indian|curry|curries|tikka|masala)\b/g],
  [['Chinese'], /\b(?:chinese|dim sum|chow mein)\b/g],
  [['Chinese', 'Japanese'], /\bnoodles?\b/g],
  // Three cuisines of the data are Asian: the word fits them, but says none.
  [['Chinese', 'Japanese', 'Indian'], /\basian\b/g],
  // Never a value of the data, so always an invention unless typed as a fact.
  [
    [],
    /\b(?:thai|mexican|spanish|american|greek|turkish|vegan|korean|german|vietnamese|scottish|irish|russian|portuguese|mediterranean)\b/g,
  ],
];

/** Foods whose word fits several values and therefore says none of them. */
export const VAGUE_FOOD = /^(?:noodles?|asian)$/;

/** Words for each type. "Restaurant" is also the data's word for any venue. */
export const TYPE_WORDS: readonly (readonly [string, RegExp])[] = [
  ['coffee shop', /\b(?:coffee[- ]?(?:shops?|houses?|places?|bars?|cafes?)|cafes?)\b/g],
  ['pub', /\b(?:pubs?|taverns?|bars?|inns?)\b/g],
  ['restaurant', /\b(?:restaurants?|eatery|eateries|bistros?|diners?)\b/g],
];

/** Words for each area. */
export const AREA_WORDS: readonly (readonly [string, RegExp])[] = [
  ['riverside', /\b(?:river(?:[- ]?(?:side|bank|front))?|waterside|waterfront)\b/g],
  [
    'city centre',
    /\b(?:(?:city|town)[- ]?cent(?:re|er)|cent(?:re|er) of (?:the )?(?:city|town|cambridge)|(?:heart|middle) of (?:the )?(?:city|town)|in (?:the )?cent(?:re|er)|downtown|central(?:ly)?)\b/g,
  ],
];

/** Puts a venue somewhere else than the area it names. */
export const AREA_ELSEWHERE =
  /\b(?:outside|north|south|east|west|away|far|miles?|minutes?)(?: of| from)?(?: the)? (?:city|town)[- ]?cent(?:re|er)\b/g;

// The people a "family" fact is about.
const KIN = "(?:famil(?:y|ies)|kids?|child(?:ren)?(?:'s)?|childs|toddlers?|youngsters?|little ones)";
const NOT =
  "(?:not|non|no|never|isn't|aren't|doesn't|don't|won't|wouldn't|can't|cannot|without|nor|unsuitable|inappropriate|leave|lacks?|un)";

/** Says that children are not catered for; tried before {@link FAMILY_YES}. */
export const FAMILY_NO: readonly RegExp[] = [
  new RegExp(
    `\\b${NOT}\\b[- ](?:(?!but\\b|and\\b|yet\\b|only\\b|though\\b|it\\b)[\\w'/-]+ ){0,6}?(?:[\\w']+-)?${KIN}(?: (?:with|or|and) ${KIN})?(?:[- ](?:friendly|oriented))?\\b`,
    'g',
  ),
  new RegExp(
    `\\b${KIN}[- ](?:(?!but\\b|and\\b|yet\\b)[\\w'-]+ ){0,3}?(?:not|aren't|isn't|can't|cannot|unwelcome|unfriendly|discouraged|prohibited|stay home|free)\\b(?: (?:welcome|allowed|permitted|recommended|friendly))?`,
    'g',
  ),
  /\badults?(?:[- ](?:only|oriented|orientated|friendly|place|establishment|venue|crowd|restaurant|pub|coffee shop))?\b/g,
  /\b(?:grown[- ]?ups?|childless|child-?free|kid-?free)\b/g,
];

/** A mention of families that is about the owners, not the guests. */
export const FAMILY_OWNERS = /\bfamily[- ](?:owned|run|business)\b/g;

/** "Adults and children alike" welcomes both. */
export const FAMILY_BOTH =
  /\b(?:adults? (?:and|or) (?:kids|children)|(?:kids|children) (?:and|or) adults?|(?:whole|entire|all the) family|all ages|both adults and (?:kids|children))\b/g;

/** Any other mention of families or children welcomes them. */
export const FAMILY_YES = new RegExp(`\\b(?:${KIN}(?:[- ](?:friendly|oriented|welcoming))?)\\b`, 'g');

/** Adjectives that place a rating or a price, once bound to one of them. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  high: 'high(?:er|ly|est)?|top|great|excellent(?:ly)?|outstanding|superb|good|well|best|positive(?:ly)?|fantastic|amazing|wonderful|perfect|favou?rabl[ey]|above[- ]average|exceptional(?:ly)?|steep|extremely high',
  mid: 'averagely|average|moderate(?:ly)?|mid|medium|middle|middling|decent(?:ly)?|okay|ok|fair(?:ly)?|mediocre|reasonabl[ey]|so-so|satisfactory|mid[- ]?range|mid[- ]?level|normal|standard',
  low: 'low(?:er|ly|est)?|poor(?:ly)?|bad(?:ly)?|terrible|terribly|negative(?:ly)?|worst|unfavou?rabl[ey]|below[- ]average|minimal|small',
};

/** Nouns and participles that make an adjective a rating. */
export const RATING_NOUN =
  '(?:ratings?|rated?|rates|reviews?|reviewed|feedback|satisfaction|approval|scores?|scored|scoring|rankings?|ranked|recommended|recommendations?|regarded|praised|reputation|received|acclaimed)';

/** Nouns and participles that make an adjective a price. */
export const PRICE_NOUN = '(?:price[- ]?range[ds]?|pricing|price[ds]?|pricewise|cost(?:s|ing)?)';

/** Price words that need no noun, with the levels they fit. */
export const PRICE_WORDS: readonly (readonly [readonly Level[], RegExp])[] = [
  [
    ['low', 'mid'],
    /\b(?:not|isn't|aren't|never) (?:too |very |that |overly |particularly )?(?:expensive|pricey|pricy|costly)\b/g,
  ],
  [
    ['high', 'mid'],
    /\b(?:not|isn't|aren't|never) (?:too |very |that |overly |exactly |particularly )?(?:cheap|inexpensive|affordable)\b/g,
  ],
  [
    ['low'],
    /\b(?:cheap(?:ly|er|est)?|inexpensive(?:ly)?|low[- ]cost|budget|bargains?|economical|thrifty)\b/g,
  ],
  [
    ['low', 'mid'],
    /\b(?:affordabl[ey]|(?:good|great) value|value for money|reasonable|reasonably|fairly priced)\b/g,
  ],
  [['mid'], /\b(?:mid[- ]?(?:range|priced?|level)|middle[- ]of[- ]the[- ]road|moderate range)\b/g],
  [['high'], /\b(?:expensive|pricey|pricy|costly|high[- ]end|upscale|upmarket|premium|luxur(?:y|ious))\b/g],
];

/** Amounts, with the value each one states; anything else with a £ is invented. */
export const PRICE_AMOUNTS: readonly (readonly [string, RegExp])[] = [
  [
    '£20-25',
    /(?:\bbetween |\bfrom )?£? ?\b20(?: pounds?)? ?(?:-|to|and|through) ?£? ?25\b(?: ?pounds?| ?euros?)?/g,
  ],
  [
    'less than £20',
    /\b(?:less (?:than|then)|under|below|lower than|cheaper than|no more than|not more than|up to|within) (?:the )?£? ?20\b(?: ?pounds?| ?euros?)?|£ ?20 (?:or|and) (?:less|under|below)\b/g,
  ],
  [
    'more than £30',
    /\b(?:more (?:than|then)|over|above|higher than|greater than|at least|upwards? of|starting (?:at|from)|starts? (?:at|from)|exceed(?:s|ing)?) £? ?30\b(?: ?pounds?| ?euros?)?|£ ?30 ?(?:\+|(?:or|and) (?:more|up|over|above|higher|upwards?)\b)/g,
  ],
];

/** Any amount of money, tried after {@link PRICE_AMOUNTS}. */
export const ANY_AMOUNT = /[£$€] ?\d+(?:\.\d+)?(?: ?- ?[£$€]? ?\d+)?|\b\d+ (?:pounds?|euros?|dollars?)\b/g;

/** Which level each known value lies on. */
export const PRICE_LEVEL: Readonly<Record<string, Level>> = {
  cheap: 'low',
  'less than £20': 'low',
  '£20-25': 'mid',
  moderate: 'mid',
  high: 'high',
  'more than £30': 'high',
};

/** Which level each known rating lies on. */
export const RATING_LEVEL: Readonly<Record<string, Level>> = {
  '5 out of 5': 'high',
  high: 'high',
  average: 'mid',
  '3 out of 5': 'mid',
  low: 'low',
  '1 out of 5': 'low',
};

/** The data's venues: seen in a text without being asked for, they are invented. */
export const KNOWN_VENUES: readonly string[] = [
  'The Vaults',
  'The Cambridge Blue',
  'The Eagle',
  'The Mill',
  'Loch Fyne',
  'Bibimbap House',
  'The Rice Boat',
  'The Wrestlers',
  'Aromi',
  'The Phoenix',
  'Browns Cambridge',
  'Taste of Cambridge',
  'Cocum',
  'The Dumpling Tree',
  'The Punter',
  'The Golden Curry',
  'Alimentum',
  'Midsummer House',
  'Blue Spice',
  'Strada',
  'The Waterman',
  'Zizzi',
  'Green Man',
  'Clowns',
  'Giraffe',
  'The Olive Grove',
  'The Twenty Two',
  'The Cricketers',
  'Wildwood',
  'The Golden Palace',
  'The Plough',
  'Cotto',
  'Fitzbillies',
  'Travellers Rest Beefeater',
  'Café Adriatic',
  'Café Brazil',
  'Burger King',
  'The Sorrento',
  'Clare Hall',
  'Raja Indian Cuisine',
  'Café Rouge',
  'Yippee Noodle Bar',
  'The Portland Arms',
  'All Bar One',
  'Express by Holiday Inn',
  'The Bakers',
  'Café Sicilia',
  'Avalon',
  'The Six Bells',
  'Ranch',
  'Crowne Plaza Hotel',
  'Rainbow Vegetarian Café',
];
