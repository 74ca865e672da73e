/** The stored evidence of one score: the result, its reasons, an override, the model's inputs and their origin. */
import { useParams } from 'wouter';
import { useSession } from '../../auth/session.ts';
import { BandLabel } from '../../components/band-label.tsx';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/decision-label.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatCount, formatFeatureValue, formatPercent } from '../../format/numbers.ts';
import { SCORE_SCALE_NOTE } from '../../format/score-scale.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useEvidence } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { ApplicationOverrides } from './application-overrides.tsx';
import { EvidenceOrigin } from './evidence-origin.tsx';
import { OverrideForm } from './override-form.tsx';
import { ReasonWaterfall } from './reason-waterfall.tsx';

export default function ApplicationPage() {
  const { id = '' } = useParams();
  const query = useEvidence(id);
  const title = query.data?.what_if ? 'What-if' : `Application ${query.data?.application_id ?? ''}`.trim();
  return (
    <Page
      title={title}
      subtitle={
        <>
          Prediction <code>{id}</code>
          {query.data?.what_if && ', of no delivered application: evidence that counts in no figure'}
        </>
      }
    >
      <QueryBoundary query={query}>{(evidence) => <EvidenceDetails evidence={evidence} />}</QueryBoundary>
    </Page>
  );
}

function EvidenceDetails({ evidence }: { evidence: Evidence }) {
  const { session } = useSession();
  return (
    <>
      <Tiles>
        <Tile name="Score" value={formatCount(evidence.score)} note={SCORE_SCALE_NOTE} />
        <Tile name="Probability of default" value={formatPercent(evidence.pd, 2)} />
        <Tile name="Band" value={<BandLabel band={evidence.band} />} />
        <Tile
          name="Decision"
          value={<DecisionLabel decision={evidence.decision} isContradicted={evidence.contradicts_override} />}
          note={describeDecider(evidence)}
        />
        <Tile
          name="Expected loss"
          value={formatCount(evidence.expected_loss)}
          note={`PD × LGD ${formatPercent(evidence.lgd, 0)} × EAD ${formatCount(evidence.ead)}`}
        />
      </Tiles>
      <div className="stack">
        <ReasonWaterfall evidence={evidence} />
        <ApplicationOverrides evidence={evidence} isReviewer={session?.isReviewer ?? false} />
        {session?.isReviewer && <OverrideForm evidence={evidence} />}
        <div className="grid">
          <InputValues evidence={evidence} />
          <EvidenceOrigin evidence={evidence} />
        </div>
      </div>
    </>
  );
}

/** `decided_by` is `override`, `score`, or `rule:` with the rule's name. */
function describeDecider({ decided_by, policy_decision }: Evidence): string {
  if (decided_by === 'override') return `by a person, over ${policy_decision}`;
  if (decided_by === 'score') return 'by the score';
  return `by the rule ${formatCode(decided_by.replace(/^rule:/, '')).toLowerCase()}`;
}

function InputValues({ evidence: { features } }: { evidence: Evidence }) {
  const rows = Object.entries(features).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <Card title="What went in" note={`${formatCount(rows.length)} values that the model and the policy read.`}>
      <Table
        caption="Values that the model and the policy read"
        rows={rows}
        rowKey={([name]) => name}
        columns={[
          { name: 'Feature', sortValue: ([name]) => name, cell: ([name]) => formatCode(name) },
          { name: 'Value', isNumber: true, cell: ([, value]) => formatFeatureValue(value) },
        ]}
      />
    </Card>
  );
}
