/** The API requests of the review queue, of the page of one case and of the figures of the review. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { CaseDecision, CaseFilter } from './api-types.ts';
import { describeFailure } from './failure.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

/** 50 cases, the earliest due time first. */
export const useCases = (filter: CaseFilter) =>
  useApiQuery(
    ['cases', filter],
    async () => requireData((await api.GET('/v1/cases', { params: { query: { limit: 50, ...filter } } })).data),
    { isShared: true },
  );

export const useCase = (case_id: string) =>
  useApiQuery(
    ['case', case_id],
    async () => requireData((await api.GET('/v1/cases/{case_id}', { params: { path: { case_id } } })).data),
    { isShared: true },
  );

/** The reasons that a case can be decided with. */
export const useReasonCodes = () =>
  useApiQuery(['reason-codes'], async () => requireData((await api.GET('/v1/reason-codes', {})).data).reason_codes);

export const useCaseFigures = (query: { from?: string; to?: string }) =>
  useApiQuery(['case-figures', query], async () =>
    requireData((await api.GET('/v1/case-figures', { params: { query } })).data),
  );

/** Claims the case with the earliest due time that nobody holds; `case_id` is null where none is free. */
export const useClaimNext = () =>
  useMutation({
    mutationFn: async (body: Pick<CaseFilter, 'kind'>) =>
      requireData((await api.POST('/v1/cases/claim-next', { body })).data),
    onSuccess: refreshAfterChange,
  });

/** The people to whom a case can be assigned. */
export const useReviewers = () =>
  useApiQuery(['reviewers'], async () => requireData((await api.GET('/v1/reviewers', {})).data).reviewers);

const isConflict = (error: unknown): boolean => describeFailure(error).kind === 'conflict';

/** What a person does with a case. */
export type CaseWork =
  | { step: 'claim' | 'release' }
  | { step: 'confirm'; note?: string }
  | { step: 'return' | 'request-documents' | 'note'; note: string }
  | { step: 'assign'; to: string; note?: string }
  | ({ step: 'decide' } & CaseDecision);

/** Sends one step. It is done when the page shows what is current then, also where somebody else was faster. */
export const useCaseStep = (case_id: string) =>
  useMutation({
    mutationFn: (work: CaseWork) => sendStep(case_id, work),
    onSuccess: refreshAfterChange,
    onError: (error) => (isConflict(error) ? refreshAfterChange() : undefined),
  });

async function sendStep(case_id: string, work: CaseWork): Promise<unknown> {
  const params = { path: { case_id } };
  switch (work.step) {
    case 'decide': {
      const { step: _, ...body } = work;
      return api.POST('/v1/cases/{case_id}/decide', { params, body });
    }
    case 'assign': {
      const { step: _, ...body } = work;
      return api.POST('/v1/cases/{case_id}/assign', { params, body });
    }
    case 'claim':
    case 'release':
      return api.POST(`/v1/cases/{case_id}/${work.step}`, { params, body: {} });
    case 'confirm':
      return api.POST('/v1/cases/{case_id}/confirm', { params, body: work.note ? { note: work.note } : {} });
    case 'note':
      return api.POST('/v1/cases/{case_id}/notes', { params, body: { note: work.note } });
    default:
      return api.POST(`/v1/cases/{case_id}/${work.step}`, { params, body: { note: work.note } });
  }
}
