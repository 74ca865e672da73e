/** What the service is doing for an import, and how far it is. */
import { formatBytes } from '../../format/numbers.ts';
import type { Import } from '../../queries/api-types.ts';
import { importTexts, WORKING_NOTES } from '../../texts/cases/imports.ts';
import { ProgressCard } from './progress-card.tsx';

const { progress: texts } = importTexts;

export function WorkingStep({ current: { state, progress, files } }: { current: Import }) {
  const share = progress && progress.total_bytes > 0 ? progress.done_bytes / progress.total_bytes : undefined;
  const size = formatBytes(files.reduce((sum, { size_bytes }) => sum + size_bytes, 0));
  return (
    <ProgressCard
      title={texts.title}
      note={WORKING_NOTES[state]}
      share={share === undefined ? undefined : Math.min(1, share)}
      text={progress ? texts.rows(progress.rows) : texts.size(size)}
    />
  );
}
