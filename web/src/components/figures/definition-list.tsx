/** Names and values in two columns, for the properties of one thing. */
import type { ReactNode } from 'react';

export function DefinitionList({ entries }: { entries: [name: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
