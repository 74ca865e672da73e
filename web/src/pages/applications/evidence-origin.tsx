/** Where a score comes from: model, policy, run, requester and the delivered files behind its features. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/definition-list.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { formatDecimal, MISSING_TEXT } from '../../format/numbers.ts';
import { formatDate, formatTime } from '../../format/times.ts';
import type { Evidence } from '../../queries/api-types.ts';

export function EvidenceOrigin({ evidence }: { evidence: Evidence }) {
  const { files } = evidence.lineage;
  return (
    <Card title="Where it comes from">
      <OriginList evidence={evidence} />
      {files.length > 0 && <DeliveredFiles files={files} />}
      <p className="apart">
        <StateBadge code="stored" tone="plain" /> It can be computed again from this alone.
      </p>
    </Card>
  );
}

function OriginList({ evidence }: { evidence: Evidence }) {
  const { model_version, run_id, customer_id } = evidence;
  const modelLink = <Link href={`/models/${model_version}`}>{model_version}</Link>;
  const runLink = run_id ? <Link href={`/runs/${run_id}`}>{run_id}</Link> : MISSING_TEXT;
  const customerPath = `/applications?customer=${encodeURIComponent(customer_id ?? '')}`;
  return (
    <DefinitionList
      entries={[
        ['Model', modelLink],
        ['Policy', evidence.policy_version],
        ['Scored', formatTime(evidence.scored_at)],
        ['Speaks of', formatTime(evidence.as_of)],
        ['Known until', formatTime(evidence.features_as_of)],
        ['Run', runLink],
        ['Asked by', evidence.requested_by],
        [
          'Customer',
          <Link key="customer" href={customerPath}>
            {customer_id}
          </Link>,
        ],
        ['Margin before calibration', formatDecimal(evidence.raw, 4)],
        ['SHA-256 of the model', <code key="sha">{evidence.model_sha256}</code>],
      ]}
    />
  );
}

function DeliveredFiles({ files }: Pick<Evidence['lineage'], 'files'>) {
  return (
    <>
      <h3 className="apart">Delivered files</h3>
      <Table
        caption="Delivered files behind the features"
        rows={files}
        rowKey={({ table, file, as_of }) => `${as_of} ${table} ${file}`}
        columns={[
          { name: 'Delivery', cell: ({ as_of }) => formatDate(as_of) },
          { name: 'File', cell: ({ file }) => file },
          { name: 'SHA-256', cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}…</code> },
        ]}
      />
    </>
  );
}
