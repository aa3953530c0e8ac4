/**
 * The run that trains, kept as a record while it goes: its rows as they come, and what the page shows of it beside them.
 * A run that was restored goes on in the record it has. Knows the trainer's news and the run on the page; must not know
 * React or where records are kept.
 */
import type { PreferenceEvent } from '../../../preferences/event.ts';
import { METHODS } from '../../../rl/algorithms/declarations.ts';
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import { nameOf } from '../../../rl/runs/recordName.ts';
import { settingsDiff } from '../../../rl/algorithms/settings.ts';
import type { Comparison } from '../../../rl/runs/compare.ts';
import type { RunEvent } from '../../../rl/runs/events.ts';
import { withTold } from '../../../rl/runs/recordTold.ts';
import type { SessionInfo } from '../../../workers/protocol.ts';
import { choiceToText } from '../../library/choice/choice.ts';
import { liveSettings } from '../../settings/state/memory.ts';
import { EMPTY_BODY, type RunBody, type RunHead } from './runsDb.ts';
import type { ShownRun } from './runStore.ts';
import type { Runs } from './runs.ts';

/** Samples and comparisons that are kept of a run: the newest. */
const KEPT = 20;

/** What a record takes from the page, as it was when something was told. */
export type LivePage = Pick<ShownRun, 'session' | 'settings' | 'opened' | 'model' | 'baseUtility'>;

export class LiveRun {
  #runs: Runs;
  #log: () => readonly PreferenceEvent[];
  #methods: readonly MethodDeclaration[];
  #newId: () => string;
  #id: string | null = null;
  #created = 0;
  /** What it began with: another one waits for a reset. */
  #seed = 0;
  #last: MetricsRow | null = null;
  #body: RunBody = EMPTY_BODY;
  /** Rows of a restored run that its record has not yet. */
  #restored: readonly MetricsRow[] = [];
  /** What is done with the record, in order: a restored run's record is looked for first. */
  #queue: Promise<void> = Promise.resolve();

  constructor(
    runs: Runs,
    log: () => readonly PreferenceEvent[],
    methods: readonly MethodDeclaration[] = METHODS,
    newId: () => string = () => crypto.randomUUID(),
  ) {
    this.#runs = runs;
    this.#log = log;
    this.#methods = methods;
    this.#newId = newId;
  }

  /** Another run is on the page, or none. */
  begin(page: LivePage): void {
    this.#soon(() => this.#begin(page));
  }

  /** A comparison of base and trained model was shown. */
  compared(comparison: Comparison): void {
    this.#soon(() => this.#add({ comparisons: [...this.#body.comparisons, comparison].slice(-KEPT) }));
  }

  /** What the run told while the page was so. Rankings are the page's own log's. */
  receive(event: RunEvent, page: LivePage): void {
    if (event.type === 'metrics') this.#soon(() => this.#push(event.row, page));
    else
      this.#soon(() => {
        const body = withTold(this.#body, event);
        this.#body = { ...body, samples: body.samples.slice(-KEPT) };
        if (event.type === 'samples')
          this.#runs.samples.add(this.#body.samples[this.#body.samples.length - 1]);
      });
  }

  #soon(work: () => void | Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(() => undefined);
  }

  /** A new run, which has a record from its first row on, or one that was restored. */
  async #begin(page: LivePage): Promise<void> {
    const { session } = page;
    this.#id = null;
    this.#created = 0;
    this.#seed = page.settings.seed;
    this.#last = null;
    this.#body = EMPTY_BODY;
    this.#restored = [];
    this.#runs.store.setState({ live: null });
    this.#runs.samples.replace([]);
    const last = session?.history.at(-1);
    if (!session || !last) return;
    await this.#runs.ready;
    this.#last = last;
    for (const head of this.#runs.store.getState().heads) {
      if (head.source !== 'own' || head.model !== session.modelLabel || head.iterations < last.iteration)
        continue;
      const rows = await this.#runs.rows(head.id);
      if (
        !sameRow(
          rows.find(({ iteration }) => iteration === last.iteration),
          last,
        )
      )
        continue;
      this.#id = head.id;
      this.#created = head.created;
      this.#seed = head.seed;
      this.#body = (await this.#runs.body(head.id)) ?? EMPTY_BODY;
      const trained = this.#body.samples.filter(({ iteration }) => iteration <= last.iteration);
      this.#runs.samples.replace(trained);
      this.#runs.store.setState({ live: head.id });
      return;
    }
    // Trained before runs were kept, or elsewhere: its rows make a record now.
    this.#restored = session.history;
    await this.#keep([], page);
  }

  #push(row: MetricsRow, page: LivePage): Promise<void> {
    this.#last = row;
    return this.#keep([row], page);
  }

  #add(part: Partial<RunBody>): void {
    this.#body = { ...this.#body, ...part };
  }

  /** Not waited for: what is slow to store must not hold up what comes next. */
  async #keep(rows: readonly MetricsRow[], page: LivePage): Promise<void> {
    const { session } = page;
    if (!session) return;
    if (this.#id === null) {
      this.#id = this.#newId();
      this.#created = Date.now();
    }
    const all = [...this.#restored, ...rows];
    this.#restored = [];
    void this.#runs.keep({
      head: this.#head(this.#id, session, page),
      body: this.#whole(session),
      rows: all,
    });
    this.#runs.store.setState({ live: this.#id });
  }

  #whole({ prompts }: SessionInfo): RunBody {
    return { ...this.#body, prompts };
  }

  #head(id: string, session: SessionInfo, page: LivePage): RunHead {
    const { opened, model, baseUtility } = page;
    // Those that wait for another session or a reset are not this run's.
    const settings = { ...liveSettings(page.settings, opened, this.#methods), seed: this.#seed };
    const known = this.#runs.head(id);
    return {
      id,
      name: known?.name ?? nameOf(id),
      created: this.#created,
      algorithm: settings.algorithm,
      seed: settings.seed,
      model: session.modelLabel,
      address: choiceToText(model) || session.model,
      adapter: session.adapter,
      kernels: session.kernels.variant,
      settings: settingsDiff(settings),
      labeler: settings.rater,
      baseUtility,
      ...(session.reward && { reward: session.reward }),
      source: 'own',
      pinned: known?.pinned ?? false,
      updated: Date.now(),
      iterations: this.#last?.iteration ?? 0,
      last: this.#last,
      agreed: this.#body.agreement.at(-1)?.heldOut.accuracy ?? known?.agreed ?? null,
      logLength: this.#log().length,
    };
  }
}

/** Whether a record's row is the restored run's: the same numbers, which no other run has. */
function sameRow(one: MetricsRow | undefined, other: MetricsRow): boolean {
  if (!one) return false;
  const numbers = Object.entries(other.values).filter(([, value]) => Number.isFinite(value));
  const known = one.values as Readonly<Record<string, number | undefined>>;
  return numbers.length > 0 && numbers.every(([name, value]) => known[name] === value);
}
