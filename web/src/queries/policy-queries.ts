/** The API requests of the pages about policies. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { PolicySegment } from './api-types.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

type Document = Record<string, unknown>;

export const usePolicies = () =>
  useApiQuery(['policies'], async () => requireData((await api.GET('/v1/policies', {})).data).policies);

export const usePolicy = (version: string) =>
  useApiQuery(['policy', version], async () =>
    requireData((await api.GET('/v1/policies/{version}', { params: { path: { version } } })).data),
  );

/** Newest first. */
export const useAssignments = () =>
  useApiQuery(['assignments'], async () => requireData((await api.GET('/v1/assignments', {})).data).assignments);

export type NewDraft = { version: string } & ({ document: Document } | { based_on: string });

export const useCreatePolicy = () =>
  useMutation({
    mutationFn: async (body: NewDraft) => requireData((await api.POST('/v1/policies', { body })).data),
    onSuccess: refreshAfterChange,
  });

/** Stores the next document of a draft. It is refused where somebody else has edited the draft meanwhile. */
export const useEditPolicy = (version: string) =>
  useMutation({
    mutationFn: async (body: { document: Document; revision: number }) =>
      requireData((await api.POST('/v1/policies/{version}', { params: { path: { version } }, body })).data),
    onSuccess: refreshAfterChange,
  });

export const useCheckPolicy = (version: string) =>
  useMutation({
    mutationFn: async () =>
      requireData((await api.POST('/v1/policies/{version}/check', { params: { path: { version } } })).data),
  });

export interface Proposal {
  segment: PolicySegment | null;
  /** ISO time; null is as soon as it is approved. */
  effective_from: string | null;
  why: string;
}

export const useProposePolicy = (version: string) =>
  useMutation({
    mutationFn: async (body: Proposal) =>
      requireData((await api.POST('/v1/policies/{version}/propose', { params: { path: { version } }, body })).data),
    onSuccess: refreshAfterChange,
  });

/** Asks for the policy that a spreadsheet states. It is not stored. */
export async function readSpreadsheet(file: File): Promise<Document> {
  const body = { base64: encodeBase64(new Uint8Array(await file.arrayBuffer())) };
  return requireData((await api.POST('/v1/policy-spreadsheets', { body })).data).document;
}

/** Fetches a version as a spreadsheet. */
export async function fetchSpreadsheet(version: string): Promise<{ name: string; file: Blob }> {
  const params = { path: { version } };
  const { data } = await api.GET('/v1/policies/{version}/spreadsheet', { params });
  const { file_name, media_type, base64 } = requireData(data);
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { name: file_name, file: new Blob([bytes], { type: media_type }) };
}

function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
