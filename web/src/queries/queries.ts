/** One hook for each API request of the pages. Add a hook here when a page needs another request. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { Decision, ReportByName, ReportName, RunFilter } from './api-types.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { type ApiQuery, useApiQuery } from './use-api-query.ts';

export interface ReportParameters {
  dimension?: string;
  within?: string;
  days?: number;
  as_of?: string;
  from?: string;
  to?: string;
  model_version?: string;
  decision?: Decision;
  band?: string;
}

/** A report of GET /v1/reports/{name}. */
export function useReport<Name extends ReportName>(
  name: Name,
  query: ReportParameters = {},
): ApiQuery<ReportByName<Name>> {
  return useApiQuery(['report', name, query], async () => {
    const { data } = await api.GET('/v1/reports/{name}', { params: { path: { name }, query } });
    return requireData(data) as ReportByName<Name>;
  });
}

/** 50 runs, newest first. */
export const useRuns = (filter: RunFilter) =>
  useApiQuery(['runs', filter], async () =>
    requireData((await api.GET('/v1/runs', { params: { query: { limit: 50, ...filter } } })).data),
  );

export const useRun = (run_id: string) =>
  useApiQuery(['run', run_id], async () =>
    requireData((await api.GET('/v1/runs/{run_id}', { params: { path: { run_id } } })).data),
  );

/**
 * 50 models, newest first.
 * @param before the `next_before` of the list with newer models
 */
export const useModels = (before?: string) =>
  useApiQuery(['models', before], async () =>
    requireData((await api.GET('/v1/models', { params: { query: { limit: 50, before } } })).data),
  );

export const useModel = (version: string) =>
  useApiQuery(
    ['model', version],
    async () => requireData((await api.GET('/v1/models/{version}', { params: { path: { version } } })).data),
    { hasLinks: true },
  );

/** @param version default: the champion's */
export const useModelMetrics = (version?: string) =>
  useApiQuery(['model-metrics', version], async () =>
    requireData((await api.GET('/v1/model-metrics', { params: { query: { version } } })).data),
  );

export const useEvidence = (prediction_id: string) =>
  useApiQuery(['evidence', prediction_id], async () =>
    requireData((await api.GET('/v1/predictions/{prediction_id}', { params: { path: { prediction_id } } })).data),
  );

/**
 * 50 scores of a customer, newest first.
 * @param before the `next_before` of the list with newer scores
 */
export const useRiskScore = (customer_id: string, before?: string) =>
  useApiQuery(['risk-score', customer_id, before], async () => {
    const params = { path: { customer_id }, query: { limit: 50, before } };
    return requireData((await api.GET('/v1/risk-score/{customer_id}', { params })).data);
  });

/** Stores a reviewer's decision over a prediction. It is done when the page shows what is current then. */
export const useOverride = (prediction_id: string) =>
  useMutation({
    mutationFn: async (body: { decision: Decision; reason: string }) => {
      const params = { path: { prediction_id } };
      return requireData((await api.POST('/v1/predictions/{prediction_id}/override', { params, body })).data);
    },
    onSuccess: refreshAfterChange,
  });

/** Stores the end of an override. It is done when the page shows what is current then. */
export const useOverrideEnd = (override_id: string) =>
  useMutation({
    mutationFn: (body: { reason: string }) =>
      api.POST('/v1/overrides/{override_id}/end', { params: { path: { override_id } }, body }),
    onSuccess: refreshAfterChange,
  });

/** Makes the portfolio report of this moment; its addresses work for a quarter of an hour. */
export const usePortfolioReport = () =>
  useMutation({ mutationFn: async () => requireData((await api.POST('/v1/portfolio-reports', {})).data) });
