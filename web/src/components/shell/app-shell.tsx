/** The frame around every page: the brand, the navigation and the signed-in user's panel. */
import { type ReactNode, useEffect, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Session } from '../../auth/session.ts';
import { shellTexts } from '../../texts/shell.ts';
import { Logo } from '../logo.tsx';
import { Navigation } from './navigation.tsx';
import { UserPanel } from './user-panel.tsx';

export function AppShell({ session, children }: { session: Session; children: ReactNode }) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [path] = useLocation();
  const [search] = useSearchParams();
  const page = search.get('before'); // of a list
  useEffect(() => {
    setMenuOpen(false);
    window.scrollTo(0, 0);
  }, [path, page]);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {shellTexts.skipLink}
      </a>
      <header className="side">
        <div className="brand">
          <Link href="/">
            <Logo />
            <span>{shellTexts.product}</span>
          </Link>
          <button
            type="button"
            className="button menu"
            aria-expanded={isMenuOpen}
            aria-controls="places"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            {shellTexts.menu}
          </button>
        </div>
        <div id="places" className={isMenuOpen ? 'places open' : 'places'}>
          <Navigation />
          <UserPanel session={session} />
        </div>
      </header>
      <main id="content">{children}</main>
    </div>
  );
}
