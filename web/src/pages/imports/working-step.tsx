/** What the service is doing for an import, and how far it is. */
import { formatBytes, formatCount } from '../../format/numbers.ts';
import type { Import } from '../../queries/api-types.ts';
import { ProgressCard } from './progress-card.tsx';

const NOTES: Partial<Record<Import['state'], string>> = {
  profiling: 'Every column is looked at. Nothing is delivered yet.',
  checking: 'Every row is converted as it would be delivered. Nothing is written.',
  delivering: 'The deliveries are written, and then the daily workflow starts. This cannot be stopped.',
};

export function WorkingStep({ current: { state, progress, files } }: { current: Import }) {
  const share = progress && progress.total_bytes > 0 ? progress.done_bytes / progress.total_bytes : undefined;
  const size = formatBytes(files.reduce((sum, { size_bytes }) => sum + size_bytes, 0));
  return (
    <ProgressCard
      title="Progress"
      note={NOTES[state]}
      share={share === undefined ? undefined : Math.min(1, share)}
      text={progress ? `${formatCount(progress.rows)} rows so far` : `${size} to read`}
    />
  );
}
