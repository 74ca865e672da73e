/** Tiles: single figures with their names, in a row at the top of a page. */
import type { ReactNode } from 'react';
import type { Tone } from '../../format/tones.ts';

interface TileProps {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  /** The difference to the period before. */
  change?: ReactNode;
  tone?: Tone;
}

export function Tile({ name, value, note, change, tone }: TileProps) {
  return (
    <div className="card tile">
      <dt>{name}</dt>
      <dd>
        <span className={`value ${tone ?? ''}`}>{value}</span>
        {note && <span className="note">{note}</span>}
        {change && <span className="note change">{change}</span>}
      </dd>
    </div>
  );
}

/** Contains `Tile` elements. */
export function Tiles({ children }: { children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}
