/** Checks a version on request: its problems with their paths, and what comes out of its golden cases. */
import { Card } from '../../../components/card.tsx';
import { StateBadge } from '../../../components/figures/state-badge.tsx';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatPlural } from '../../../format/plurals.ts';
import type { Policy, PolicyCheck } from '../../../queries/api-types.ts';
import { useCheckPolicy } from '../../../queries/policy-queries.ts';
import { policyTexts } from '../../../texts/policies/policies.ts';

const { check: texts } = policyTexts;

export function CheckCard({ policy: { version } }: { policy: Policy }) {
  const { mutate, data, isPending, error } = useCheckPolicy(version);
  return (
    <Card title={texts.title} note={texts.note}>
      <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
        {isPending ? texts.running : texts.run}
      </button>
      {error && <Refusal error={error} />}
      <p role="status" className="apart">
        {data ? summariseCheck(data) : ''}
      </p>
      {data && <CheckTables check={data} />}
    </Card>
  );
}

/** What the check found, in a sentence. */
export function summariseCheck({ problems, golden_cases }: PolicyCheck): string {
  const failed = golden_cases.filter(({ holds }) => !holds).length;
  if (problems.length === 0 && failed === 0) return texts.good(formatPlural(golden_cases.length, texts.caseWord));
  return texts.bad(formatPlural(problems.length, texts.problemWord), formatPlural(failed, texts.caseWord));
}

export function CheckTables({ check: { problems, golden_cases } }: { check: PolicyCheck }) {
  return (
    <>
      {problems.length > 0 && (
        <Table
          isList
          caption={texts.problems}
          rows={problems}
          rowKey={({ path, problem }) => `${path} ${problem}`}
          columns={PROBLEM_COLUMNS}
        />
      )}
      {golden_cases.length > 0 && (
        <Table isList caption={texts.cases} rows={golden_cases} rowKey={({ name }) => name} columns={CASE_COLUMNS} />
      )}
    </>
  );
}

const PROBLEM_COLUMNS: Column<PolicyCheck['problems'][number]>[] = [
  { name: texts.path, cell: ({ path }) => (path === '' ? texts.wholePolicy : <code>{path}</code>) },
  { name: texts.problem, cell: ({ problem }) => <span className="reason">{problem}</span> },
];

const CASE_COLUMNS: Column<PolicyCheck['golden_cases'][number]>[] = [
  { name: texts.case, cell: ({ name }) => <span className="long">{name}</span> },
  {
    name: texts.result,
    cell: ({ holds }) => (
      <StateBadge code="golden" tone={holds ? 'good' : 'bad'} name={holds ? texts.holds : texts.differs} />
    ),
  },
  {
    name: texts.differences,
    cell: ({ differences }) => (
      <span className="reason">
        {differences
          .map(({ field, expected, decided }) => texts.difference(field, String(expected), String(decided)))
          .join('\n')}
      </span>
    ),
  },
];
