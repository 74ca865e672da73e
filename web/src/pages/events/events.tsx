/** Events for the systems of the lender: who receives them, what became of each, and sending again. */
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatCount } from '../../format/numbers.ts';
import type { EventFilter, Webhook } from '../../queries/api-types.ts';
import { useEvents, useWebhooks } from '../../queries/event-queries.ts';
import { useMe } from '../../queries/me-queries.ts';
import { eventTexts as texts } from '../../texts/governance/events.ts';
import { listColumns } from './event-columns.tsx';
import { readEventFilter, writeEventFilter } from './event-filter.ts';
import { EventFilters } from './event-filters.tsx';
import { Receivers } from './receivers.tsx';
import { WebhookChanges, WebhookForm } from './webhook-forms.tsx';

/** Who changes webhooks, and who reads applications, as the API's table of roles has it. */
const CHANGER = 'administrator';
const READER = 'auditor';

export default function EventsPage() {
  const [search] = useSearchParams();
  const filter = readEventFilter(search);
  const webhooks = useWebhooks();
  const roles = useMe().data?.roles ?? [];
  const person = { mayChange: roles.includes(CHANGER), readsApplications: roles.includes(READER) };
  const { before: _, ...conditions } = filter;
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <div className="stack">
        <QueryBoundary query={webhooks}>
          {(receivers) => (
            <>
              <Receivers receivers={receivers} />
              {person.mayChange && <Changes receivers={receivers} />}
            </>
          )}
        </QueryBoundary>
        <EventFilters
          key={JSON.stringify([conditions, webhooks.data?.length])}
          filter={conditions}
          receivers={webhooks.data ?? []}
          readsApplications={person.readsApplications}
        />
        <EventTable filter={filter} person={person} />
      </div>
    </Page>
  );
}

function Changes({ receivers }: { receivers: readonly Webhook[] }) {
  return (
    <>
      <WebhookForm />
      {receivers
        .filter(({ kind }) => kind === 'webhook')
        .map((webhook) => (
          <WebhookChanges key={webhook.webhook_id} webhook={webhook} />
        ))}
    </>
  );
}

interface EventTableProps {
  filter: EventFilter;
  person: Parameters<typeof listColumns>[0];
}

function EventTable({ filter, person }: EventTableProps) {
  const query = useEvents(filter);
  const { before, ...conditions } = filter;
  return (
    <QueryBoundary query={query}>
      {({ events, next_before, unplaced }) => (
        <>
          {unplaced > 0 && <p className="notice">{texts.list.unplaced(formatCount(unplaced))}</p>}
          {events.length === 0 ? (
            <EmptyState title={texts.list.none}>{texts.list.noneWhy}</EmptyState>
          ) : (
            <Card title={texts.list.title}>
              <Table
                isList
                caption={texts.list.caption}
                rows={events}
                rowKey={({ event_id }) => event_id}
                columns={listColumns(person)}
              />
              <div className="row">
                {before && <Link href={writeEventFilter(conditions)}>{texts.list.newest}</Link>}
                {next_before && (
                  <Link href={writeEventFilter({ ...conditions, before: next_before })}>{texts.list.older}</Link>
                )}
              </div>
            </Card>
          )}
        </>
      )}
    </QueryBoundary>
  );
}
