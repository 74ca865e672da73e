/** The head of every page: its title, what it speaks of, and what can be chosen on it. */
import { type ReactNode, useEffect, useRef } from 'react';

interface PageProps {
  title: string;
  /** One line under the title. */
  subtitle?: ReactNode;
  /** Choices, at the right. */
  controls?: ReactNode;
  children: ReactNode;
}

let isFirst = true;

export function Page({ title, subtitle: about, controls: tools, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Financial risk`;
    // Someone who came here by a link hears where they are; the first page begins where the browser begins.
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, [title]);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {about && <p className="about">{about}</p>}
        </div>
        {tools && <div className="tools">{tools}</div>}
      </header>
      {children}
    </>
  );
}
