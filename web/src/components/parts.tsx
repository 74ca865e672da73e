/** The small parts that pages are made of. */
import type { ReactNode } from 'react';
import { formatCode, getTone, type Tone } from '../format/labels.ts';

/** A figure with its name. */
export function Tile({ name, value, note, tone }: { name: string; value: ReactNode; note?: ReactNode; tone?: Tone }) {
  return (
    <div className="card tile">
      <dt>{name}</dt>
      <dd>
        <span className={`value ${tone ?? ''}`}>{value}</span>
        {note && <span className="note">{note}</span>}
      </dd>
    </div>
  );
}

export function Tiles({ children }: { children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}

/** A state as a word with a sign, so that colour is not all that tells. */
export function StateBadge({ code, tone = getTone(code) }: { code: string; tone?: Tone }) {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span>
      {formatCode(code)}
    </span>
  );
}

const SIGNS: Record<Tone, string> = { good: '●', warn: '▲', bad: '■', plain: '○' };

export function BandLabel({ band }: { band: string }) {
  return (
    <span className="band">
      <span className={`swatch ${getBandClassName(band)}`} aria-hidden="true" />
      {band}
    </span>
  );
}

/** A to E from calm to alarming; policies with more bands stay alarming. */
const BAND_NAMES = 'ABCDE';
const bandLetter = (band: string) => {
  const place = band.toUpperCase().charCodeAt(0) - 65;
  return (BAND_NAMES[Math.min(Math.max(place, 0), BAND_NAMES.length - 1)] ?? 'E').toLowerCase();
};
export const getBandClassName = (band: string) => `band-${bandLetter(band)}`;
export const getBandColour = (band: string) => `var(--band-${bandLetter(band)})`;

export function DecisionLabel({ decision }: { decision: string }) {
  return <span className={`decision ${decision}`}>{formatCode(decision)}</span>;
}

/** A share as a bar behind its figure. */
export function ShareBar({ share, children, colour }: { share: number; children: ReactNode; colour?: string }) {
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

export function Card({
  title,
  note,
  children,
  wide,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  return (
    <section className={wide ? 'card wide' : 'card'}>
      <h2>{title}</h2>
      {note && <p className="summary">{note}</p>}
      {children}
    </section>
  );
}
