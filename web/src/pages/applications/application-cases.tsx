/** The cases of an application, each a link to where people decide it. */
import { Card } from '../../components/card.tsx';
import { SHORT_CASE_COLUMNS } from '../../components/cases/case-columns.tsx';
import { Table } from '../../components/tables/table.tsx';
import type { Evidence } from '../../queries/api-types.ts';
import { useCases } from '../../queries/case-queries.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { applicationCaseTexts as texts } from '../../texts/review/case.ts';

export function ApplicationCases({ evidence }: { evidence: Evidence }) {
  const canList = useCanCall('listCases');
  return canList ? <StoredCases application={evidence.application_id ?? evidence.prediction_id} /> : null;
}

/** Nothing where the application has no case. */
function StoredCases({ application }: { application: string }) {
  const { data } = useCases({ application, state: 'all' });
  if (!data || data.cases.length === 0) return null;
  return (
    <Card title={texts.title}>
      <Table
        isList
        caption={texts.caption}
        rows={data.cases}
        rowKey={({ case_id }) => case_id}
        columns={SHORT_CASE_COLUMNS}
      />
    </Card>
  );
}
