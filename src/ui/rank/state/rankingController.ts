/**
 * Ranking from the first streamed word to the event in the log: keeps a set of answers on screen
 * and one in reserve, applies placements to the draft, submits, and takes back.
 * Must not know React or key codes.
 */
import {
  activeJudgements,
  activeRankings,
  createJudgement,
  createRedo,
  createUndo,
  nextRedo,
  nextUndo,
} from '../../../preferences/log.ts';
import type { Answer, JudgementEvent, RankingEvent } from '../../../preferences/event.ts';
import { dictionary, type Dictionary } from '../../words/index.ts';
import {
  displayOrder,
  draftOf,
  dropAt,
  moveDown,
  moveUp,
  nextRank,
  place,
  submittedTiers,
  tieWithAbove,
  type Draft,
} from './draft.ts';
import { letterOf } from './letters.ts';
import { factsOf } from '../../text/promptFacts.ts';
import type { PreferencesStore } from './preferencesStore.ts';
import { show, type AnswerSet, type RankingStore } from './rankingStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import { announce, type UiStore } from '../../app/state/uiStore.ts';
import { AnswerSource } from './answerSource.ts';
import { complain, settled } from '../../app/state/notices.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

export class RankingController {
  readonly source: AnswerSource;
  #ui: UiStore;
  #preferences: PreferencesStore;
  #ranking: RankingStore;
  #link: TrainerLink;
  #busy = false;

  constructor(
    ui: UiStore,
    preferences: PreferencesStore,
    run: RunStore,
    ranking: RankingStore,
    link: TrainerLink,
    random?: () => number,
  ) {
    this.#ui = ui;
    this.#preferences = preferences;
    this.#ranking = ranking;
    this.#link = link;
    this.source = new AnswerSource(preferences, run, ranking, link, random);
    ranking.subscribe(({ current }, before) => {
      if (current && !before.current) announce(ui, promptText(this.#said, current));
    });
  }

  /** Gives the answer in focus `rank` (null takes it out) and moves focus to the next unranked one. */
  rank(rank: number | null, index = this.#ranking.getState().focused): void {
    const { draft } = this.#ranking.getState();
    if (index >= draft.ranks.length || (rank !== null && rank > draft.ranks.length)) return;
    this.#change(place(draft, index, rank), index);
    if (rank !== null) this.#focusNextUnranked(index);
  }

  /** Gives answer `index` the next rank, as a click on its card does; focus stays there. */
  rankNext(index: number): void {
    const { draft } = this.#ranking.getState();
    this.#change(place(draft, index, nextRank(draft)), index);
    this.focus(index);
  }

  moveUp(): void {
    this.#move(moveUp);
  }

  moveDown(): void {
    this.#move(moveDown);
  }

  tie(): void {
    this.#move(tieWithAbove);
  }

  /** Drops answer `index` at `position` among the others, as a drag did. */
  drop(index: number, position: number): void {
    this.#change(dropAt(this.#ranking.getState().draft, index, position), index);
    this.focus(index);
  }

  focus(index: number): void {
    this.#ranking.setState({ focused: index });
  }

  /** Moves focus along the shown order. */
  focusBy(offset: 1 | -1): void {
    const { draft, focused } = this.#ranking.getState();
    const order = displayOrder(draft);
    const at = order.indexOf(focused) + offset;
    if (at >= 0 && at < order.length) this.focus(order[at]);
  }

  get canSubmit(): boolean {
    const { current, draft } = this.#ranking.getState();
    return current !== null && draft.ranks.some((rank) => rank !== null);
  }

  get canJudge(): boolean {
    return this.#ranking.getState().current?.answers.some(Boolean) ?? false;
  }

  /** Submits the draft; answers still streaming stop, and are left out unless ranked. */
  async submit(): Promise<void> {
    const { current, draft } = this.#ranking.getState();
    if (!current || !this.canSubmit) return;
    const tiers = submittedTiers(draft, current.complete);
    const kept = current.answers.flatMap((answer, index) => (answer ? [index] : []));
    const position = new Map(kept.map((index, at) => [index, at]));
    await this.#judge(current, {
      type: 'ranking',
      tiers: tiers.map((tier) => tier.flatMap((index) => position.get(index) ?? [])),
    });
  }

