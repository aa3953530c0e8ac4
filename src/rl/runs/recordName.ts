/**
 * Names of runs that people can say: an adjective and a noun, the same for the same id. Proper names, so the same in
 * every language. Knows words only.
 */

// Sixty-four each: short, told apart by ear, and none that praises or blames a run.
const ADJECTIVES =
  'amber ample autumn azure bold brisk broad calm cedar clear copper coral crisp dapple dawn deep drifting early east ebony even fern fleet frosty gentle golden green hazel high hollow indigo ivory jade keen late lilac linen little lunar maple mellow misty mossy narrow north opal pale pine plain quick quiet rapid rosy round rustic sandy silver slate small solar spring teal umber velvet';
const NOUNS =
  'arch badger bay beacon birch bridge brook canyon cape clover comet cove crane creek delta dune ember falcon field finch fjord forest fox garden glade grove harbor heron hill island kite lagoon lake lantern lark marsh meadow mesa mill moor oak orchard otter owl path peak pebble pond prairie raven reef ridge river robin sail shore sparrow spruce stone stream summit thicket tide valley';

const PARTS = [ADJECTIVES.split(' '), NOUNS.split(' ')] as const;

/** As in "brisk-otter". */
export function nameOf(id: string): string {
  const hash = hashOf(id);
  return PARTS.map((words, part) => words[(hash >>> (8 * part)) % words.length]).join('-');
}

/** FNV-1a over UTF-16 units, stirred so that ids that differ in their last letter differ in every bit. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A name as somebody gave it, made fit: one line, no longer than a table has room for; '' where nothing is left. */
export function fitName(name: string): string {
  return name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME).trim();
}

export const LONGEST_NAME = 60;

/** A name as every file system takes it. */
export function fileStem(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^\.+/, '') || 'run';
}
