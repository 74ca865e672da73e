/** Why a step of an import was refused, in one line. */
import { describeRefusal } from '../../queries/failure.ts';
import { importTexts } from '../../texts/cases/imports.ts';
import { PartNotSent } from '../../uploads/send-parts.ts';

export function StepFailure({ error }: { error: unknown }) {
  return (
    <p role="alert" className="trouble long">
      {describeStepFailure(error)}
    </p>
  );
}

function describeStepFailure(error: unknown): string {
  const { failure, upload } = importTexts;
  if (error instanceof PartNotSent) return failure(upload.failed, upload.partLost);
  const { title, detail } = describeRefusal(error);
  return failure(title, detail);
}
