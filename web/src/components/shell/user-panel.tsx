/** The signed-in user's name, with the buttons to change colours, refresh everything and sign out. */
import type { Session } from '../../auth/session.ts';
import { signOut } from '../../auth/sign-out.ts';
import { useMe } from '../../queries/me-queries.ts';
import { refreshAll, useIsRefreshing } from '../../queries/query-client.ts';
import { nameRole } from '../../texts/roles.ts';
import { shellTexts } from '../../texts/shell.ts';
import { THEMES, useTheme } from './theme.ts';

export function UserPanel({ session }: { session: Session }) {
  const isRefreshing = useIsRefreshing();
  return (
    <div className="person">
      <ThemeChoice />
      <button type="button" className="button" onClick={refreshAll} aria-busy={isRefreshing}>
        {isRefreshing ? shellTexts.refreshing : shellTexts.refresh}
      </button>
      <p>
        <span className="dim">{shellTexts.signedInAs}</span>
        <strong title={session.name}>{session.name}</strong>
        <Roles />
      </p>
      <button type="button" className="button" onClick={() => signOut()}>
        {shellTexts.signOut}
      </button>
    </div>
  );
}

/** Keeps its line while the roles are not known, so that nothing moves. */
function Roles() {
  const { data: me } = useMe();
  const names = me?.roles.length === 0 ? [shellTexts.noRole] : (me?.roles.map(nameRole) ?? []);
  return <span className="dim roles">{names.join(', ')}</span>;
}

function ThemeChoice() {
  const [theme, chooseTheme] = useTheme();
  return (
    <fieldset className="choice" aria-label={shellTexts.themeLabel}>
      {THEMES.map((name) => (
        <label key={name}>
          <input type="radio" name="theme" checked={theme === name} onChange={() => chooseTheme(name)} />
          <span>{shellTexts.themes[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
