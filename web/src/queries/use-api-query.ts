/** The hook that every query of queries.ts uses: one request for each key, and a description of its failure. */
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { describeFailure, type Failure } from './failure.ts';

/** Loads while it has neither `data` nor `failure`. */
export interface ApiQuery<Data> {
  data: Data | undefined;
  /** Why the newest attempt failed. With `data` as well, that is from an older attempt. */
  failure: Failure | undefined;
  retry: () => void;
}

interface QueryOptions {
  hasLinks?: boolean;
  isShared?: boolean;
  retryOnMount?: boolean;
}

/** Signed links of a response work for 15 minutes: it is requested again before they expire, while somebody looks. */
export const LINKS_REFRESH_MILLISECONDS = 10 * 60_000;

/** Work that several people do at the same time is requested again this often, while somebody looks. */
const SHARED_WORK_REFRESH_MILLISECONDS = 30_000;

/**
 * @param hasLinks whether the response has signed links, so that it must not grow old on an open page
 * @param isShared whether other people change the response meanwhile
 * @param retryOnMount whether another component that shows a failed response requests it again
 */
export function useApiQuery<Data>(
  queryKey: QueryKey,
  fetchData: () => Promise<Data>,
  { hasLinks = false, isShared = false, retryOnMount = true }: QueryOptions = {},
): ApiQuery<Data> {
  const queryClient = useQueryClient();
  const { data, error, failureReason } = useQuery({
    queryKey,
    queryFn: fetchData,
    retryOnMount,
    ...(hasLinks && { refetchInterval: LINKS_REFRESH_MILLISECONDS, refetchOnWindowFocus: true }),
    ...(isShared && { refetchInterval: SHARED_WORK_REFRESH_MILLISECONDS, refetchOnWindowFocus: true }),
  });
  const cause = error ?? failureReason; // a transient failure is no `error` while it is retried
  return {
    data,
    failure: cause ? describeFailure(cause) : undefined,
    retry: () => void queryClient.resetQueries({ queryKey, exact: true }), // starts at once, also during a retry's delay
  };
}

/** Whether the API has nothing by the id that was asked for. */
export const isNotFound = ({ data, failure }: ApiQuery<unknown>): boolean =>
  data === undefined && failure?.kind === 'missing';
