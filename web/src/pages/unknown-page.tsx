/** The page at an address that the dashboard does not have: says so, and leads to all pages. */
import { Link, useLocation } from 'wouter';
import { Page } from '../components/page.tsx';
import { LINK_GROUPS } from '../components/shell/navigation.tsx';
import { unknownAddressTexts as texts } from '../texts/shell.ts';

export function UnknownPage() {
  const [path] = useLocation();
  return (
    <Page title={texts.title}>
      <div className="state" role="alert">
        <p className="long">{texts.detail(path)}</p>
        <p>{texts.hint}</p>
        <ul className="row">
          {LINK_GROUPS.flatMap(({ links }) => links).map(([address, name]) => (
            <li key={address}>
              <Link href={address}>{name}</Link>
            </li>
          ))}
        </ul>
      </div>
    </Page>
  );
}
