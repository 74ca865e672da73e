/** The policies: which of them decides now for which applications, and all versions with their states. */

import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RollbackForm } from '../../components/forms/rollback-form.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { useCanCall } from '../../queries/me-queries.ts';
import { useAssignments, usePolicies } from '../../queries/policy-queries.ts';
import { policiesTexts as texts } from '../../texts/policies/policies.ts';
import { InForce } from './list/in-force.tsx';
import { NewDraftForm } from './list/new-draft-form.tsx';
import { VERSION_COLUMNS } from './list/version-columns.tsx';

export default function PoliciesPage() {
  const query = usePolicies();
  const canRollBack = useCanCall('rollBack');
  const canDraft = useCanCall('createPolicy');
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <div className="stack">
        <InForce />
        <QueryBoundary query={query}>
          {(policies) =>
            policies.length === 0 ? (
              <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
            ) : (
              <>
                <Card title={texts.list.title}>
                  <Table
                    isList
                    caption={texts.list.caption}
                    rows={policies}
                    rowKey={({ version }) => version}
                    columns={VERSION_COLUMNS}
                  />
                </Card>
                {canDraft && <NewDraftForm policies={policies} />}
              </>
            )
          }
        </QueryBoundary>
        {canRollBack && <PolicyRollback />}
        <NextSteps
          links={[
            ['/requests', texts.links.requests],
            ['/simulations', texts.links.simulations],
          ]}
        />
      </div>
    </Page>
  );
}

function PolicyRollback() {
  const current = useAssignments().data?.find(({ is_in_force }) => is_in_force);
  return <RollbackForm of="policy" seen={current && String(current.assignment_id)} />;
}
