/** A titled box of a page. */
import type { ReactNode } from 'react';

interface CardProps {
  title: string;
  /** One line under the title. */
  note?: ReactNode;
  children?: ReactNode;
}

export function Card({ title, note, children }: CardProps) {
  return (
    <section className="card">
      <h2>{title}</h2>
      {note && <p className="summary">{note}</p>}
      {children}
    </section>
  );
}
