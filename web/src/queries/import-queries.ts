/** The API requests of the page "Bring your data". An import is asked for again while the service works on it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from './api-client.ts';
import type { Import, ImportAnswers } from './api-types.ts';
import { describeFailure } from './failure.ts';
import { requireData } from './require-data.ts';
import { type ApiQuery, LINKS_REFRESH_MILLISECONDS, useApiQuery } from './use-api-query.ts';

const WORKING: readonly string[] = ['profiling', 'checking', 'delivering'];
/** Small files are worked through in less than a second. */
const SHORTEST_PAUSE_MILLISECONDS = 250;
/** A person has a hundred requests a minute. */
const LONGEST_PAUSE_MILLISECONDS = 5_000;
/** The pause before the next question, as a share of the time that the work has taken so far. */
const PAUSE_SHARE = 0.25;

export type ImportStep = 'check' | 'deliver' | 'cancel';

export const isWorking = ({ state }: Pick<Import, 'state'>): boolean => WORKING.includes(state);

const importKey = (importId: string) => ['import', importId];

export const useImports = () =>
  useApiQuery(['imports'], async () => requireData((await api.GET('/v1/imports', {})).data).imports);

export async function fetchImport(import_id: string): Promise<Import> {
  return requireData((await api.GET('/v1/imports/{import_id}', { params: { path: { import_id } } })).data);
}

/** Asks again after each quarter more of the time that the work takes: soon at first, then more slowly. */
export function useImport(importId: string): ApiQuery<Import> {
  const queryClient = useQueryClient();
  const work = useRef({ state: '', startedAt: 0 });
  const { data, error, failureReason } = useQuery({
    queryKey: importKey(importId),
    queryFn: () => fetchImport(importId),
    refetchInterval: ({ state }) => {
      if (!state.data) return false;
      if (work.current.state !== state.data.state) work.current = { state: state.data.state, startedAt: Date.now() };
      if (!isWorking(state.data)) return state.data.report ? LINKS_REFRESH_MILLISECONDS : false;
      const pause = (Date.now() - work.current.startedAt) * PAUSE_SHARE;
      return Math.min(Math.max(pause, SHORTEST_PAUSE_MILLISECONDS), LONGEST_PAUSE_MILLISECONDS);
    },
  });
  const cause = error ?? failureReason;
  return {
    data,
    failure: cause ? describeFailure(cause) : undefined,
    retry: () => void queryClient.resetQueries({ queryKey: importKey(importId), exact: true }),
  };
}

/** Shows an import that the API has just returned. */
export function useShowImport(): (next: Import) => void {
  const queryClient = useQueryClient();
  return (next) => {
    queryClient.setQueryData(importKey(next.import_id), next);
    void queryClient.invalidateQueries({ queryKey: ['imports'] });
  };
}

/** The key makes a repeated request return the import that the first one made. */
export const useCreateImport = () =>
  useMutation({
    mutationFn: async ({ name, files, key }: { name: string; files: readonly File[]; key: string }) => {
      const body = { name, files: files.map((file) => ({ name: file.name, size_bytes: file.size })) };
      const headers = { 'idempotency-key': key };
      return requireData((await api.POST('/v1/imports', { body, params: { header: headers } })).data);
    },
    onSuccess: useShowImport(),
  });

export async function completeImport(import_id: string): Promise<Import> {
  return requireData((await api.POST('/v1/imports/{import_id}/complete', { params: { path: { import_id } } })).data);
}

export const useAnswers = (import_id: string) =>
  useMutation({
    mutationFn: async (body: ImportAnswers) =>
      requireData((await api.POST('/v1/imports/{import_id}/answers', { params: { path: { import_id } }, body })).data),
    onSuccess: useShowImport(),
  });

export const useImportStep = (import_id: string) =>
  useMutation({
    mutationFn: async (step: ImportStep) =>
      requireData((await api.POST(`/v1/imports/{import_id}/${step}`, { params: { path: { import_id } } })).data),
    onSuccess: useShowImport(),
  });
