/** Where a score comes from: model, policy, run, requester and the delivered files behind its features. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatDecimal, MISSING_TEXT } from '../../format/numbers.ts';
import { formatAge, formatDate, formatTime } from '../../format/times.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { originTexts as texts } from '../../texts/cases/application.ts';

/** The daily scoring requests in its own name. */
const DAILY_SCORING = 'scoring/';

export function EvidenceOrigin({ evidence }: { evidence: Evidence }) {
  const { files } = evidence.lineage;
  return (
    <Card title={texts.title}>
      {evidence.stale && <p className="notice">{texts.stale}</p>}
      <OriginList evidence={evidence} />
      {files.length > 0 && <DeliveredFiles files={files} />}
      <p className="apart dim">{texts.reproducible}</p>
    </Card>
  );
}

function OriginList({ evidence }: { evidence: Evidence }) {
  const { model_version, run_id, customer_id, requested_by, requester_name } = evidence;
  const customerPath = `/applications?customer=${encodeURIComponent(customer_id ?? '')}`;
  return (
    <DefinitionList
      entries={[
        [
          texts.model,
          <Link key="model" href={`/models/${model_version}`}>
            {model_version}
          </Link>,
        ],
        [texts.policy, evidence.policy_version],
        [texts.scored, formatTime(evidence.scored_at)],
        [texts.asOf, formatTime(evidence.as_of)],
        [texts.cutOff, describeCutOff(evidence)],
        [
          texts.run,
          run_id ? (
            <Link key="run" href={`/runs/${run_id}`}>
              {run_id}
            </Link>
          ) : (
            MISSING_TEXT
          ),
        ],
        [
          texts.requestedBy,
          requested_by.startsWith(DAILY_SCORING) ? texts.dailyScoring : (requester_name ?? requested_by),
        ],
        [
          texts.customer,
          customer_id ? (
            <Link key="customer" href={customerPath}>
              {customer_id}
            </Link>
          ) : (
            MISSING_TEXT
          ),
        ],
        [texts.raw, formatDecimal(evidence.raw, 4)],
        [texts.modelHash, <code key="sha">{evidence.model_sha256}</code>],
      ]}
    />
  );
}

function describeCutOff({ features_as_of, features_age_hours }: Evidence): string {
  if (!features_as_of || features_age_hours === null) return formatTime(features_as_of);
  return texts.cutOffWithAge(formatTime(features_as_of), formatAge(features_age_hours));
}

function DeliveredFiles({ files }: Pick<Evidence['lineage'], 'files'>) {
  return (
    <>
      <h3 className="apart">{texts.files}</h3>
      <Table
        isList
        caption={texts.filesCaption}
        rows={files}
        rowKey={({ table, file, as_of }) => `${as_of} ${table} ${file}`}
        columns={[
          { name: texts.asOfDelivery, cell: ({ as_of }) => <time>{formatDate(as_of)}</time> },
          { name: texts.file, cell: ({ file }) => <span className="long">{file}</span> },
          { name: texts.hash, cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}…</code> },
        ]}
      />
    </>
  );
}
