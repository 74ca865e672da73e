/** One version of a policy: its state, the policy as a person reads it, its golden cases, and what can be done with it. */
import { Link, useParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import type { Policy } from '../../queries/api-types.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { usePolicy } from '../../queries/policy-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { policiesTexts, policyTexts as texts } from '../../texts/policies/policies.ts';
import { readDocument } from './document/read-document.ts';
import { isApproved, isDraft } from './policy-state.tsx';
import { UnknownPolicy } from './unknown-policy.tsx';
import { CheckCard } from './version/check-card.tsx';
import { PolicyDownloads } from './version/policy-downloads.tsx';
import { PolicyProperties } from './version/policy-properties.tsx';
import { PolicySections } from './version/policy-sections.tsx';
import { ProposeForm } from './version/propose-form.tsx';

export default function PolicyPage() {
  const { version = '' } = useParams();
  const query = usePolicy(version);
  if (isNotFound(query)) return <UnknownPolicy version={version} />;
  return (
    <Page
      title={texts.title(version)}
      subtitle={
        <>
          <Link href="/policies">{policiesTexts.all}</Link> ·{' '}
          <Link href={`/policies/${version}/compare`}>{texts.compare}</Link>
        </>
      }
    >
      <QueryBoundary query={query}>{(policy) => <PolicyDetails policy={policy} />}</QueryBoundary>
    </Page>
  );
}

function PolicyDetails({ policy }: { policy: Policy }) {
  const { version, state } = policy;
  const canEdit = useCanCall('editPolicy');
  const canSimulate = useCanCall('createSimulation');
  return (
    <div className="stack">
      <PolicyProperties policy={policy} />
      <div className="card">
        <p className="summary">{texts.next[state]}</p>
        <p className="row">
          {canEdit && isDraft(policy) && (
            <Link className="button primary" href={`/policies/${version}/edit`}>
              {texts.edit}
            </Link>
          )}
          {canSimulate && (
            <Link className="button" href={`/simulations?policy=${version}`}>
              {texts.simulate}
            </Link>
          )}
          <PolicyDownloads policy={policy} />
        </p>
        {!canEdit && isDraft(policy) && <p className="dim apart">{texts.forbidden}</p>}
      </div>
      <PolicySections document={readDocument(policy.document)} />
      <CheckCard policy={policy} />
      {canEdit && (isDraft(policy) || isApproved(policy)) && <ProposeForm policy={policy} />}
    </div>
  );
}
