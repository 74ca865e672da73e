/** The API request that downloads a file of a case. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import { requireData } from './require-data.ts';

/** The browser saves the file: its address says so, and the page stays. */
export const useAttachmentDownload = (case_id: string) =>
  useMutation({
    mutationFn: async (attachment_id: string) => {
      const params = { path: { case_id, attachment_id } };
      const { url } = requireData((await api.GET('/v1/cases/{case_id}/attachments/{attachment_id}', { params })).data);
      location.assign(url);
    },
  });
