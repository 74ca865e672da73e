/** The stored evidence of one score: the result, its reasons, an override, the model's inputs and their origin. */
import { Link, useParams } from 'wouter';
import { WhatWouldChange } from '../../components/counterfactuals/what-would-change.tsx';
import { BandLabel } from '../../components/figures/band-label.tsx';
import { DecisionLabel } from '../../components/figures/decision-label.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { isUuid } from '../../format/ids.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { useEvidence } from '../../queries/queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { applicationTexts as texts } from '../../texts/cases/application.ts';
import { formatCode } from '../../texts/codes.ts';
import { namePerson } from '../../texts/forms.ts';
import { sharedTexts } from '../../texts/shared.ts';
import { ApplicationCases } from './application-cases.tsx';
import { ApplicationNotices } from './application-notices.tsx';
import { ApplicationOverrides } from './application-overrides.tsx';
import { EvidenceOrigin } from './evidence-origin.tsx';
import { InputValues } from './input-values.tsx';
import { OverrideForm } from './override-form.tsx';
import { ReasonWaterfall } from './reason-waterfall.tsx';

export default function ApplicationPage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredEvidence id={id} /> : <UnknownPrediction id={id} />;
}

function StoredEvidence({ id }: { id: string }) {
  const query = useEvidence(id);
  if (isNotFound(query)) return <UnknownPrediction id={id} />;
  const isWhatIf = query.data?.what_if ?? false;
  return (
    <Page
      title={isWhatIf ? texts.whatIf : texts.title(query.data?.application_id)}
      subtitle={
        <>
          {texts.prediction} <code>{id}</code>
          {isWhatIf && `, ${texts.whatIfNote}`}
        </>
      }
    >
      <QueryBoundary query={query}>{(evidence) => <EvidenceDetails evidence={evidence} />}</QueryBoundary>
    </Page>
  );
}

/** What was searched for as a prediction can be the id of a customer. */
function UnknownPrediction({ id }: { id: string }) {
  return (
    <NotFound what={texts.thing} id={id}>
      <p className="row">
        <Link href={`/applications?customer=${encodeURIComponent(id)}`}>{texts.asCustomer}</Link>
        <Link href="/applications">{texts.next.riskiest}</Link>
      </p>
    </NotFound>
  );
}

function EvidenceDetails({ evidence }: { evidence: Evidence }) {
  const isReviewer = useCanCall('overridePrediction');
  return (
    <>
      <EvidenceTiles evidence={evidence} />
      <div className="stack">
        <ReasonWaterfall evidence={evidence} />
        <ApplicationCases evidence={evidence} />
        <WhatWouldChange key={evidence.prediction_id} predictionId={evidence.prediction_id} />
        <ApplicationOverrides evidence={evidence} isReviewer={isReviewer} />
        {isReviewer && <OverrideForm evidence={evidence} />}
        <ApplicationNotices key={`notices-${evidence.prediction_id}`} evidence={evidence} />
        <div className="grid">
          <InputValues evidence={evidence} />
          <EvidenceOrigin evidence={evidence} />
        </div>
        <NextSteps links={listLinks(evidence)}>{isReviewer ? texts.next.reviewer : texts.next.analyst}</NextSteps>
      </div>
    </>
  );
}

function EvidenceTiles({ evidence }: { evidence: Evidence }) {
  const { tiles } = texts;
  return (
    <Tiles>
      <Tile name={tiles.score} value={formatCount(evidence.score)} note={sharedTexts.scoreScale} />
      <Tile name={tiles.pd} value={formatPercent(evidence.pd, 2)} />
      <Tile name={tiles.band} value={<BandLabel band={evidence.band} />} />
      <Tile
        name={tiles.decision}
        value={<DecisionLabel decision={evidence.decision} isContradicted={evidence.contradicts_override} />}
        note={describeDecider(evidence)}
      />
      <Tile
        name={tiles.expectedLoss}
        value={formatMoney(evidence.expected_loss, evidence.currency)}
        note={tiles.expectedLossNote(formatPercent(evidence.lgd, 0), formatMoney(evidence.ead, evidence.currency))}
      />
    </Tiles>
  );
}

/** `decided_by` is `override`, `score`, or `rule:` with the rule's name. */
function describeDecider({ decided_by, override }: Evidence): string {
  if (override) return texts.byPerson(namePerson(override.reviewer), formatCode(override.overruled));
  if (decided_by === 'score') return texts.byScore;
  return texts.byRule(formatCode(decided_by.replace(/^rule:/, '')));
}

function listLinks({ customer_id, band }: Evidence): [path: string, name: string][] {
  const customer: [string, string][] = customer_id
    ? [[`/applications?customer=${encodeURIComponent(customer_id)}`, texts.next.customer]]
    : [];
  return [
    ...customer,
    [`/segments?within=${encodeURIComponent(`risk_band:${band}`)}`, texts.next.similar(band)],
    ['/applications', texts.next.riskiest],
  ];
}
