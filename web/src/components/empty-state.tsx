/** Takes the place of data that does not exist yet. */
import type { ReactNode } from 'react';

/** `children` explain what creates the data. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
    </div>
  );
}
