/** Chooses the applications whose outcomes a backtest withholds: the newest, or a share by a hash of their ids. */
import { createHash } from 'node:crypto';
import type { Mapping } from '../../contract/mapping.ts';

type Backtest = NonNullable<Mapping['backtest']>;

/** Whether the outcome of an application is delivered later. */
export type WithheldTest = (applicationId: string, appliedOn: string) => boolean;

/** @param outcomesByDay number of known outcomes for each day of application */
export function createWithheldTest(backtest: Backtest, outcomesByDay: ReadonlyMap<string, number>): WithheldTest {
  const { share, by, seed } = backtest;
  if (by === 'hash') return (id) => isChosen(seed, id, share);
  const { day, shareOfDay } = findFirstDay(outcomesByDay, share);
  return (id, appliedOn) => appliedOn > day || (appliedOn === day && isChosen(seed, id, shareOfDay));
}

/** The day from which on outcomes are withheld, and the share of that day itself, which may be more than is needed. */
function findFirstDay(outcomesByDay: ReadonlyMap<string, number>, share: number): { day: string; shareOfDay: number } {
  const days = [...outcomesByDay].sort(([a], [b]) => (a < b ? 1 : -1));
  let needed = share * days.reduce((sum, [, outcomes]) => sum + outcomes, 0);
  for (const [day, outcomes] of days) {
    if (outcomes >= needed) return { day, shareOfDay: needed / outcomes };
    needed -= outcomes;
  }
  return { day: '', shareOfDay: 0 };
}

/** Parts of a share: 0.2 is one of five ids by their hash. */
const PARTS = 10_000;

function isChosen(seed: string, id: string, share: number): boolean {
  const chosen = Math.round(share * PARTS);
  const divisor = findDivisor(chosen, PARTS);
  const hash = createHash('sha256').update(`${seed}:${id}`).digest().readUInt32BE(0);
  return hash % (PARTS / divisor) < chosen / divisor;
}

const findDivisor = (a: number, b: number): number => (b === 0 ? a : findDivisor(b, a % b));
