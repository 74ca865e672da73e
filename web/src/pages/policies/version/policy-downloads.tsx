/** The button that downloads a policy as JSON. */
import { downloadFile } from '../../../exports/download.ts';
import type { Policy } from '../../../queries/api-types.ts';
import { policyTexts as texts } from '../../../texts/policies/policies.ts';

export function PolicyDownloads({ policy: { version, document } }: { policy: Policy }) {
  const downloadJson = () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    downloadFile(`${version}.json`, new Blob([text], { type: 'application/json' }));
  };
  return (
    <button type="button" className="button" onClick={downloadJson}>
      {texts.json}
    </button>
  );
}
