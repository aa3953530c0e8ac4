/**
 * Everything that reads what comes from outside, each with sound inputs to break, and where what it accepts goes on to:
 * files back out, texts through the tokenizer. Knows the parsers; how they are fed is fuzz.ts.
 */
import { readFile } from 'node:fs/promises';
import { tokenizerFiles } from '../../src/files/export/tokenizerFiles.ts';
import { exportLanguageModel } from '../../src/files/export/exportFolder.ts';
import { modelShapes, parseModelConfig } from '../../src/files/config/modelConfig.ts';
import { parseJson } from '../../src/files/folder/folderFiles.ts';
import { readManifest, writeManifest } from '../../src/files/saves/manifest.ts';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { parseSafetensors, writeSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { parseWeightIndex } from '../../src/files/safetensors/weightIndex.ts';
import { bytesSource } from '../../src/files/bytes/byteSource.ts';
import { prepareTokenizer } from '../../src/cluster/tokenizerFiles.ts';
import { openChatTemplate } from '../../src/model/prompts/chatTemplate.ts';
import { readPromptFile } from '../../src/model/prompts/promptFile.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { fileKind, textOfFile } from '../../src/preferences/fileKind.ts';
import { exportPairs, exportRankings, exportUnpaired } from '../../src/preferences/exportRows.ts';
import { importPreferences } from '../../src/preferences/file.ts';
import { readReceipt, receiptOf, writeReceipt } from '../../src/rl/runs/receipt.ts';
import type { RunRecord } from '../../src/rl/runs/record.ts';
import { readRecordedRun, writeRecordedRun } from '../../src/rl/runs/recordedRun.ts';
import { readRunRecord, writeRunRecord } from '../../src/rl/runs/recordFile.ts';
import { storedLog } from '../../src/preferences/storedLog.ts';
import { parseAddress } from '../../src/files/hub/typedAddress.ts';
import { addressToText, choiceFromText, choiceToText } from '../../src/ui/library/choice/choice.ts';
import { pack, unpack } from '../../src/ui/runs/state/packed.ts';
import { readShareLink, shareLink } from '../../src/ui/share/state/shareLink.ts';
import { readHash, writeHash } from '../../src/ui/settings/state/hash.ts';
import { adapterParser } from './adapters.ts';
import type { Parser } from './fuzz.ts';
import { mutateBytes, mutateJson, mutateText, type Chance } from './mutate.ts';
import {
  CHAT_TEMPLATES,
  inspections,
  LLAMA_CONFIG,
  PROMPT_FILES,
  rankingLog,
  smallTokenizer,
} from './sound.ts';

const REFUSED = ['CheckpointError'];
const encode = (text: string) => new TextEncoder().encode(text);

/** @param root folder of the repository */
export async function parsers(root: string): Promise<readonly Parser[]> {
  const blurbs = (file: string) => readFile(`${root}/public/models/blurbs-tiny/${file}`);
  const shipped = readRecordedRun(await readFile(`${root}/public/recorded/run.json`, 'utf8'));
  const recorded = writeRecordedRun({ ...shipped, inspections: inspections() });
  const record = writeRunRecord(readRunRecord(recorded));
  const short = shortRun(readRunRecord(recorded));
  const receipt = writeReceipt(await receiptOf(short, { app: '0', by: 'page' }));
  const link = shareLink(short, { iteration: 2, chart: 'kl', dialog: null }).hash;
  const inLink = unpack(new URLSearchParams(link.slice(1)).get('run') ?? '', 2 ** 24) ?? '';
  const config = String(await blurbs('config.json'));
  const tiny = smallFolder();
  const log = rankingLog();
  const preferenceTexts = [exportRankings(log), exportPairs(log), exportUnpaired(log)];
  const weights = writeSafetensors([
    { name: 'a.weight', shape: [2, 3], data: new Float32Array(6) },
    { name: 'b', shape: [4], data: new Float32Array(4) },
  ]);
  return [
    {
      name: 'safetensors',
      refusals: REFUSED,
      make: (random) => mutateBytes(weights, random),
      take(bytes: Uint8Array) {
        const file = parseSafetensors(bytes);
        const names = [...file.tensors.keys()];
        writeSafetensors(
          names.map((name) => ({ name, shape: file.tensors.get(name)!.shape, data: file.readF32(name) })),
        );
      },
    },
    {
      name: 'index of shards',
      refusals: REFUSED,
      make: (random) => encode(mutateJson(INDEX, random)),
      take: (bytes: Uint8Array) => parseWeightIndex(bytes).shards.length,
    },
    {
      name: 'config.json',
      refusals: REFUSED,
      make: (random) => mutateJson(random.pick([config, LLAMA_CONFIG]), random),
      take: (text: string) => modelShapes(parseModelConfig(parseJson('config.json', encode(text)))).size,
    },
    ...['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json'].map((file) => ({
      name: `a folder's ${file}`,
      refusals: REFUSED,
      make: (random: Chance) => ({ ...tiny, [file]: encode(mutateJson(textOf(tiny[file]), random)) }),
      take: throughTheHouse,
    })),
    {
      name: 'chat templates',
      refusals: ['ChatTemplateError'],
      make: (random) => mutateText(random.pick(CHAT_TEMPLATES), random),
      async take(source: string) {
        const write = await openChatTemplate({ name: 'default', source }, { bos_token: '<s>' });
        return write([
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hello' },
        ]);
      },
    },
    {
      name: 'preference files',
      refusals: [],
      make: (random) => mutateLines(random.pick(preferenceTexts), random),
      take: imported,
    },
    adapterParser,
    {
      name: 'recorded runs',
      refusals: ['RecordedRunError'],
      make: (random) => mutateJson(recorded, random),
      take: (text: string) => readRecordedRun(writeRecordedRun(readRecordedRun(text))),
    },
    {
      name: 'runs as records',
      refusals: ['RecordedRunError'],
      make: (random) => mutateJson(random.pick([recorded, record]), random),
      take: (text: string) => readRunRecord(writeRunRecord(readRunRecord(text))),
    },
    {
      name: 'receipts',
      refusals: ['RecordedRunError'],
      make: (random) => mutateJson(receipt, random),
      take: (text: string) => readReceipt(writeReceipt(readReceipt(text))),
    },
    {
      name: 'links to runs',
      refusals: [],
      make: (random) =>
        random.below(2) === 0 ? mutateText(link, random) : linkAround(mutateJson(inLink, random)),
      take(text: string) {
        const replay = readShareLink(text)?.replay;
        return replay && shareLink(replay.record, replay.place);
      },
    },
    {
      name: 'addresses',
      refusals: [],
      make: (random) => [
        mutateText(random.pick(ADDRESSES), random),
        random.pick(['', 'main', '../../c', 'v1']),
      ],
      take([text, revision]: [string, string]) {
        const address = parseAddress(text, revision);
        if (address) choiceFromText(choiceToText({ kind: 'remote', address }));
        return address && addressToText(address);
      },
    },
    {
      name: 'lists of checkpoints',
      refusals: [],
      make: (random) => ({ files: MANIFESTS, random }),
      take: ({ random }: { random: Chance }) => readBrokenManifest(random),
    },
    {
      name: 'settings in an address',
      refusals: [],
      make: (random) => mutateText(random.pick(HASHES), random),
      take(text: string) {
        const read = readHash(text);
        const again = readHash(writeHash(read));
        if (JSON.stringify(again) !== JSON.stringify(read))
          throw new Error('it reads as another the next time');
      },
    },
    {
      name: 'prompts files',
      refusals: ['PromptFileError'],
      make: (random) => {
        const [name, content] = random.pick(PROMPT_FILES);
        return [name, mutateText(content, random)];
      },
      take: ([name, content]: [string, string]) => readPromptFile(name, content),
    },
    {
      name: 'files of any kind',
      refusals: [],
      make: (random) =>
        mutateBytes(random.pick([...preferenceTexts.map(encode), weights, encode(config)]), random),
      take: (bytes: Uint8Array) => [fileKind(bytes), textOfFile(bytes)],
    },
  ];
}

type Files = Readonly<Record<string, Uint8Array>>;

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A model that opens is read with and leaves again as it would from the page. */
async function throughTheHouse(files: Files): Promise<void> {
  const source = await openModelSource({
    open: async (file) => (files[file] ? bytesSource(files[file], file) : null),
    list: async () => Object.keys(files),
  });
  const { config, tokenizer } = source;
  for (const text of ['The Eagle is a pub.', ' 🦊', '']) tokenizer.decode(tokenizer.encode(text));
  const tensors = new Map([...modelShapes(config).keys()].map((name) => [name, () => new Float32Array(0)]));
  const written = tokenizerFiles(source.files, source.tokenizerConfig);
  exportLanguageModel({ config, tensors, tokenizer: written });
  prepareTokenizer(written, config);
}

function smallFolder(): Files {
  const { tokenizerJson, tokenizerConfig } = smallTokenizer();
  const config = parseModelConfig(JSON.parse(LLAMA_CONFIG));
  const tensors = [...modelShapes(config)].map(([name, shape]) => ({
    name: `model.${name}`,
    shape,
    data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)),
  }));
  return {
    'config.json': encode(LLAMA_CONFIG),
    'tokenizer.json': encode(JSON.stringify(tokenizerJson)),
    'tokenizer_config.json': encode(JSON.stringify(tokenizerConfig)),
    'generation_config.json': encode('{"eos_token_id":[2,1],"temperature":0.6,"do_sample":true}'),
    'model.safetensors': writeSafetensors(tensors),
  };
}

