/** The frame of every page: its title, a subtitle, and controls such as a choice of period. */
import { type ReactNode, useEffect, useRef } from 'react';

interface PageProps {
  title: string;
  /** One line under the title. */
  subtitle?: ReactNode;
  /** Stand to the right of the title. */
  controls?: ReactNode;
  children: ReactNode;
}

let isFirstPage = true;

export function Page({ title, subtitle, controls, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Financial risk`;
    // After a link, the focus lets screen readers announce the page. The first page keeps the browser's own focus.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [title]);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {subtitle && <p className="about">{subtitle}</p>}
        </div>
        {controls && <div className="tools">{controls}</div>}
      </header>
      {children}
    </>
  );
}
