/**
 * Asks the API once for each key, remembers the answer for a minute, and shows the old one while a new one is on its way.
 */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { sessionEnded } from '../auth/session.ts';
import { type Failure, failureOf } from './failure.ts';

export type Answer<Data> =
  | { state: 'loading' }
  | { state: 'failed'; failure: Failure; retry: () => void }
  | { state: 'ready'; data: Data; isOld: boolean };

interface Entry {
  ask: () => Promise<unknown>;
  data?: unknown;
  failure?: Failure;
  asked?: Promise<void>;
  answeredAt: number;
  listeners: Set<() => void>;
}

const FRESH_MILLISECONDS = 60_000;
/** Before what may pass is asked again. */
const PATIENCE_MILLISECONDS = 5_000;

const entries = new Map<string, Entry>();

/** The answer to `ask`, which is called when nothing fresh is known under `key`. */
export function useAnswer<Data>(key: string, ask: () => Promise<Data>): Answer<Data> {
  const [, redraw] = useState(0);
  const entry = entryOf(key);
  entry.ask = ask;
  const reload = useCallback(() => load(entry), [entry]);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    entry.listeners.add(listener);
    if (Date.now() - entry.answeredAt > FRESH_MILLISECONDS) load(entry);
    return () => void entry.listeners.delete(listener);
  }, [entry]);
  useEffect(() => {
    if (!entry.failure?.passes) return;
    const timer = setTimeout(reload, PATIENCE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [entry.failure, reload]);
  if (entry.data !== undefined) return { state: 'ready', data: entry.data as Data, isOld: entry.failure !== undefined };
  if (entry.failure) return { state: 'failed', failure: entry.failure, retry: reload };
  return { state: 'loading' };
}

function entryOf(key: string): Entry {
  const known = entries.get(key) ?? {
    ask: () => Promise.reject(new Error('unasked')),
    answeredAt: 0,
    listeners: new Set(),
  };
  entries.set(key, known);
  return known;
}

function load(entry: Entry): void {
  if (entry.asked) return;
  pending += 1;
  entry.asked = entry
    .ask()
    .then(
      (data) => {
        Object.assign(entry, { data, failure: undefined, answeredAt: Date.now() });
      },
      (error: unknown) => {
        entry.failure = failureOf(error);
        if (entry.failure.kind === 'signed-out') sessionEnded();
      },
    )
    .finally(() => {
      entry.asked = undefined;
      pending -= 1;
      for (const listener of [...entry.listeners, ...watchers]) listener();
    });
  for (const watcher of watchers) watcher();
}

/** Everything that is shown is asked anew: for the person who wants to see the newest, and after a change. */
export function refreshAll(): void {
  for (const [key, entry] of entries) {
    if (entry.listeners.size === 0) entries.delete(key);
    else load(entry);
  }
}

let pending = 0;
const watchers = new Set<() => void>();

/** Whether a question is on its way. */
export const useIsAsking = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => pending > 0,
  );