/** One or two lines broken, each as JSON or as text. */
function mutateLines(text: string, random: Chance): string {
  const lines = text.split('\n');
  for (let left = 1 + random.below(2); left > 0; left--) {
    const at = random.below(lines.length - 1);
    lines[at] = /^[{[]/.test(lines[at]) && isJson(lines[at]) ? mutateJson(lines[at], random) : lines[at];
  }
  return random.below(6) === 0 ? mutateText(lines.join('\n'), random) : lines.join('\n');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What is taken over leaves as files that are read again, all of it. */
function imported(text: string): void {
  const { added, error } = importPreferences([], text, 0);
  if (error && error.message.length >= 500)
    throw new Error(`a message of ${error.message.length} characters`);
  // Of nothing there is no file.
  if (added.length === 0) return;
  if (storedLog(added).length !== added.length) throw new Error('what was imported cannot be kept');
  const again = importPreferences([], exportRankings(added), 0);
  if (again.error || again.added.length !== added.length) throw new Error('its own export is refused');
  for (const file of [exportPairs(added), exportUnpaired(added)]) {
    const result = file === '' ? null : importPreferences(added, file, 0);
    if (result?.error) throw new Error(`its own export is refused: ${result.error.message}`);
  }
}

async function readBrokenManifest(random: Chance): Promise<void> {
  const storage = new MemoryStorage();
  await writeManifest(storage, { sequence: 3, entries: [] });
  await writeManifest(storage, { sequence: 4, entries: [] });
  for (const { name } of await storage.list()) {
    const bytes = (await storage.read(name))!;
    if (random.below(2) === 0) await storage.write(name, mutateBytes(bytes, random));
    else await storage.write(name, encode(mutateJson(textOf(bytes), random)));
  }
  await readManifest(storage);
}

const MANIFESTS = 2;
const INDEX = JSON.stringify({
  metadata: { total_size: 40 },
  weight_map: { 'a.weight': 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
});
const ADDRESSES = [
  'owner/name',
  'owner/name@v1.0',
  'https://huggingface.co/owner/name/tree/main',
  'https://huggingface.co/owner/name/resolve/refs%2Fpr%2F1/model.safetensors',
  'https://example.org/models/a/?x=1#y',
];
const HASHES = ['#lr=2e-4&seed=3&k=8&rater=shorter', '#model=owner/name@v1&batch=16&rank=4&f16=true', '#'];

/** So much of a run as a link holds whole. */
function shortRun(run: RunRecord): RunRecord {
  return {
    ...run,
    history: run.history.slice(0, 4),
    rankings: run.rankings.slice(0, 2),
    agreement: [],
    samples: run.samples.slice(0, 1),
    comparisons: [],
  };
}

function linkAround(text: string): string {
  return `#seed=3&at=2&run=${pack(text)}`;
}
