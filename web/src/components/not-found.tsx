/** Takes the place of a page whose address names something that does not exist. */
import { Link } from 'wouter';
import { sharedTexts } from '../texts/shared.ts';
import { Page } from './page.tsx';

export function NotFound({ what, id }: { what: string; id: string }) {
  return (
    <Page title={sharedTexts.notFound(what)}>
      <p>
        {sharedTexts.notFoundWhy(what, id)} <Link href="/">x</Link>
      </p>
    </Page>
  );
}
