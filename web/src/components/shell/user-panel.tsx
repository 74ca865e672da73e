/** The signed-in user's name, with the buttons to change colours, refresh everything and sign out. */
import type { Session } from '../../auth/session.ts';
import { signOut } from '../../auth/sign-out.ts';
import { refreshAll, useIsRefreshing } from '../../queries/query-client.ts';
import { THEMES, type Theme, useTheme } from './theme.ts';

export function UserPanel({ session }: { session: Session }) {
  const isRefreshing = useIsRefreshing();
  return (
    <div className="person">
      <ThemeChoice />
      <button type="button" className="button" onClick={refreshAll} aria-busy={isRefreshing}>
        {isRefreshing ? 'Refreshing…' : 'Refresh'}
      </button>
      <p>
        <span className="dim">Signed in as</span>
        <strong title={session.name}>{session.name}</strong>
        {session.isReviewer && <span className="dim">may override decisions</span>}
        {session.isImporter && <span className="dim">may import files</span>}
      </p>
      <button type="button" className="button" onClick={() => signOut()}>
        Sign out
      </button>
    </div>
  );
}

const THEME_NAMES: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

function ThemeChoice() {
  const [theme, chooseTheme] = useTheme();
  return (
    <fieldset className="choice" aria-label="Colours">
      {THEMES.map((name) => (
        <label key={name}>
          <input type="radio" name="theme" checked={theme === name} onChange={() => chooseTheme(name)} />
          <span>{THEME_NAMES[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
