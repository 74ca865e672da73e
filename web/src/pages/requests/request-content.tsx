/** What a request proposes: for a policy what it changes, for all other kinds the content as it is stored. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { formatCount } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Assignment, ChangeRequest, PolicySegment } from '../../queries/api-types.ts';
import { useAssignments, usePolicy } from '../../queries/policy-queries.ts';
import { useSimulations } from '../../queries/simulation-queries.ts';
import { requestTexts } from '../../texts/governance/requests.ts';
import { PolicyComparison } from '../policies/compare/policy-comparison.tsx';
import { describePeriod } from '../simulations/name-simulation.ts';

const { policy: texts } = requestTexts;

const MAX_SIMULATIONS = 5;

export function RequestContent({ request }: { request: ChangeRequest }) {
  if (request.kind === 'policy' && !request.is_emergency) {
    return <ProposedPolicy content={request.content as unknown as PolicyContent} />;
  }
  return (
    <Card title={requestTexts.content}>
      <SubjectLink request={request} />
      <pre className="content">{JSON.stringify(request.content, null, 2)}</pre>
    </Card>
  );
}

const PAGES: Partial<Record<ChangeRequest['kind'], (subject: string) => string>> = {
  policy: (version) => `/policies/${version}`,
  model_promotion: (version) => `/models/${version}`,
  model_rollback: (version) => `/models/${version}`,
};

/** Leads to what the request is about, where it has a page. */
function SubjectLink({ request: { kind, subject } }: { request: ChangeRequest }) {
  const path = PAGES[kind]?.(subject);
  return path ? (
    <p>
      <Link className="long" href={path}>
        {subject}
      </Link>
    </p>
  ) : null;
}

interface PolicyContent {
  version: string;
  segment: PolicySegment | null;
  effective_from: string | null;
}

function ProposedPolicy({ content: { version, segment, effective_from } }: { content: PolicyContent }) {
  const assignments = useAssignments();
  const applications = segment ? texts.segment(segment.feature, segment.value) : texts.everything;
  const time = effective_from ? texts.later(formatTime(effective_from)) : texts.atOnce;
  return (
    <>
      <Card title={requestTexts.content}>
        <p>{texts.scope(applications, time)}</p>
        <p className="apart">
          <Link href={`/policies/${version}`}>{texts.read(version)}</Link>
        </p>
        <SimulationsOf version={version} />
      </Card>
      <QueryBoundary query={assignments}>
        {(all) => {
          const present = findPresentVersion(all, segment);
          if (present === undefined || present === version) return <p className="dim">{texts.isFirst}</p>;
          return <Changes from={present} to={version} />;
        }}
      </QueryBoundary>
    </>
  );
}

/** The simulations that show what would change, newest first. */
function SimulationsOf({ version }: { version: string }) {
  const done =
    useSimulations({ policy_version: version }).data?.simulations.filter(({ state }) => state === 'done') ?? [];
  return (
    <ul className="steps">
      {done.slice(0, MAX_SIMULATIONS).map((simulation) => (
        <li key={simulation.simulation_id}>
          <Link href={`/simulations/${simulation.simulation_id}`}>
            {texts.simulation(formatCount(simulation.rows), describePeriod(simulation))}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The version that decides the applications of a segment now. */
function findPresentVersion(assignments: readonly Assignment[], segment: PolicySegment | null): string | undefined {
  const current = assignments.find(({ is_in_force }) => is_in_force);
  const own = current?.segments.find(({ feature, value }) => feature === segment?.feature && value === segment.value);
  return own?.version ?? current?.default_version;
}

function Changes({ from, to }: { from: string; to: string }) {
  const [present, proposed] = [usePolicy(from), usePolicy(to)];
  return (
    <section className="stack" aria-label={texts.changes(from)}>
      <h2 className="section">{texts.changes(from)}</h2>
      <QueryBoundary query={present}>
        {(older) => (
          <QueryBoundary query={proposed}>
            {(newer) => <PolicyComparison from={older.document} to={newer.document} />}
          </QueryBoundary>
        )}
      </QueryBoundary>
    </section>
  );
}
