/** What is around every page: where one can go, who is signed in, light or dark. */
import { type ReactNode, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Session } from '../../auth/session.ts';
import { signOut } from '../../auth/sign-in.ts';
import { refreshAll, useIsRefreshing } from '../../queries/query-client.ts';
import { Logo } from '../logo.tsx';
import { THEMES, type Theme, useTheme } from './theme.ts';

const GROUPS: { title: string; links: [path: string, name: string][] }[] = [
  {
    title: 'Today',
    links: [
      ['/', 'Overview'],
      ['/alarms', 'Alarms'],
      ['/runs', 'Runs'],
    ],
  },
  {
    title: 'Portfolio',
    links: [
      ['/distribution', 'Score distribution'],
      ['/segments', 'Segments'],
      ['/trends', 'Trends'],
      ['/applications', 'Applications'],
    ],
  },
  {
    title: 'Model',
    links: [
      ['/performance', 'Performance'],
      ['/features', 'Feature importance'],
      ['/drift', 'Drift'],
      ['/models', 'Registry'],
    ],
  },
];

export function AppShell({ session, children }: { session: Session; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [path] = useLocation();
  useEffect(() => {
    setOpen(false);
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="side">
        <div className="brand">
          <Link href="/">
            <Logo />
            <span>Financial risk</span>
          </Link>
          <button
            type="button"
            className="button menu"
            aria-expanded={isOpen}
            aria-controls="places"
            onClick={() => setOpen(!isOpen)}
          >
            Menu
          </button>
        </div>
        <div id="places" className={isOpen ? 'places open' : 'places'}>
          <nav aria-label="Pages">
            {GROUPS.map(({ title, links }) => (
              <section key={title}>
                <h2>{title}</h2>
                <ul>
                  {links.map(([to, name]) => (
                    <li key={to}>
                      <Link href={to} aria-current={isAt(path, to) ? 'page' : undefined}>
                        {name}
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </nav>
          <Person session={session} />
        </div>
      </header>
      <main id="content">{children}</main>
    </div>
  );
}

const isAt = (path: string, to: string) => path === to || (to !== '/' && path.startsWith(`${to}/`));

function Person({ session }: { session: Session }) {
  const isRefreshing = useIsRefreshing();
  return (
    <div className="person">
      <ThemeSwitch />
      <button type="button" className="button" onClick={refreshAll} aria-busy={isRefreshing}>
        {isRefreshing ? 'Refreshing…' : 'Refresh'}
      </button>
      <p>
        <span className="dim">Signed in as</span>
        <strong title={session.name}>{session.name}</strong>
        {session.isReviewer && <span className="dim">may override decisions</span>}
      </p>
      <button type="button" className="button" onClick={() => signOut()}>
        Sign out
      </button>
    </div>
  );
}

const THEME_NAMES: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  return (
    <fieldset className="choice" aria-label="Colours">
      {THEMES.map((name) => (
        <label key={name}>
          <input type="radio" name="theme" checked={theme === name} onChange={() => setTheme(name)} />
          <span>{THEME_NAMES[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
