/** The frame of every page: its title, a subtitle, filters, controls such as a choice of period, and its print button. */
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'wouter';
import { describeOriginLine, PageOriginProvider } from '../exports/page-origin.tsx';
import { sharedTexts } from '../texts/shared.ts';

interface PageProps {
  title: string;
  /** One line under the title. */
  subtitle?: ReactNode;
  /** Stand to the right of the title. */
  controls?: ReactNode;
  /** Stand under the title, over the whole width. */
  filters?: ReactNode;
  /** ISO time at which the figures were counted; exports and prints carry it. */
  figuresAt?: string | null;
  children: ReactNode;
}

let isFirstPage = true;

export function Page({ title, subtitle, controls, filters, figuresAt = null, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const origin = useMemo(() => ({ title, figuresAt }), [title, figuresAt]);
  const page = useSearchParams()[0].get('before'); // of a list
  useEffect(() => {
    document.title = sharedTexts.pageTitle(title);
    // After a link, the focus lets screen readers announce the page. The first page keeps the browser's own focus.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [title, page]);
  return (
    <PageOriginProvider value={origin}>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p className="about">{subtitle}</p>
        </div>
        <div className="tools">
          {controls}
          <button type="button" className="button" onClick={() => window.print()}>
            {sharedTexts.exports.print}
          </button>
        </div>
      </header>
      {filters}
      {children}
      <p className="printed-origin" aria-hidden="true">
        {describeOriginLine(origin)}
      </p>
    </PageOriginProvider>
  );
}
