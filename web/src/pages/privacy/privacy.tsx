/** What persons request about their data: the list with deadlines, and the form that enters a request. */
import { Link, useLocation, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { Table } from '../../components/tables/table.tsx';
import type { PrivacyFilter } from '../../queries/api-types.ts';
import { useMe } from '../../queries/me-queries.ts';
import { usePrivacyRequests } from '../../queries/privacy-queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { PRIVACY_KINDS, privacyTexts as texts } from '../../texts/privacy/privacy.ts';
import { PRIVACY_COLUMNS } from './privacy-columns.tsx';
import { KINDS, readPrivacyFilter, STATES, writePrivacyFilter } from './privacy-filter.ts';
import { PrivacyForm } from './privacy-form.tsx';
import { RestrictionsCard } from './restrictions-card.tsx';
import { RetentionCard } from './retention-card.tsx';

export default function PrivacyPage() {
  const [search] = useSearchParams();
  const filter = readPrivacyFilter(search);
  const query = usePrivacyRequests(filter);
  const { data: me } = useMe();
  const isOfficer = me?.roles.includes('privacy-officer') ?? false;
  return (
    <Page title={texts.title} subtitle={texts.subtitle} filters={<PrivacyFilters filter={filter} />}>
      <div className="stack">
        {isOfficer && <PrivacyForm />}
        <QueryBoundary query={query}>
          {({ requests, next_before }) =>
            requests.length === 0 ? (
              <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
            ) : (
              <Card title={texts.list.title}>
                <Table
                  isList
                  caption={texts.list.caption}
                  rows={requests}
                  rowKey={({ request_id }) => request_id}
                  columns={PRIVACY_COLUMNS}
                />
                <p className="row">
                  {filter.before && (
                    <Link href={writePrivacyFilter({ ...filter, before: undefined })}>{texts.newest}</Link>
                  )}
                  {next_before && (
                    <Link href={writePrivacyFilter({ ...filter, before: next_before })}>{texts.older}</Link>
                  )}
                </p>
              </Card>
            )
          }
        </QueryBoundary>
        <RestrictionsCard isOfficer={isOfficer} />
        <RetentionCard />
      </div>
    </Page>
  );
}

function PrivacyFilters({ filter }: { filter: PrivacyFilter }) {
  const [, navigate] = useLocation();
  const change = (changed: PrivacyFilter) => navigate(writePrivacyFilter({ ...filter, ...changed, before: undefined }));
  return (
    <search aria-label={texts.filters.label} className="filters">
      <Select
        label={texts.filters.state}
        value={filter.state ?? ''}
        options={[
          { value: '', text: texts.filters.allStates },
          ...STATES.map((state) => ({ value: state, text: formatCode(state) })),
        ]}
        choose={(state) => change({ state: STATES.find((name) => name === state) })}
      />
      <Select
        label={texts.filters.kind}
        value={filter.kind ?? ''}
        options={[
          { value: '', text: texts.filters.allKinds },
          ...KINDS.map((kind) => ({ value: kind, text: PRIVACY_KINDS[kind] })),
        ]}
        choose={(kind) => change({ kind: KINDS.find((name) => name === kind) })}
      />
      <Select
        label={texts.filters.overdue}
        value={filter.overdue ?? ''}
        options={[
          { value: '', text: texts.filters.allDeadlines },
          { value: 'true', text: texts.filters.onlyOverdue },
        ]}
        choose={(overdue) => change({ overdue: overdue === 'true' ? 'true' : undefined })}
      />
    </search>
  );
}
