/** The inbox of proposed changes: those that wait for the signed-in person, and all of them. */
import { Link, useLocation, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { Table } from '../../components/tables/table.tsx';
import type { ChangeRequest, RequestFilter } from '../../queries/api-types.ts';
import { useRequests } from '../../queries/request-queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { REQUEST_KINDS, requestsTexts as texts } from '../../texts/governance/requests.ts';
import { REQUEST_COLUMNS } from './request-columns.tsx';
import { KINDS, REQUEST_STATES, readRequestFilter, writeRequestFilter } from './request-filter.ts';

export default function RequestsPage() {
  const [search] = useSearchParams();
  const filter = readRequestFilter(search);
  const query = useRequests(filter);
  return (
    <Page title={texts.title} subtitle={texts.subtitle} filters={<RequestFilters filter={filter} />}>
      <div className="stack">
        <WaitingForYou />
        <QueryBoundary query={query}>
          {({ requests, next_before }) =>
            requests.length === 0 ? (
              <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
            ) : (
              <Card title={texts.list.title}>
                <RequestTable caption={texts.list.caption} requests={requests} />
                <p className="row">
                  {filter.before && (
                    <Link href={writeRequestFilter({ ...filter, before: undefined })}>{texts.newest}</Link>
                  )}
                  {next_before && (
                    <Link href={writeRequestFilter({ ...filter, before: next_before })}>{texts.older}</Link>
                  )}
                </p>
              </Card>
            )
          }
        </QueryBoundary>
      </div>
    </Page>
  );
}

/** Open requests that the person may decide, and emergencies that the person may review. */
function WaitingForYou() {
  const [open, applied] = [useRequests({ state: 'open' }), useRequests({ state: 'applied' })];
  return (
    <Card title={texts.waiting.title}>
      <QueryBoundary query={open}>
        {({ requests }) => {
          const waiting = [...requests, ...(applied.data?.requests ?? [])].filter(isWaiting);
          return waiting.length === 0 ? (
            <p className="dim">{texts.waiting.none}</p>
          ) : (
            <RequestTable caption={texts.waiting.caption} requests={waiting} />
          );
        }}
      </QueryBoundary>
    </Card>
  );
}

const isWaiting = ({ can }: ChangeRequest): boolean => can.includes('approve') || can.includes('review');

function RequestTable({ caption, requests }: { caption: string; requests: readonly ChangeRequest[] }) {
  return (
    <Table isList caption={caption} rows={requests} rowKey={({ request_id }) => request_id} columns={REQUEST_COLUMNS} />
  );
}

function RequestFilters({ filter }: { filter: RequestFilter }) {
  const [, navigate] = useLocation();
  const change = (changed: RequestFilter) => navigate(writeRequestFilter({ ...filter, ...changed, before: undefined }));
  return (
    <search aria-label={texts.filters.label} className="filters">
      <Select
        label={texts.filters.state}
        value={filter.state ?? ''}
        options={[
          { value: '', text: texts.filters.allStates },
          ...REQUEST_STATES.map((state) => ({ value: state, text: formatCode(state) })),
        ]}
        choose={(state) => change({ state: REQUEST_STATES.find((name) => name === state) })}
      />
      <Select
        label={texts.filters.kind}
        value={filter.kind ?? ''}
        options={[
          { value: '', text: texts.filters.allKinds },
          ...KINDS.map((kind) => ({ value: kind, text: REQUEST_KINDS[kind] })),
        ]}
        choose={(kind) => change({ kind: KINDS.find((name) => name === kind) })}
      />
    </search>
  );
}
