/** Everybody who may sign in, with roles, and where these differ from what was approved. */
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { MISSING_TEXT } from '../../format/numbers.ts';
import type { Member, Role } from '../../queries/api-types.ts';
import { useMe, usePeople } from '../../queries/me-queries.ts';
import { peopleTexts as texts } from '../../texts/governance/people.ts';
import { nameRole } from '../../texts/roles.ts';
import { nameMember } from './name-member.ts';
import { RoleForm } from './role-form.tsx';

/** Who proposes roles, as the API's table of roles has it. */
const PROPOSER = 'administrator';

export default function PeoplePage() {
  const query = usePeople();
  const canPropose = useMe().data?.roles.includes(PROPOSER) ?? false;
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <QueryBoundary query={query}>
        {(people) =>
          people.length === 0 ? (
            <EmptyState title={texts.none} />
          ) : (
            <div className="stack">
              {people.some(hasDrifted) && <p className="notice">{texts.driftNotice}</p>}
              <Card title={texts.caption}>
                <Table isList caption={texts.caption} rows={people} rowKey={({ id }) => id} columns={COLUMNS} />
              </Card>
              {canPropose && <RoleForm people={people} />}
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}

const hasDrifted = ({ not_approved, not_in_pool }: Member): boolean => not_approved.length + not_in_pool.length > 0;

const nameRoles = (roles: readonly Role[]): string => roles.map((role) => nameRole(role)).join(', ');

function describeDrift({ not_approved, not_in_pool }: Member): string {
  const parts = [
    not_approved.length > 0 && texts.notApproved(nameRoles(not_approved)),
    not_in_pool.length > 0 && texts.notInPool(nameRoles(not_in_pool)),
  ];
  return parts.filter(Boolean).join('; ') || MISSING_TEXT;
}

const COLUMNS: Column<Member>[] = [
  { name: texts.name, sortValue: nameMember, cell: (member) => <span className="long">{nameMember(member)}</span> },
  { name: texts.roles, cell: ({ roles }) => nameRoles(roles) || texts.noRole },
  {
    name: texts.state,
    cell: ({ is_enabled }) => (
      <StateBadge
        code="sign-in"
        tone={is_enabled ? 'good' : 'plain'}
        name={is_enabled ? texts.enabled : texts.disabled}
      />
    ),
  },
  {
    name: texts.drift,
    cell: (member) => <span className={hasDrifted(member) ? 'trouble' : undefined}>{describeDrift(member)}</span>,
  },
];
