/**
 * All that the panel holds: what copy is about, the chain of each domain, the trace under way, and those that were ranked before. What
 * takes a ranked step away puts the trace by first, so that no ranking is lost. Pure.
 */
import { briefOf, inputsOf, type Brief, type Domain } from '../domain/domain.ts';
import { DOMAINS } from '../domain/demonstrations.ts';
import { essayChain } from '../domain/prompts.ts';
import { firstChange } from '../editing.ts';
import { beginTrace } from '../run.ts';
import type { Chain } from '../steps.ts';
import { rankedSteps, ranked, type StepTrace, type Trace } from '../trace.ts';

/** Traces that are kept. */
const MOST_KEPT = 200;

interface Desk extends Brief {
  readonly chain: Chain;
}

export interface Board {
  readonly domain: Domain['id'];
  readonly desks: Readonly<Record<Domain['id'], Desk>>;
  readonly trace: Trace;
  /** Copy at one go for the same item, where it was asked for. */
  readonly atOnce: Trace | null;
  /** Put by, the newest first. */
  readonly kept: readonly Trace[];
}

const newId = (): string => crypto.randomUUID();

export function newBoard(domain: Domain['id'], seed: number): Board {
  const deskOf = (of: Domain): Desk => ({ ...briefOf(of, seed), chain: essayChain(of) });
  const desks = { venues: deskOf(DOMAINS.venues), funds: deskOf(DOMAINS.funds) };
  return { domain, desks, trace: beginTrace(newId(), inputsOf(desks[domain])), atOnce: null, kept: [] };
}

export const deskNow = ({ desks, domain }: Board): Desk => desks[domain];

/** With the trace under way put by, if a step of it was ranked. */
function putBy(board: Board): Board {
  const { trace, kept } = board;
  if (rankedSteps([trace]) === 0) return board;
  return { ...board, kept: [trace, ...kept.filter(({ id }) => id !== trace.id)].slice(0, MOST_KEPT) };
}

/** Something else to write about; the trace begins anew. */
export function withDesk(board: Board, change: Partial<Brief>): Board {
  const { domain, desks } = board;
  const desk = { ...desks[domain], ...change };
  return begun({ ...putBy(board), desks: { ...desks, [domain]: desk } });
}

export function withDomain(board: Board, domain: Domain['id']): Board {
  return domain === board.domain ? board : begun({ ...putBy(board), domain });
}

export function withAnother(board: Board, seed: number): Board {
  return withDesk(board, briefOf(DOMAINS[board.domain], seed));
}

function begun(board: Board): Board {
  return { ...board, trace: beginTrace(newId(), inputsOf(deskNow(board))), atOnce: null };
}

/** Another chain: what stands before the first step that differs is still right. */
export function withChain(board: Board, chain: Chain): Board {
  const { domain, desks } = board;
  const at = firstChange(desks[domain].chain, chain);
  const changed = { ...board, desks: { ...desks, [domain]: { ...desks[domain], chain } } };
  return at === null ? changed : cutAt(changed, at);
}

/** With the steps from a place on taken away, to be done once more. */
export function cutAt(board: Board, place: number): Board {
  const { trace } = board;
  const dropped = trace.steps.slice(place);
  if (dropped.length === 0) return board;
  const lost = dropped.some(({ tiers }) => tiers !== null);
  const { kept } = lost ? putBy(board) : board;
  return {
    ...board,
    kept,
    trace: { ...trace, id: lost ? newId() : trace.id, steps: trace.steps.slice(0, place) },
  };
}

export function withRanks(board: Board, place: number, tiers: StepTrace['tiers']): Board {
  const after = ranked(board.trace, place, tiers, 'person');
  const behind = board.trace.steps.slice(after.steps.length);
  const { kept } = behind.some(({ tiers }) => tiers !== null) ? putBy(board) : board;
  // What was put by has the step as it was ranked before.
  return { ...board, kept, trace: kept === board.kept ? after : { ...after, id: newId() } };
}

export function withTrace(board: Board, trace: Trace): Board {
  return trace.id === board.trace.id ? { ...board, trace } : board;
}

export function withImported(board: Board, traces: readonly Trace[]): Board {
  const known = new Set([board.trace.id, ...board.kept.map(({ id }) => id)]);
  return {
    ...board,
    kept: [...traces.filter(({ id }) => !known.has(id)), ...board.kept].slice(0, MOST_KEPT),
  };
}

/** All traces that have a step, that under way among them. */
export function allTraces({ trace, kept }: Board): readonly Trace[] {
  return [trace, ...kept].filter(({ steps }) => steps.length > 0);
}

export function rankedTraces(board: Board): readonly Trace[] {
  return allTraces(board).filter((trace) => rankedSteps([trace]) > 0);
}
