/** The page of one case: what a person may do with it, what it is decided from, and what others did. */
import { Link, useParams } from 'wouter';
import { NextSteps } from '../../components/next-steps.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { isUuid } from '../../format/ids.ts';
import type { Case } from '../../queries/api-types.ts';
import { useCase } from '../../queries/case-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { caseTexts as texts } from '../../texts/review/case.ts';
import { CASE_KINDS } from '../../texts/review/queue.ts';
import { Attachments } from './attachments/attachments.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseTiles } from './case-tiles.tsx';
import { ContestCard } from './evidence/contest-card.tsx';
import { CustomerHistory } from './evidence/customer-history.tsx';
import { ScoreEvidence } from './evidence/score-evidence.tsx';
import { SimilarApplications } from './evidence/similar-applications.tsx';
import { CaseWork } from './steps/case-work.tsx';

export default function CasePage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredCase key={id} id={id} /> : <UnknownCase id={id} />;
}

function UnknownCase({ id }: { id: string }) {
  return (
    <NotFound what={texts.thing} id={id}>
      <Link href="/cases">{texts.all}</Link>
    </NotFound>
  );
}

function StoredCase({ id }: { id: string }) {
  const query = useCase(id);
  if (isNotFound(query)) return <UnknownCase id={id} />;
  const { data } = query;
  return (
    <Page
      title={data ? texts.title(CASE_KINDS[data.kind], data.application) : texts.untitled}
      subtitle={<Link href="/cases">{texts.all}</Link>}
    >
      <QueryBoundary query={query}>{(current) => <CaseDetails current={current} />}</QueryBoundary>
    </Page>
  );
}

function CaseDetails({ current }: { current: Case }) {
  return (
    <>
      <CaseTiles current={current} />
      <div className="case">
        <CaseWork current={current} />
        <div className="stack">
          <p>{current.why}</p>
          {current.withdrawn_why && <p className="notice long">{texts.withdrawn(current.withdrawn_why)}</p>}
          {current.contest && <ContestCard contest={current.contest} />}
          <CaseHistory actions={current.actions} attachments={current.attachments} />
          <ScoreEvidence predictionId={current.prediction_id} />
          <Attachments current={current} />
          <SimilarApplications similar={current.similar} />
          <CustomerHistory current={current} />
          <NextSteps links={listLinks(current)} />
        </div>
      </div>
    </>
  );
}

function listLinks({ prediction_id, customer_id }: Case): [path: string, name: string][] {
  const customer: [string, string][] = customer_id
    ? [[`/applications?customer=${encodeURIComponent(customer_id)}`, texts.next.customer]]
    : [];
  return [[`/applications/${prediction_id}`, texts.next.application], ...customer, ['/cases', texts.next.queue]];
}
