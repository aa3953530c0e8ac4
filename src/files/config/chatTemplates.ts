/**
 * The chat templates that a model folder brings: in files of their own, or in tokenizer_config.json as one text or as a
 * list of named ones. Finds them; reads no Jinja and knows no messages.
 */
import * as v from 'valibot';

export interface FoundTemplate {
  /** `default`, or what it is called among several. */
  readonly name: string;
  /** Jinja. */
  readonly source: string;
}

const namedSchema = v.array(v.looseObject({ name: v.string(), template: v.string() }));
const fileSchema = v.looseObject({ chat_template: v.unknown() });

/** What a single template is called, and of several the one that transformers takes where nobody asks for another. */
export const DEFAULT_TEMPLATE = 'default';
/** Those that need more than messages. */
const SPECIAL = /tool|rag/;

/**
 * The templates that a model brings, none of them twice; the first is what plain messages go through where nobody
 * chooses.
 * @param tokenizerConfig parsed tokenizer_config.json.
 * @param jinja text of chat_template.jinja, which counts more than what is inside other files.
 * @param legacy parsed chat_template.json, an older place.
 * @param more those of additional_chat_templates, which stand beside whichever of these counts, and before it where two have
 * one name: transformers writes them there when it saves a model with several.
 */
export function findTemplates(
  tokenizerConfig: object,
  jinja?: string | null,
  legacy?: unknown,
  more: readonly FoundTemplate[] = [],
): readonly FoundTemplate[] {
  const file = typeof jinja === 'string' && jinja !== '' ? [{ name: DEFAULT_TEMPLATE, source: jinja }] : [];
  const places = [file, templatesIn(tokenizerConfig), templatesIn(legacy)];
  return usualFirst([...(places.find((found) => found.length > 0) ?? []), ...more]);
}

/** What `chat_template` holds: a text, a list of named ones, or an object of them. */
function templatesIn(file: unknown): readonly FoundTemplate[] {
  const parsed = v.safeParse(fileSchema, file);
  if (!parsed.success) return [];
  const { chat_template: held } = parsed.output;
  if (typeof held === 'string') return held === '' ? [] : [{ name: DEFAULT_TEMPLATE, source: held }];
  const listed = v.safeParse(namedSchema, held);
  if (listed.success) return listed.output.map(({ name, template }) => ({ name, source: template }));
  const byName = v.safeParse(v.record(v.string(), v.string()), held);
  return byName.success ? Object.entries(byName.output).map(([name, source]) => ({ name, source })) : [];
}

function usualFirst(listed: readonly FoundTemplate[]): readonly FoundTemplate[] {
  // Of two of one name the later counts, as in the dictionary that others make of the list.
  const templates = [...new Map(listed.map((template) => [template.name, template])).values()];
  const usual =
    templates.find(({ name }) => name === DEFAULT_TEMPLATE) ??
    templates.find(({ name }) => !SPECIAL.test(name));
  return usual ? [usual, ...templates.filter((template) => template !== usual)] : templates;
}

/**
 * The special tokens that templates know by name, such as `bos_token`, as tokenizer_config.json says them: transformers
 * hands over those that are set, and no others.
 */
export function templateTokens(tokenizerConfig: object): Readonly<Record<string, unknown>> {
  const tokens: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(tokenizerConfig)) {
    if (/^[a-z]+_token$/.test(key)) {
      const content = contentOf(value);
      if (content !== null) tokens[key] = content;
    }
    if (key === 'additional_special_tokens' && Array.isArray(value)) {
      tokens[key] = value.map(contentOf).filter((content) => content !== null);
    }
  }
  return tokens;
}

function contentOf(token: unknown): string | null {
  const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
  return typeof content === 'string' ? content : null;
}