  async skip(): Promise<void> {
    const { current } = this.#ranking.getState();
    if (current && this.canJudge) await this.#judge(current, { type: 'skip' });
  }

  async unusable(): Promise<void> {
    const { current } = this.#ranking.getState();
    if (current && this.canJudge) await this.#judge(current, { type: 'unusable' });
  }

  get canUndo(): boolean {
    return this.#ranking.getState().past.length > 0 || nextUndo(this.#events()) !== null;
  }

  get canRedo(): boolean {
    return this.#ranking.getState().future.length > 0 || nextRedo(this.#events()) !== null;
  }

  /** Takes back the last placement; without one, the last judgement, whose answers return. */
  async undo(): Promise<void> {
    const { past, future, draft } = this.#ranking.getState();
    const said = this.#said;
    if (past.length > 0) {
      this.#ranking.setState({
        draft: past[past.length - 1],
        past: past.slice(0, -1),
        future: [draft, ...future],
      });
      announce(this.#ui, said.undone);
      return;
    }
    const target = nextUndo(this.#events());
    const event = createUndo(this.#events());
    if (!event || !target) return;
    await this.#record(() => this.#preferences.append([event]));
    this.#returnToScreen(target);
    announce(this.#ui, said.undoneRanking);
  }

  async redo(): Promise<void> {
    const { past, future, draft } = this.#ranking.getState();
    const said = this.#said;
    if (future.length > 0) {
      this.#ranking.setState({ draft: future[0], past: [...past, draft], future: future.slice(1) });
      announce(this.#ui, said.redone);
      return;
    }
    const target = nextRedo(this.#events());
    const event = createRedo(this.#events());
    if (!event || !target) return;
    await this.#record(() => this.#preferences.append([event]));
    // The answers that undo had brought back leave again.
    if (this.#ranking.getState().current?.requestId === target.id) this.source.advance();
    announce(this.#ui, said.redoneRanking);
  }

  /** Shows the newest ranking of the log with the present reward model's scores, as after a reload. */
  async showLast(): Promise<void> {
    const event = activeRankings(this.#events()).at(-1);
    if (event) await this.#reveal(event, true);
  }

  #events() {
    return this.#preferences.store.getState().events;
  }

  #move(change: (draft: Draft, index: number) => Draft): void {
    const { draft, focused } = this.#ranking.getState();
    this.#change(change(draft, focused), focused);
  }

  #change(next: Draft, index: number): void {
    const { draft, past } = this.#ranking.getState();
    const said = this.#said;
    if (next.ranks.every((rank, i) => rank === draft.ranks[i])) {
      announce(this.#ui, said.stays(letterOf(index)));
      return;
    }
    this.#ranking.setState({ draft: next, past: [...past, draft], future: [] });
    const rank = next.ranks[index];
    const tied = next.ranks.flatMap((r, i) => (i !== index && r === rank ? [letterOf(i)] : []));
    announce(
      this.#ui,
      rank === null ? said.unplaced(letterOf(index)) : said.placed(letterOf(index), rank, tied),
    );
  }

  // In the order of letters, not of the shown list: digits typed in a row rank A, B, C, D.
  #focusNextUnranked(from: number): void {
    const { ranks } = this.#ranking.getState().draft;
    for (let step = 1; step < ranks.length; step++) {
      const index = (from + step) % ranks.length;
      if (ranks[index] === null) {
        this.focus(index);
        return;
      }
    }
    this.focus(from);
  }

  async #judge(
    set: AnswerSet,
    judgement: { type: 'ranking'; tiers: number[][] } | { type: 'skip' | 'unusable' },
  ): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const answers = set.answers.filter((answer): answer is Answer => answer !== null);
    const event = createJudgement({
      ...judgement,
      prompt: set.prompt,
      ...(set.chat && { chat: set.chat }),
      answers,
      // Of answers that stopped on the way none were chosen.
      ...(set.candidates !== undefined && !set.streaming && { candidates: set.candidates }),
      ...(set.asked !== undefined && set.asked !== 'different' && !set.streaming && { asked: set.asked }),
      rater: 'person',
      leadTime: set.shownAt === null ? 0 : performance.now() - set.shownAt,
    });
    if (set.streaming) void this.#link.api?.cancel(set.requestId).catch(() => undefined);
    try {
      await this.#record(async () => {
        await this.#preferences.append([event]);
        this.#ranking.setState({ judged: true });
        this.source.advance();
        this.#announceJudgement(event);
        // Asked before the trainer hears of the ranking, so that the scores are a prediction.
        if (event.type === 'ranking') void this.#reveal(event);
      });
    } finally {
      this.#busy = false;
    }
  }

  #announceJudgement(event: JudgementEvent): void {
    const said = this.#said;
    const count = activeRankings(this.#events()).length;
    const done =
      event.type === 'ranking' ? said.submitted(count) : event.type === 'skip' ? said.skipped : said.unusable;
    const { current } = this.#ranking.getState();
    announce(this.#ui, current ? `${done} ${promptText(said, current)}` : done);
  }

  /** Asks again once there is a reward model, when there was none at the time of the ranking. */
  async revealAfterFit(): Promise<void> {
    const { last } = this.#ranking.getState();
    if (last && last.scores === null && !last.pending) await this.#reveal(last.event, true);
  }

  async #reveal(event: RankingEvent, learned = false): Promise<void> {
    this.#ranking.setState({ last: { event, scores: null, pending: true, learned } });
    let scores: readonly number[] | null = null;
    try {
      scores = (await this.#link.api?.scoreAnswers(event.prompt, event.answers, event.chat)) ?? null;
    } catch {
      // A reward model that cannot answer now is shown as none; the ranking itself is safe.
      scores = null;
    }
    if (this.#ranking.getState().last?.event.id === event.id) {
      this.#ranking.setState({ last: { event, scores, pending: false, learned } });
    }
  }

  /** Stores first, then tells the trainer. */
  async #record(store: () => Promise<void>): Promise<void> {
    await store();
    this.#link.tellPreferences(this.#events()).then(
      () => settled(this.#ui, 'rankings'),
      (error: unknown) => complain(this.#ui, 'rankings', messageOf(error)),
    );
  }

  #returnToScreen(target: JudgementEvent): void {
    const { current, queue } = this.#ranking.getState();
    const count = target.answers.length;
    const set: AnswerSet = {
      requestId: target.id,
      prompt: target.prompt,
      chat: target.chat,
      order: target.answers.map((_, index) => index),
      answers: target.answers,
      candidates: target.candidates,
      asked: target.asked,
      complete: target.answers.map(() => true),
      streaming: false,
      shownAt: performance.now(),
    };
    const waiting = current && !this.#wasJudged(current) ? [current, ...queue] : queue;
    const draft = draftOf(count, target.type === 'ranking' ? target.tiers : []);
    this.#ranking.setState({ ...show(set, draft), queue: waiting, last: null });
  }

  // A set that an earlier undo brought back is in the log already and need not wait again.
  #wasJudged(set: AnswerSet): boolean {
    return this.#events().some((event) => event.id === set.requestId);
  }

  get #said() {
    return dictionary(this.#ui.getState().language).said;
  }

  /** Judgements that stand, for progress and for picking prompts. */
  get judgements(): readonly JudgementEvent[] {
    return activeJudgements(this.#events());
  }
}

/** A prompt as it is read out. */
function promptText(said: Dictionary['said'], { prompt }: AnswerSet): string {
  const { name, facts } = factsOf(prompt);
  return said.prompt([name, ...facts.map(([, value]) => value)].join(', '));
}
