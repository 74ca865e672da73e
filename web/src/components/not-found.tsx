/** Takes the place of a page whose address names something that does not exist. */
import type { ReactNode } from 'react';
import { sharedTexts } from '../texts/shared.ts';
import { Page } from './page.tsx';

interface NotFoundProps {
  /** Such as `model version`. */
  what: string;
  id: string;
  /** Leads on, such as a link to the list. */
  children?: ReactNode;
}

export function NotFound({ what, id, children }: NotFoundProps) {
  return (
    <Page title={sharedTexts.notFound(what)}>
      <div className="state" role="alert">
        <p>{sharedTexts.notFoundWhy(what, id)}</p>
        {children}
      </div>
    </Page>
  );
}
