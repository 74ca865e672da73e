/** A figure in a table cell with a bar behind it that shows a share. */
import type { ReactNode } from 'react';

interface ShareBarProps {
  /** 0 to 1; values outside are cut. */
  share: number;
  colour?: string;
  children: ReactNode;
}

export function ShareBar({ share, colour, children }: ShareBarProps) {
  const width = `${Math.min(100, Math.max(0, 100 * share))}%`;
  return (
    <span className="bar">
      <span className="bar-track" aria-hidden="true">
        <span style={{ width, background: colour }} />
      </span>
      <span className="bar-figure">{children}</span>
    </span>
  );
}
