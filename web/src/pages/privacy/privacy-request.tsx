/** One request of a data subject: what happened, what was found or done, the package, and what can be done with it. */
import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { useFocusAfterChange } from '../../components/use-focus-after-change.ts';
import { isUuid } from '../../format/ids.ts';
import { formatTime } from '../../format/times.ts';
import type { PrivacyRequest } from '../../queries/api-types.ts';
import { usePrivacyRequest } from '../../queries/privacy-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { namePerson } from '../../texts/forms.ts';
import { PRIVACY_KINDS, privacyTexts, privacyRequestTexts as texts } from '../../texts/privacy/privacy.ts';
import { PackageCard } from './package-card.tsx';
import { PrivacyState } from './privacy-columns.tsx';
import { PrivacySteps } from './privacy-steps.tsx';

export default function PrivacyRequestPage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredRequest id={id} /> : <UnknownRequest id={id} />;
}

function UnknownRequest({ id }: { id: string }) {
  return (
    <NotFound what={privacyTexts.what} id={id}>
      <Link href="/privacy">{privacyTexts.all}</Link>
    </NotFound>
  );
}

function StoredRequest({ id }: { id: string }) {
  const query = usePrivacyRequest(id);
  if (isNotFound(query)) return <UnknownRequest id={id} />;
  const { data } = query;
  return (
    <Page title={data ? nameRequest(data) : texts.untitled} subtitle={<Link href="/privacy">{privacyTexts.all}</Link>}>
      <QueryBoundary query={query}>{(request) => <RequestDetails request={request} />}</QueryBoundary>
    </Page>
  );
}

const nameRequest = ({ kind, customer_id }: PrivacyRequest): string =>
  customer_id === null ? texts.ofErased(PRIVACY_KINDS[kind]) : texts.title(PRIVACY_KINDS[kind], customer_id);

function RequestDetails({ request }: { request: PrivacyRequest }) {
  const details = useFocusAfterChange<HTMLDivElement>(`${request.state} ${request.due_at}`);
  const { result } = request;
  return (
    <div className="stack">
      <section ref={details} tabIndex={-1} aria-label={texts.properties.title} className="focused">
        <Properties request={request} />
      </section>
      {result && (
        <Card title={texts.result.title} note={texts.result.note}>
          <DefinitionList entries={Object.entries(result).map(([name, value]) => [name, writeValue(value)])} />
        </Card>
      )}
      {request.can.includes('download') && <PackageCard requestId={request.request_id} />}
      <PrivacySteps request={request} />
    </div>
  );
}

const writeValue = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function Properties({ request }: { request: PrivacyRequest }) {
  const { properties } = texts;
  const { handled_by, extended_why, handled_why, ended_at, failure } = request;
  const entries: [name: string, value: ReactNode][] = [
    [properties.state, <PrivacyState key="state" request={request} />],
    [properties.received, formatTime(request.received_at)],
    [properties.due, formatTime(request.due_at)],
    [properties.entered, properties.byAt(namePerson(request.requested_by), formatTime(request.requested_at))],
  ];
  const addReason = (name: string, text: string | null) => {
    if (!text) return;
    entries.push([
      name,
      <span key={name} className="reason">
        {text}
      </span>,
    ]);
  };
  addReason(properties.why, request.why);
  addReason(properties.extended, extended_why);
  if (handled_by) entries.push([properties.handled, namePerson(handled_by)]);
  addReason(properties.handledWhy, handled_why);
  if (ended_at) entries.push([properties.ended, formatTime(ended_at)]);
  addReason(properties.failure, failure);
  return (
    <Card title={properties.title}>
      <DefinitionList entries={entries} />
    </Card>
  );
}
