/** Shows a page to people whose roles open it. Others see which roles they have, and where they may go. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useMe } from '../../queries/me-queries.ts';
import { nameRole, accessTexts as texts } from '../../texts/roles.ts';
import { Page } from '../page.tsx';
import { Skeleton } from '../skeleton.tsx';
import { useOpenLinks } from './navigation.tsx';

/** @param path of the page, as `PAGES` has it; a page below another one, such as one run, belongs to it */
export function PageAccess({ path, children }: { path: string; children: ReactNode }) {
  const { data: me, failure } = useMe();
  // Where the roles cannot be read the page is shown: each call is held to the roles anyway.
  if (me === undefined) return failure ? children : <Skeleton />;
  const [, first = ''] = path.split('/');
  return me.pages.includes(`/${first}`) ? children : <ClosedPage />;
}

function ClosedPage() {
  const { data: me } = useMe();
  const links = useOpenLinks().flatMap((group) => group.links);
  const roles = me?.roles ?? [];
  const reason = roles.length === 0 ? texts.noRole : texts.otherRole;
  return (
    <Page title={reason.title}>
      <div className="state" role="alert">
        <p>{reason.describe(roles.map(nameRole))}</p>
        <p>{texts.howTo}</p>
        {links.length > 0 && (
          <>
            <p>{texts.openPages}</p>
            <ul className="row">
              {links.map(([address, name]) => (
                <li key={address}>
                  <Link href={address}>{name}</Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Page>
  );
}
