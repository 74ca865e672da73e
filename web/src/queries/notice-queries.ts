/** Queries and changes of notices to applicants. */
import { useMutation } from '@tanstack/react-query';
import type { components } from '../../../clients/typescript/api.ts';
import { api } from './api-client.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

export type Notice = components['schemas']['Notice'];
export type NoticeChoice = Pick<Notice, 'kind' | 'language'>;

/** Notices of the application of a prediction, and its clock. */
export const useNotices = (prediction_id: string) =>
  useApiQuery(['notices', prediction_id], async () => {
    const params = { path: { prediction_id } };
    return requireData((await api.GET('/v1/predictions/{prediction_id}/notices', { params })).data);
  });

const postNotice = async (prediction_id: string, choice: NoticeChoice, preview: boolean) => {
  const params = { path: { prediction_id } };
  const body = { ...choice, preview };
  return requireData((await api.POST('/v1/predictions/{prediction_id}/notice', { params, body })).data);
};

/** Shows what a notice would say. Nothing is stored. */
export const useNoticePreview = (prediction_id: string) =>
  useMutation({ mutationFn: (choice: NoticeChoice) => postNotice(prediction_id, choice, true) });

/** Issues a notice. It is done when the page shows it. */
export const useNoticeIssue = (prediction_id: string) =>
  useMutation({
    mutationFn: (choice: NoticeChoice) => postNotice(prediction_id, choice, false),
    onSuccess: refreshAfterChange,
  });

/** The browser saves the file: its address says so, and the page stays. */
export const useNoticeDownload = (notice_id: string) =>
  useMutation({
    mutationFn: async (file: 'html' | 'pdf') => {
      const { data } = await api.GET('/v1/notices/{notice_id}', { params: { path: { notice_id } } });
      location.assign(requireData(data)[file].url);
    },
  });

/** Records that a person sent a notice. */
export const useNoticeSent = (notice_id: string) =>
  useMutation({
    mutationFn: () =>
      api.POST('/v1/notices/{notice_id}/delivery', { params: { path: { notice_id } }, body: { state: 'sent' } }),
    onSuccess: refreshAfterChange,
  });
