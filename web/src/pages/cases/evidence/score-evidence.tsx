/** The stored evidence of the score that a case is about: reasons, the override that holds, inputs and origin. */
import { Card } from '../../../components/card.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import { useEvidence } from '../../../queries/queries.ts';
import { isNotFound } from '../../../queries/use-api-query.ts';
import { evidenceTexts as texts } from '../../../texts/review/case.ts';
import { ApplicationOverrides } from '../../applications/application-overrides.tsx';
import { EvidenceOrigin } from '../../applications/evidence-origin.tsx';
import { InputValues } from '../../applications/input-values.tsx';
import { ReasonWaterfall } from '../../applications/reason-waterfall.tsx';

export function ScoreEvidence({ predictionId }: { predictionId: string }) {
  const query = useEvidence(predictionId);
  if (isNotFound(query)) return <Card title={texts.erased.title} note={texts.erased.text} />;
  return (
    <section aria-label={texts.section} className="stack">
      <QueryBoundary query={query}>
        {(evidence) => (
          <>
            <ReasonWaterfall evidence={evidence} />
            <ApplicationOverrides evidence={evidence} isReviewer={false} />
            <div className="grid">
              <InputValues evidence={evidence} />
              <EvidenceOrigin evidence={evidence} />
            </div>
          </>
        )}
      </QueryBoundary>
    </section>
  );
}
