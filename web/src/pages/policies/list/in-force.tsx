/** The assignment that is in force, and the one that waits for its time. */
import { Link } from 'wouter';
import { Card } from '../../../components/card.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatTime } from '../../../format/times.ts';
import type { Assignment } from '../../../queries/api-types.ts';
import { useAssignments } from '../../../queries/policy-queries.ts';
import { policiesTexts } from '../../../texts/policies/policies.ts';

const { inForce: texts } = policiesTexts;

interface Line {
  applications: string;
  version: string;
}

export function InForce() {
  const query = useAssignments();
  return (
    <Card title={texts.title} note={texts.note}>
      <QueryBoundary query={query}>
        {(assignments) => {
          const current = assignments.find(({ is_in_force }) => is_in_force);
          const waiting = current && assignments.find(({ assignment_id }) => assignment_id > current.assignment_id);
          return (
            <>
              {current && <Lines caption={texts.caption} assignment={current} />}
              {waiting && (
                <>
                  <p className="notice">{texts.waiting(formatTime(waiting.effective_from))}</p>
                  <Lines caption={texts.waitingCaption} assignment={waiting} />
                </>
              )}
            </>
          );
        }}
      </QueryBoundary>
    </Card>
  );
}

function Lines({ caption, assignment }: { caption: string; assignment: Assignment }) {
  const since = assignment.effective_from === null ? texts.always : formatTime(assignment.effective_from);
  const columns: Column<Line>[] = [
    { name: texts.applications, cell: ({ applications }) => <span className="long">{applications}</span> },
    {
      name: texts.version,
      cell: ({ version }) => (
        <Link className="long" href={`/policies/${version}`}>
          {version}
        </Link>
      ),
    },
    { name: texts.since, cell: () => since },
  ];
  return (
    <Table
      isList
      caption={caption}
      rows={listLines(assignment)}
      rowKey={({ applications }) => applications}
      columns={columns}
    />
  );
}

function listLines({ segments, default_version }: Assignment): Line[] {
  return [
    ...segments.map(({ feature, value, version }) => ({ applications: texts.segment(feature, value), version })),
    { applications: segments.length > 0 ? texts.everyOther : texts.every, version: default_version },
  ];
}
