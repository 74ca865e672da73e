/** The stored evidence of the score of a case: reasons, what would change it, the override that holds, inputs, origin. */
import { Card } from '../../../components/card.tsx';
import { WhatWouldChange } from '../../../components/counterfactuals/what-would-change.tsx';
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
            <WhatWouldChange key={predictionId} predictionId={predictionId} />
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
