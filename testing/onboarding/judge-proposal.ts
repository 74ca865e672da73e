/** Compares a proposal with the truth of an export: what is right, what is wrong, and what is wrong in silence. */
import type { ColumnMapping } from '../../lambdas/onboarding/contract/mapping.ts';
import type { Proposal } from '../../lambdas/onboarding/contract/profile.ts';
import { createValueReader, UNFIT } from '../../lambdas/onboarding/conversion/read-value.ts';
import { profileTable } from '../../lambdas/onboarding/profiling/profile-table.ts';
import { proposeMapping } from '../../lambdas/onboarding/proposal/propose-mapping.ts';
import type { RawExport, TrueColumn, TrueUse } from './make-export.ts';

export interface Judgement {
  columns: number;
  right: number;
  /** One line for each column that is not right. */
  wrong: string[];
  /** Those of the outcome, a key, a date, an amount or personal data about which nothing is asked. */
  silent: string[];
}

const TODAY = '2026-11-29';

export async function proposeExport(
  { name, tables }: RawExport,
  answers: Record<string, string> = {},
): Promise<Proposal> {
  const profiles = await Promise.all(tables.map((table) => profileTable(table, { today: TODAY })));
  return proposeMapping(tables, profiles, { name, answers: { answers, columns: [] }, today: TODAY });
}

/** Judges every column of the export. */
export function judgeProposal(raw: RawExport, proposal: Proposal): Judgement {
  const mapped = raw.tables.flatMap(({ columns, file }) => {
    const source = proposal.mapping.sources.find(
      (candidate) =>
        candidate.columns.length === columns.length &&
        candidate.columns.every((column, at) => column.column === columns[at]),
    );
    return columns.map((name, at) => source?.columns[at] ?? createUnmapped(file, name));
  });
  const faults = raw.columns.flatMap((column, at) => {
    const fault = findFault(column, mapped[at] as ColumnMapping, raw, proposal);
    return fault
      ? [{ column, text: `${raw.name}: ${column.name} is ${[column.is].flat().join(' or ')}, proposed ${fault}` }]
      : [];
  });
  const target = judgeTarget(raw, proposal);
  const silent = faults.filter(({ column }) => matters(column) && !isAsked(column, proposal)).map(({ text }) => text);
  return {
    columns: raw.columns.length,
    right: raw.columns.length - faults.length,
    wrong: faults.map(({ text }) => text),
    silent: [...silent, ...(target ? [target] : [])],
  };
}

const createUnmapped = (file: string, column: string): ColumnMapping => ({
  ...{ column, format: { type: 'text' }, missing: [], confidence: 0, decided_by: 'proposal' },
  use: { as: 'attribute', table: 'customers', name: `not mapped: ${file}`, type: 'category', use: 'model' },
});

function findFault(column: TrueColumn, mapped: ColumnMapping, raw: RawExport, proposal: Proposal): string | undefined {
  const uses: readonly TrueUse[] = [column.is].flat();
  if (!uses.some((use) => isUse(use, mapped, column, raw, proposal))) return JSON.stringify(mapped.use);
  const read = createValueReader(mapped);
  for (const [text, value] of Object.entries(column.reads ?? {})) {
    const found = read(text);
    if (found !== value) return `${text} read as ${found === UNFIT ? 'unfit' : found} instead of ${value}`;
  }
  return undefined;
}

function isUse(
  use: TrueUse,
  { use: found }: ColumnMapping,
  { name }: TrueColumn,
  raw: RawExport,
  proposal: Proposal,
): boolean {
  switch (use) {
    case 'number':
    case 'category':
      return found.as === 'attribute' && found.type === use;
    case 'target':
      return found.as === 'target';
    case 'asked':
      return isAsked({ name, is: use }, proposal);
    case 'personal':
      return (found.as === 'left_out' && found.because === 'personal') || isSealed(found);
    case 'join':
      return proposal.mapping.sources.some(({ join }) => join?.column === name) && raw.tables.length > 1;
    default:
      return found.as === 'left_out'
        ? found.because === use
        : found.as === 'field' && found.fields.some(({ field }) => field === use);
  }
}

const SEALED = ['full_name', 'national_id', 'email', 'phone', 'address'].map((name) => `customers.${name}`);

const isSealed = (use: ColumnMapping['use']): boolean =>
  use.as === 'field' && use.fields.every(({ field }) => SEALED.includes(field));

/** Outcome, key, date, amount and personal data. */
const matters = ({ is }: TrueColumn): boolean =>
  [is]
    .flat()
    .some(
      (use) =>
        /^(?:target|personal|asked)$|_id$|_date$|applied_at|amount|income|as_of|booked_at/.test(use) ||
        SEALED.includes(use),
    );

const QUESTION_OF_FIELDS: readonly [field: RegExp, question: RegExp][] = [
  [/^target$/, /^target$/],
  [/applied_at/, /^applied_at$/],
  [/loan_applications\.amount/, /^amount$/],
  [/_id$/, /^(?:key|join:.*)$/],
];

function isAsked({ name, is }: TrueColumn, { questions, findings }: Proposal): boolean {
  const uses = [is].flat();
  if (findings.some(({ blocks, column }) => blocks && column === name)) return true;
  return questions.some(
    ({ id, choices }) =>
      id.endsWith(`:${name}`) ||
      QUESTION_OF_FIELDS.some(([field, question]) => uses.some((use) => field.test(use)) && question.test(id)) ||
      (uses.includes('asked') && choices.some(({ answer }) => answer === name)),
  );
}

/** A wrong target that nobody is asked about, or that is proposed where nobody can know. */
function judgeTarget({ name, bad, columns }: RawExport, { mapping, questions }: Proposal): string | undefined {
  const hasTarget = columns.some(({ is }) => [is].flat().includes('target'));
  const question = questions.find(({ id }) => id === 'target');
  if (!hasTarget) return mapping.target && !question ? `${name}: a target where there is none` : undefined;
  if (!mapping.target) return question ? undefined : `${name}: no target and no question`;
  const found = mapping.target.bad.flatMap((condition) => (condition.is === 'in' ? condition.values : [condition.is]));
  const isRight = bad !== null && found.length === bad.length && found.every((value) => bad.includes(value));
  if (isRight || (question && question.proposed === null)) return undefined;
  return bad === null && question
    ? `${name}: proposes ${mapping.target.description} where nobody can know`
    : `${name}: bad is ${found.join(', ')}`;
}
