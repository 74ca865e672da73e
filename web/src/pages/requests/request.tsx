/** One proposed change: what is proposed, by whom and why, and the forms that decide, withdraw or review it. */
import { Link, useParams } from 'wouter';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { useFocusAfterChange } from '../../components/use-focus-after-change.ts';
import { isUuid } from '../../format/ids.ts';
import type { ChangeRequest } from '../../queries/api-types.ts';
import { useRequest } from '../../queries/request-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { REQUEST_KINDS, requestsTexts, requestTexts as texts } from '../../texts/governance/requests.ts';
import { RequestContent } from './request-content.tsx';
import { RequestProperties } from './request-properties.tsx';
import { StepForms } from './step-forms.tsx';

export default function RequestPage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredRequest id={id} /> : <UnknownRequest id={id} />;
}

function UnknownRequest({ id }: { id: string }) {
  return (
    <NotFound what={requestsTexts.what} id={id}>
      <Link href="/requests">{requestsTexts.all}</Link>
    </NotFound>
  );
}

function StoredRequest({ id }: { id: string }) {
  const query = useRequest(id);
  if (isNotFound(query)) return <UnknownRequest id={id} />;
  const { data } = query;
  return (
    <Page
      title={data ? texts.title(REQUEST_KINDS[data.kind], data.subject) : texts.untitled}
      subtitle={<Link href="/requests">{requestsTexts.all}</Link>}
    >
      <QueryBoundary query={query}>{(request) => <RequestDetails request={request} />}</QueryBoundary>
    </Page>
  );
}

function RequestDetails({ request }: { request: ChangeRequest }) {
  const details = useFocusAfterChange<HTMLDivElement>(`${request.state} ${request.reviewed?.at}`);
  return (
    <div className="stack">
      <section ref={details} tabIndex={-1} aria-label={texts.properties.title} className="focused">
        <RequestProperties request={request} />
      </section>
      <RequestContent request={request} />
      <StepForms request={request} />
    </div>
  );
}
