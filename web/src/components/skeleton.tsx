/** Takes the place of content that is loading, with about its size, so that nothing moves when it comes. */
import { sharedTexts } from '../texts/shared.ts';

interface SkeletonProps {
  /** Number of tiles above the cards. */
  tiles?: number;
  cards?: number;
}

export function Skeleton({ tiles = 4, cards = 2 }: SkeletonProps) {
  return (
    <div className="skeleton" role="status" aria-label={sharedTexts.loading}>
      {tiles > 0 && (
        <div className="tiles">
          {Array.from({ length: tiles }, (_, index) => (
            <div key={index} className="placeholder tile" />
          ))}
        </div>
      )}
      <div className="grid">
        {Array.from({ length: cards }, (_, index) => (
          <div key={index} className="placeholder card" />
        ))}
      </div>
    </div>
  );
}
