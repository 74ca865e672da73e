/** The upload of an import: its progress, and the files that have to be chosen again after a reload. */
import { Card } from '../../components/card.tsx';
import { formatBytes } from '../../format/numbers.ts';
import type { Import } from '../../queries/api-types.ts';
import { useShowImport } from '../../queries/import-queries.ts';
import { useUpload } from '../../uploads/use-upload.ts';
import { FileInput } from './file-form.tsx';
import { ProgressCard } from './progress-card.tsx';
import { StepFailure } from './step-failure.tsx';

export function UploadStep({ current }: { current: Import }) {
  const { sentBytes, totalBytes, missing, error, choose, retry } = useUpload(current, useShowImport());
  if (missing.length > 0) {
    return (
      <Card
        title="Choose the same files again"
        note={`${formatBytes(sentBytes)} of ${formatBytes(totalBytes)} have arrived, and stay. The browser forgot the rest when the page was left.`}
      >
        <p>Missing: {missing.join(', ')}</p>
        <FileInput label="The same files" choose={choose} />
      </Card>
    );
  }
  return (
    <>
      <ProgressCard
        title="Upload"
        note="Keep this page open. After a broken line or a reload it goes on where it was."
        share={totalBytes > 0 ? sentBytes / totalBytes : undefined}
        text={`${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`}
      />
      {error !== undefined && (
        <div className="row">
          <StepFailure error={error} />
          <button type="button" className="button" onClick={retry}>
            Go on with the upload
          </button>
        </div>
      )}
    </>
  );
}
