/** Who is signed in, and which calls of the API that person may make. The API decides; pages only offer what it allows. */
import { api } from './api-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

const fetchMe = async () => requireData((await api.GET('/v1/me', {})).data);

/** After a failure the whole page is shown: a part of it that asked again would close the page, and so on without end. */
export const useMe = () => useApiQuery(['me'], fetchMe, { retryOnMount: false });

/** @param operation id of the API's operation, such as `editPolicy`; false until it is known */
export function useCanCall(operation: string): boolean {
  return useMe().data?.calls.includes(operation) ?? false;
}

/** Everybody who may sign in. */
export const usePeople = () =>
  useApiQuery(['people'], async () => requireData((await api.GET('/v1/people', {})).data).people);
