/** Finds the scores of a customer, or one prediction. */
import { type FormEvent, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { BandLabel, Card, DecisionLabel } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { formatCode } from '../../format/labels.ts';
import { formatCount, formatPercent, formatTime } from '../../format/numbers.ts';
import type { Prediction, Segments } from '../../queries/api-types.ts';
import { useReport, useRiskScore } from '../../queries/queries.ts';

const PREDICTION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default function ApplicationsPage() {
  const [search, setSearch] = useSearchParams();
  const customer = search.get('customer') ?? '';
  const [wanted, setWanted] = useState(customer);
  const [, navigate] = useLocation();
  const find = (event: FormEvent) => {
    event.preventDefault();
    const text = wanted.trim();
    if (PREDICTION.test(text)) navigate(`/applications/${text.toLowerCase()}`);
    else if (text) setSearch({ customer: text });
  };
  return (
    <Page
      title="Applications"
      subtitle="Each score is evidence: what went in, which model and policy, what came out, and why."
    >
      <search>
        <form className="search card" onSubmit={find}>
          <label>
            <span className="label">Customer, or prediction</span>
            <input
              type="search"
              name="customer"
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
              autoComplete="off"
            />
          </label>
          <button type="submit" className="button primary">
            Find
          </button>
        </form>
      </search>
      <div className="stack below">{customer ? <Customer id={customer} /> : <Riskiest />}</div>
    </Page>
  );
}

function Customer({ id }: { id: string }) {
  const query = useRiskScore(id);
  return (
    <QueryBoundary query={query}>
      {({ history }) => (
        <Card title={`Scores of customer ${id}`} note="Newest first.">
          <Table
            caption={`Scores of customer ${id}`}
            rows={history}
            rowKey={({ prediction_id }) => prediction_id}
            columns={[
              {
                name: 'Application',
                cell: (row) => (
                  <Link href={`/applications/${row.prediction_id}`}>{row.application_id ?? 'without a name'}</Link>
                ),
              },
              { name: 'Scored', cell: ({ scored_at }: Prediction) => formatTime(scored_at) },
              { name: 'By', cell: ({ source }) => formatCode(source) },
              { name: 'PD', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
              { name: 'Score', isNumber: true, cell: ({ score }) => formatCount(score) },
              { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
              { name: 'Decision', cell: ({ decision }) => <DecisionLabel decision={decision} /> },
            ]}
          />
        </Card>
      )}
    </QueryBoundary>
  );
}

function Riskiest() {
  const query = useReport('segments');
  return (
    <QueryBoundary query={query}>
      {({ applications }: Segments) =>
        applications.length === 0 ? (
          <EmptyState title="No scores yet">
            They appear when a delivery has been published and a model has been promoted.
          </EmptyState>
        ) : (
          <Card title="The riskiest of all" note="A name leads to the evidence behind its score.">
            <Table
              caption="The riskiest applications"
              rows={applications}
              rowKey={({ prediction_id }) => prediction_id}
              columns={[
                {
                  name: 'Application',
                  cell: (row) => <Link href={`/applications/${row.prediction_id}`}>{row.application_id}</Link>,
                },
                { name: 'PD', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
                { name: 'Score', isNumber: true, cell: ({ score }) => formatCount(score) },
                { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
                { name: 'Decision', cell: ({ decision }) => <DecisionLabel decision={decision} /> },
              ]}
            />
          </Card>
        )
      }
    </QueryBoundary>
  );
}
