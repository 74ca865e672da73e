/** The box with the figures at the pointer's position in a chart. */
import type { ReactNode } from 'react';

export interface TooltipRow {
  name: string;
  value: string;
  colour?: string;
}

export function ChartTooltip({ title, rows }: { title: ReactNode; rows: TooltipRow[] }) {
  return (
    <div className="tip">
      <strong>{title}</strong>
      {rows.map(({ name, value, colour }) => (
        <div key={name}>
          {colour && <span className="swatch" style={{ background: colour }} />}
          {name}
          <span className="number">{value}</span>
        </div>
      ))}
    </div>
  );
}
