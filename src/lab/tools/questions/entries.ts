/** The dictionary that comes with the page. None of its words, translations and meanings is ever seen in training. */
import type { Entries, Entry } from '../toolset/dictionary.ts';

/** Word, German, French, Spanish, what it is. */
const ROWS = `
apple|Apfel|pomme|manzana|a round fruit
bread|Brot|pain|pan|baked dough
butter|Butter|beurre|mantequilla|fat made of cream
cabbage|Kohl|chou|col|a leafy vegetable
candle|Kerze|bougie|vela|wax with a wick
carrot|Karotte|carotte|zanahoria|an orange root
chair|Stuhl|chaise|silla|a seat with a back
cheese|Käse|fromage|queso|pressed curd of milk
cherry|Kirsche|cerise|cereza|a small red fruit
cloud|Wolke|nuage|nube|drops of water in the sky
cup|Tasse|tasse|taza|a vessel to drink from
duck|Ente|canard|pato|a bird that swims
egg|Ei|œuf|huevo|what a hen lays
fish|Fisch|poisson|pescado|an animal with fins
flour|Mehl|farine|harina|ground grain
fork|Gabel|fourchette|tenedor|a tool with prongs
garlic|Knoblauch|ail|ajo|a bulb of strong smell
glass|Glas|verre|vaso|a clear vessel
goose|Gans|oie|ganso|a large bird
grape|Traube|raisin|uva|fruit of the vine
ham|Schinken|jambon|jamón|cured leg of pork
honey|Honig|miel|miel|what bees make
kettle|Kessel|bouilloire|hervidor|a pot to boil water
kitchen|Küche|cuisine|cocina|a room to cook in
knife|Messer|couteau|cuchillo|a blade with a handle
lamb|Lamm|agneau|cordero|a young sheep
lemon|Zitrone|citron|limón|a sour yellow fruit
lentil|Linse|lentille|lenteja|a flat seed
lobster|Hummer|homard|langosta|a crab with long claws
milk|Milch|lait|leche|what cows give
mushroom|Pilz|champignon|seta|a fungus with a cap
mussel|Muschel|moule|mejillón|a black shellfish
mustard|Senf|moutarde|mostaza|a hot yellow paste
noodle|Nudel|nouille|fideo|a strip of dough
olive|Olive|olive|aceituna|a bitter fruit of oil
onion|Zwiebel|oignon|cebolla|a bulb that makes weep
oyster|Auster|huître|ostra|a shellfish eaten raw
pancake|Pfannkuchen|crêpe|tortita|a flat fried cake
peach|Pfirsich|pêche|melocotón|a soft fruit with a stone
pear|Birne|poire|pera|a fruit with a neck
pepper|Pfeffer|poivre|pimienta|a hot spice
pigeon|Taube|pigeon|paloma|a bird of towns
plum|Pflaume|prune|ciruela|a dark sweet fruit
potato|Kartoffel|pomme de terre|patata|a starchy tuber
pumpkin|Kürbis|citrouille|calabaza|a large orange gourd
rabbit|Hase|lapin|conejo|an animal with long ears
radish|Rettich|radis|rábano|a sharp root
rice|Reis|riz|arroz|grain of wet fields
salmon|Lachs|saumon|salmón|a pink river fish
salt|Salz|sel|sal|crystals from the sea
sausage|Wurst|saucisse|salchicha|meat in a skin
shrimp|Garnele|crevette|gamba|a small sea animal
soup|Suppe|soupe|sopa|a liquid meal
spinach|Spinat|épinard|espinaca|a green leaf
spoon|Löffel|cuillère|cuchara|a tool for soup
stew|Eintopf|ragoût|guiso|a meal cooked slowly
strawberry|Erdbeere|fraise|fresa|a red berry with seeds
sugar|Zucker|sucre|azúcar|sweet crystals
trout|Forelle|truite|trucha|a spotted fish
turkey|Truthahn|dinde|pavo|a fowl eaten at feasts
vinegar|Essig|vinaigre|vinagre|sour wine
waiter|Kellner|serveur|camarero|one who serves at table
walnut|Walnuss|noix|nuez|a wrinkled nut
wine|Wein|vin|vino|fermented grape juice`;

export const ENTRIES: Entries = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => row.split('|'))
    .map(([word, German, French, Spanish, meaning]): [string, Entry] => [
      word,
      { German, French, Spanish, meaning },
    ]),
);
