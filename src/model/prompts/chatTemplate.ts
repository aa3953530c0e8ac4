/**
 * From messages to the text that a model reads, through the chat template that it brings (Jinja, with what
 * transformers' apply_chat_template gives it). Loads the interpreter when one is needed. Knows messages; knows no tokens
 * and no page.
 */
import { DEFAULT_TEMPLATE, type FoundTemplate } from '../../files/config/chatTemplates.ts';
import { shown } from '../../files/errors.ts';
import { Sha256 } from '../../files/bytes/sha256.ts';
import { formatDate } from './templateDate.ts';

export interface Message {
  /** `user`, `assistant`, `system`, or what else a template knows. */
  readonly role: string;
  readonly content: string;
}

/** Messages that a template will not write, or a template that cannot be read: what to do is the caller's to say. */
export class ChatTemplateError extends Error {
  override readonly name = 'ChatTemplateError';
}

/** Steps of a template's loop beyond which it is no template for a prompt. */
const LONGEST_RANGE = 100_000;
/** Expressions and statements that one prompt may take, inside all loops together. */
const MOST_STEPS = 500_000;
/** Characters of a template; of the largest published, 30,000. */
const LONGEST_SOURCE = 200_000;
/** Characters that a template may write of its own around a prompt, and times that it may write the prompt. */
const LONGEST_WORDS = 20_000;
const TIMES_WRITTEN = 4;
/** Most characters of a template's own words in an error. */
const LONGEST_REASON = 160;
/** Characters of {@link templateId}. */
const ID_LENGTH = 12;

/**
 * Names a template together with the system text that goes with it: prompts written alike have the same. Short enough
 * to stand in every ranking.
 */
export function templateId(source: string, system: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify([source, system]));
  return new Sha256().update(bytes).hex().slice(0, ID_LENGTH);
}

/** The system text of messages, '' for none. */
export function systemOf(messages: readonly Message[]): string {
  return messages.find(({ role }) => role === 'system')?.content ?? '';
}

/** Writes messages as a prompt, open for the assistant's answer. */
export type WriteChat = (messages: readonly Message[]) => string;

/**
 * Reads a template.
 * @param tokens special tokens by the names that templates know (`bos_token`).
 * @param clock tells the date when a template asks for it, and is not asked otherwise.
 * @throws ChatTemplateError when it is no Jinja that can be read, and, of the function returned, when it refuses messages
 * or takes too much for them.
 */
export async function openChatTemplate(
  { name, source }: FoundTemplate,
  tokens: Readonly<Record<string, unknown>>,
  clock: () => Date = () => new Date(),
): Promise<WriteChat> {
  const template = name === DEFAULT_TEMPLATE ? 'The chat template' : `The chat template ${shown(name)}`;
  if (source.length > LONGEST_SOURCE) {
    throw new ChatTemplateError(
      `${template} has ${source.length} characters, and at most ${LONGEST_SOURCE} are read.`,
    );
  }
  const { Environment, Interpreter, Template } = await import('@huggingface/jinja');
  /** Nothing stops a loop in a loop, or a text that doubles, but counting. */
  class BoundedInterpreter extends Interpreter {
    #steps = 0;

    constructor(
      environment: InstanceType<typeof Environment>,
      private readonly longest: number,
    ) {
      super(environment);
    }

    override evaluate(...given: Parameters<InstanceType<typeof Interpreter>['evaluate']>) {
      if (++this.#steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
      const result = super.evaluate(...given);
      const text: unknown = result.value;
      if (typeof text === 'string' && text.length > this.longest) {
        throw new Error(`it writes more than ${this.longest} characters`);
      }
      return result;
    }
  }
  const { parsed } = reasoned(`${template} cannot be read`, () => new Template(source));
  return (messages) =>
    reasoned(`${template} refuses these messages`, () => {
      // Not Template.render: its date speaks the browser's language, and its ranges have no end.
      const environment = new Environment();
      const globals: Record<string, unknown> = {
        true: true,
        false: false,
        none: null,
        True: true,
        False: false,
        None: null,
        range: boundedRange,
        raise_exception: (reason: unknown) => {
          throw new Error(String(reason));
        },
        strftime_now: (format: unknown) => formatDate(clock(), String(format)),
        ...tokens,
        messages: messages.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: true,
        tools: null,
        documents: null,
      };
      for (const [name, value] of Object.entries(globals)) environment.set(name, value);
      const longest =
        LONGEST_WORDS + TIMES_WRITTEN * messages.reduce((sum, { content }) => sum + content.length, 0);
      const interpreter = new BoundedInterpreter(environment, longest);
      return String((interpreter.run(parsed) as { readonly value: unknown }).value);
    });
}

function boundedRange(first: number, end?: number, step = 1): number[] {
  const [from, to] = end === undefined ? [0, first] : [first, end];
  const count = step === 0 ? Infinity : Math.max(0, Math.ceil((to - from) / step));
  if (!(count <= LONGEST_RANGE)) throw new Error(`it asks for a range of ${count} numbers`);
  return Array.from({ length: count }, (_, i) => from + i * step);
}

/** The outcome of `work`; what it throws as a ChatTemplateError that says why. */
function reasoned<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const said = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim();
    const reason = said.length > LONGEST_REASON ? `${said.slice(0, LONGEST_REASON)}…` : said;
    throw new ChatTemplateError(`${what}: ${reason.replace(/\.$/, '')}.`, { cause });
  }
}
