/** The cache of API responses: how long they stay fresh, which failures are retried, and how to refresh everything. */
import { QueryCache, QueryClient, useIsFetching } from '@tanstack/react-query';
import { endSession, getSessionState, subscribeToSession } from '../auth/session.ts';
import { describeFailure } from './failure.ts';

const STALE_AFTER_MILLISECONDS = 60_000;
const RETRY_DELAY_MILLISECONDS = 5_000;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (describeFailure(error).kind === 'signed-out') endSession('expired');
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: STALE_AFTER_MILLISECONDS,
      gcTime: Number.POSITIVE_INFINITY, // an old response is shown while a new one loads, however old it is
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always', // a request without a network fails and shows why, instead of waiting silently
      retry: (_failureCount, error) => describeFailure(error).isTransient,
      retryDelay: RETRY_DELAY_MILLISECONDS,
    },
    mutations: { networkMode: 'always' },
  },
});

/** Reaches the other tabs of this browser. A message has no content. */
const changes = new BroadcastChannel('risk.changes');
changes.addEventListener('message', () => void queryClient.invalidateQueries());

// What one person was allowed to see must not be there for the next one.
subscribeToSession(() => {
  if (!getSessionState().session) queryClient.clear();
});

/** Requests everything on the screen again, and removes the responses that are not on the screen. */
export function refreshAll(): void {
  queryClient.removeQueries({ type: 'inactive' });
  void queryClient.refetchQueries({
    predicate: ({ state }) => state.fetchStatus === 'idle' || state.fetchFailureCount > 0, // others are on their way
  });
}

/**
 * Requests everything on the screen again after a change, here and in other tabs, and removes all other responses. A
 * request that was sent before the change is cancelled: its response can be older than the change.
 */
export async function refreshAfterChange(): Promise<void> {
  changes.postMessage(null);
  queryClient.removeQueries({ type: 'inactive' });
  await queryClient.refetchQueries({ type: 'active' }, { cancelRefetch: true });
}

/** Whether a request is on its way. A query that waits for its next retry does not count. */
export function useIsRefreshing(): boolean {
  return useIsFetching({ predicate: ({ state }) => state.fetchFailureCount === 0 }) > 0;
}
