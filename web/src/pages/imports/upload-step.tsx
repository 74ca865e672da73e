/** The upload of an import: its progress, and the files that have to be chosen again after a reload. */
import { Card } from '../../components/card.tsx';
import { formatBytes } from '../../format/numbers.ts';
import type { Import } from '../../queries/api-types.ts';
import { useShowImport } from '../../queries/import-queries.ts';
import { importTexts } from '../../texts/cases/imports.ts';
import { useUpload } from '../../uploads/use-upload.ts';
import { FileInput } from './file-form.tsx';
import { ProgressCard } from './progress-card.tsx';
import { StepFailure } from './step-failure.tsx';

const { upload: texts } = importTexts;

export function UploadStep({ current }: { current: Import }) {
  const { sentBytes, totalBytes, missing, error, choose, retry } = useUpload(current, useShowImport());
  if (missing.length > 0) {
    return (
      <Card title={texts.chooseAgain} note={texts.arrived(formatBytes(sentBytes), formatBytes(totalBytes))}>
        <p className="long">{texts.missing(missing)}</p>
        <FileInput label={texts.sameFiles} choose={choose} />
      </Card>
    );
  }
  return (
    <>
      <ProgressCard
        title={texts.title}
        note={texts.note}
        share={totalBytes > 0 ? sentBytes / totalBytes : undefined}
        text={texts.sent(formatBytes(sentBytes), formatBytes(totalBytes))}
      />
      {error !== undefined && (
        <div className="row">
          <StepFailure error={error} />
          <button type="button" className="button" onClick={retry}>
            {texts.resume}
          </button>
        </div>
      )}
    </>
  );
}
