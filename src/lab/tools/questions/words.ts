/** Words that names and dishes are made of: those of the training, and those that are kept out of it, for table and tests. */

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Seen in training. */
export const SHOWN_WORDS = {
  first:
    list(`Old New Red White Black Silver Royal Happy Little Great Hidden Sunny Quiet Merry Rusty Noble Broken Upper
    North West Jade Brass Ivory Marble Busy Lazy Proud Wild Gentle Frozen`),
  second:
    list(`Horse Crown Anchor Bell Swan Fox Oak Bridge Mill Ship Barrel Lantern Arms Table Ladle Harbour Corner Court
    Tower Stag Bear Hound Rose Tulip Forge Wheel Cross Hill Brook Falcon`),
  food: list(
    `Italian Indian Thai Greek Chinese English French Mexican Turkish Korean Polish Cuban Swiss Danish Vegan`,
  ),
  dish: list(`pie curry pizza salad roast burger tart risotto kebab taco omelette paella gnocchi pudding toast chowder
    schnitzel dumpling goulash lasagne`),
} as const;

/** Never seen in training. */
export const HELD_OUT_WORDS = {
  first:
    list(`Blue Green Golden Crooked Winter Copper Velvet Smoky Dusty Silent Wandering Thirsty Amber Crystal Dancing
    Scarlet Humble Midnight Painted Twisted`),
  second:
    list(`Lion Eagle Garden Otter Pelican Cellar Pavilion Kitchen Orchard Compass Badger Heron Cottage Fountain Pilgrim
    Sparrow Windmill Castle Dolphin Chimney`),
  food: list(`Japanese Georgian Lebanese Vietnamese Portuguese Moroccan Hungarian Ethiopian Peruvian Basque`),
} as const;
