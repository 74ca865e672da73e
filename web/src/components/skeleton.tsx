/** Takes the place of content that is loading. */
import { sharedTexts } from '../texts/shared.ts';

export function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label={sharedTexts.loading}>
      <div />
      <div />
      <div />
    </div>
  );
}
