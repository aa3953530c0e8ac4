/**
 * The page as a screen reader has it: Chromium's accessibility tree, the focus, and keys. No selector, no element, no pixel:
 * what is not in the tree is not there for a test that uses this alone.
 */
import type { CDPSession, Page } from 'playwright';

const PATIENCE_MS = 240_000;
const EVERY_MS = 500;

interface AxValue {
  readonly value?: string | number | boolean;
}

interface RawNode {
  readonly ignored: boolean;
  readonly role?: AxValue;
  readonly name?: AxValue;
  readonly description?: AxValue;
  readonly backendDOMNodeId?: number;
  readonly properties?: readonly { readonly name: string; readonly value: AxValue }[];
}

export interface AxNode {
  readonly role: string;
  readonly name: string;
  readonly description: string;
  /** Of states such as `busy` and `disabled`, those that are set. */
  readonly states: Readonly<Record<string, unknown>>;
  readonly element: number;
}

export class AxTree {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async of(page: Page): Promise<AxTree> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new AxTree(page, session);
  }

  /** All that is told of this role and name now. */
  async all(role: string, name: RegExp): Promise<readonly AxNode[]> {
    const { nodes } = (await this.session.send('Accessibility.getFullAXTree')) as unknown as {
      nodes: readonly RawNode[];
    };
    return nodes
      .filter(({ ignored }) => !ignored)
      .map(told)
      .filter((node) => node.role === role && name.test(node.name));
  }

  /** The first that fits, as soon as there is one. */
  find(role: string, name: RegExp, fits: (node: AxNode) => boolean = () => true): Promise<AxNode> {
    return this.until(`${role} ${name}`, async () => (await this.all(role, name)).find(fits));
  }

  /** What is looked for, as soon as it is there. */
  async until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > until) throw new Error(`The accessibility tree does not come to ${what}.`);
      await this.page.waitForTimeout(EVERY_MS);
    }
  }

  /** Puts the focus on it, as a screen reader does, and presses keys there one after the other. */
  async press({ element }: AxNode, ...keys: readonly string[]): Promise<void> {
    await this.session.send('DOM.focus', { backendNodeId: element });
    for (const key of keys) await this.page.keyboard.press(key);
  }
}

function told({ role, name, description, properties = [], backendDOMNodeId = 0 }: RawNode): AxNode {
  return {
    role: String(role?.value ?? ''),
    name: String(name?.value ?? ''),
    description: String(description?.value ?? ''),
    states: Object.fromEntries(properties.map((property) => [property.name, property.value.value])),
    element: backendDOMNodeId,
  };
}
