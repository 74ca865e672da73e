/** The buttons that download a policy as JSON and as a spreadsheet. */
import { useMutation } from '@tanstack/react-query';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { downloadFile } from '../../../exports/download.ts';
import type { Policy } from '../../../queries/api-types.ts';
import { fetchSpreadsheet } from '../../../queries/policy-queries.ts';
import { policyTexts as texts } from '../../../texts/policies/policies.ts';

export function PolicyDownloads({ policy: { version, document } }: { policy: Policy }) {
  const spreadsheet = useMutation({
    mutationFn: () => fetchSpreadsheet(version),
    onSuccess: ({ name, file }) => downloadFile(name, file),
  });
  const downloadJson = () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    downloadFile(`${version}.json`, new Blob([text], { type: 'application/json' }));
  };
  return (
    <>
      <button type="button" className="button" onClick={downloadJson}>
        {texts.json}
      </button>
      <button type="button" className="button" disabled={spreadsheet.isPending} onClick={() => spreadsheet.mutate()}>
        {texts.spreadsheet}
      </button>
      {spreadsheet.error && <Refusal error={spreadsheet.error} />}
    </>
  );
}
