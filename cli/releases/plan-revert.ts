/** Decides which aliases move, and to which version, so that the releases of a point in time are live. */
import { CommandError } from '../terminal/command-error.ts';
import type { LiveAlias, PublishedVersion } from './live-alias.ts';

/** No alias would move: the releases of that time are live, or nothing was published by then. */
export class NothingToRevert extends CommandError {}

export interface AliasMove {
  alias: LiveAlias;
  from: PublishedVersion;
  to: PublishedVersion;
}

/**
 * Lists a move for each alias that points to another version than the newest one of that time. What is new since then
 * stays: nothing of that time calls it.
 * @throws {NothingToRevert} when no alias would move
 */
export function planRevert(aliases: readonly LiveAlias[], time: Date): AliasMove[] {
  const found = aliases.map((alias) => ({ alias, to: findNewestVersion(alias.versions, time) }));
  if (found.every(({ to }) => !to)) {
    throw new NothingToRevert(`no version was published by ${time.toISOString()}; choose a later time`);
  }
  const moves = found.flatMap(({ alias, to }) => {
    const from = alias.versions.find(({ id }) => id === alias.current) ?? {
      id: alias.current,
      publishedAt: new Date(0),
    };
    return to && to.id !== from.id ? [{ alias, from, to }] : [];
  });
  if (moves.length === 0) {
    throw new NothingToRevert(`the versions of ${time.toISOString()} are live already; choose an earlier time`);
  }
  return moves;
}

function findNewestVersion(versions: readonly PublishedVersion[], time: Date): PublishedVersion | undefined {
  return versions
    .filter(({ publishedAt }) => publishedAt <= time)
    .toSorted((a, b) => Number(b.id) - Number(a.id))
    .at(0);
}
