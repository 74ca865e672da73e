/** The audit events: filtered, page by page, and exported. */
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { useAuditEvents } from '../../queries/audit-queries.ts';
import { commandTexts } from '../../texts/commands.ts';
import { auditTexts as texts } from '../../texts/governance/audit.ts';
import { readAuditFilter, writeAuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { EVENT_COLUMNS } from './event-columns.tsx';
import { EventDownload } from './event-download.tsx';

export default function AuditPage() {
  const [search] = useSearchParams();
  const filter = readAuditFilter(search);
  const query = useAuditEvents(filter);
  const { before, ...conditions } = filter;
  return (
    <Page
      title={texts.title}
      subtitle={texts.subtitle}
      filters={<AuditFilters key={JSON.stringify(conditions)} filter={conditions} />}
    >
      <div className="stack">
        <QueryBoundary query={query}>
          {({ events, next_before }) =>
            events.length === 0 ? (
              <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
            ) : (
              <Card title={texts.events}>
                <Table
                  isList
                  caption={texts.caption}
                  rows={events}
                  rowKey={({ event_id }) => event_id}
                  columns={EVENT_COLUMNS}
                />
                <div className="row">
                  {before && <Link href={writeAuditFilter(conditions)}>{texts.newest}</Link>}
                  {next_before && (
                    <Link href={writeAuditFilter({ ...conditions, before: next_before })}>{texts.older}</Link>
                  )}
                  <EventDownload filter={conditions} />
                </div>
              </Card>
            )
          }
        </QueryBoundary>
        <NextSteps commands={[[texts.proof.verify, commandTexts.verifyAudit]]}>{texts.proof.text}</NextSteps>
      </div>
    </Page>
  );
}
