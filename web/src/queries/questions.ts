/** Every question that the pages ask, each as a hook. */
import { api } from './client.ts';
import type { ReportName, ReportOf } from './types.ts';
import { type Answer, useAnswer } from './use-answer.ts';

export type ReportOptions = { dimension?: string; within?: string; days?: number };

/** A report of GET /v1/reports/{name}. */
export function useReport<Name extends ReportName>(name: Name, query: ReportOptions = {}): Answer<ReportOf<Name>> {
  return useAnswer(`report ${name} ${JSON.stringify(query)}`, async () => {
    const { data } = await api.GET('/v1/reports/{name}', { params: { path: { name }, query } });
    return given(data) as ReportOf<Name>;
  });
}

export const useRuns = (before?: string) =>
  useAnswer(`runs ${before}`, async () =>
    given((await api.GET('/v1/runs', { params: { query: { limit: 50, before } } })).data),
  );

export const useRun = (run_id: string) =>
  useAnswer(`run ${run_id}`, async () =>
    given((await api.GET('/v1/runs/{run_id}', { params: { path: { run_id } } })).data),
  );

export const useModels = (before?: string) =>
  useAnswer(`models ${before}`, async () =>
    given((await api.GET('/v1/models', { params: { query: { limit: 50, before } } })).data),
  );

export const useModel = (version: string) =>
  useAnswer(`model ${version}`, async () =>
    given((await api.GET('/v1/models/{version}', { params: { path: { version } } })).data),
  );

/** Of the champion where no version is named. */
export const useModelMetrics = (version?: string) =>
  useAnswer(`metrics ${version}`, async () =>
    given((await api.GET('/v1/model-metrics', { params: { query: { version } } })).data),
  );

export const useEvidence = (prediction_id: string) =>
  useAnswer(`evidence ${prediction_id}`, async () =>
    given((await api.GET('/v1/predictions/{prediction_id}', { params: { path: { prediction_id } } })).data),
  );

export const useRiskScore = (customer_id: string) =>
  useAnswer(`score ${customer_id}`, async () =>
    given(
      (await api.GET('/v1/risk-score/{customer_id}', { params: { path: { customer_id }, query: { limit: 50 } } })).data,
    ),
  );

function given<Data>(data: Data | undefined): Data {
  if (data === undefined) throw new Error('The API answered nothing.');
  return data;
}
