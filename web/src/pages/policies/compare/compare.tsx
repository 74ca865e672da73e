/** Two versions of a policy, compared line by line. The version of the address is the newer one. */
import { Link, useParams, useSearchParams } from 'wouter';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Page } from '../../../components/page.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import { Select } from '../../../components/select.tsx';
import type { PolicySummary } from '../../../queries/api-types.ts';
import { usePolicies, usePolicy } from '../../../queries/policy-queries.ts';
import { isNotFound } from '../../../queries/use-api-query.ts';
import { compareTexts as texts } from '../../../texts/policies/compare.ts';
import { policyTexts } from '../../../texts/policies/policies.ts';
import { UnknownPolicy } from '../unknown-policy.tsx';
import { PolicyComparison } from './policy-comparison.tsx';

export default function ComparePage() {
  const { version = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const list = usePolicies();
  const query = usePolicy(version);
  if (isNotFound(query)) return <UnknownPolicy version={version} />;
  const other = search.get('with') ?? chooseOther(list.data ?? [], version);
  return (
    <Page
      title={texts.title(version)}
      subtitle={<Link href={`/policies/${version}`}>{policyTexts.title(version)}</Link>}
      controls={
        <Select
          label={texts.with}
          value={other ?? ''}
          options={(list.data ?? [])
            .filter((policy) => policy.version !== version)
            .map((policy) => ({ value: policy.version, text: policy.version }))}
          choose={(chosen) => setSearch({ with: chosen })}
        />
      }
    >
      {list.data && !other ? (
        <EmptyState title={texts.alone} />
      ) : (
        other && <Comparison from={other} version={version} />
      )}
    </Page>
  );
}

/** The version that it was copied from, else the default that decides now, else any other. */
function chooseOther(policies: readonly PolicySummary[], version: string): string | undefined {
  const others = policies.filter((policy) => policy.version !== version);
  const basedOn = policies.find((policy) => policy.version === version)?.based_on;
  return basedOn ?? others.find(({ decides }) => decides.includes(null))?.version ?? others[0]?.version;
}

function Comparison({ from, version }: { from: string; version: string }) {
  const [older, newer] = [usePolicy(from), usePolicy(version)];
  return (
    <div className="stack">
      <QueryBoundary query={older}>
        {(fromPolicy) => (
          <QueryBoundary query={newer}>
            {(toPolicy) => (
              <>
                <p className="dim">{texts.direction(from, version)}</p>
                <PolicyComparison from={fromPolicy.document} to={toPolicy.document} />
              </>
            )}
          </QueryBoundary>
        )}
      </QueryBoundary>
    </div>
  );
}
