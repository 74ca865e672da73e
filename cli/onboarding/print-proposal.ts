/** Prints what is proposed for every column, and what a person should know before the run. */
import pc from 'picocolors';
import type { ColumnMapping } from '../../lambdas/onboarding/contract/mapping.ts';
import type { ColumnProfile, Finding, Proposal } from '../../lambdas/onboarding/contract/profile.ts';
import { describeUse } from '../../lambdas/onboarding/conversion/report/describe-use.ts';
import { TABLE_CONTRACTS } from '../../lambdas/shared/landing/table-contract.ts';
import { formatCell, formatText } from '../terminal/format-text.ts';
import { printTable } from '../terminal/tables.ts';

const PERSONAL_FIELDS = new Set(
  TABLE_CONTRACTS.customers.columns.filter(({ isPersonal }) => isPersonal).map(({ name }) => `customers.${name}`),
);

/** One row for each column of the files. */
export function printProposal({ mapping, profiles, findings }: Proposal): void {
  for (const [i, source] of mapping.sources.entries()) {
    console.log(`\n${pc.bold(`Columns of ${formatText(source.name)}`)}`);
    const columnProfiles = new Map(profiles[i]?.columns.map((profile) => [profile.column, profile]));
    printTable(
      ['column', 'becomes', 'sure', 'examples'],
      source.columns.map((column) => [
        formatCell(column.column, 28),
        formatCell(describeUse(column.use, column.format), 60),
        column.decided_by === 'person' ? 'you' : `${Math.round(100 * column.confidence)} %`,
        formatCell(listExamples(column, columnProfiles.get(column.column)), 36),
      ]),
      4,
    );
  }
  for (const remark of profiles.flatMap(({ remarks }) => remarks)) console.log(`  ${formatText(remark)}`);
  printFindings(findings);
}

/** Answers that are not asked again, and how they are. */
export function printKeptAnswers(answers: readonly (readonly [id: string, text: string])[], path: string): void {
  if (answers.length === 0) return;
  console.log(`\n${pc.bold('Your answers of an earlier run')} ${pc.dim(`(delete ${path} to be asked again)`)}`);
  for (const [id, text] of answers) console.log(`  ${formatText(id)}: ${formatText(text)}`);
}

/** Three examples. Of personal data only the shape is shown. */
function listExamples({ use }: ColumnMapping, profile: ColumnProfile | undefined): string {
  const isPersonal =
    use.as === 'left_out' ? use.because === 'personal' : use.as === 'field' && use.fields.some(isPersonalField);
  const examples = profile?.examples.slice(0, 3) ?? [];
  return examples.map((text) => (isPersonal ? text.replace(/[\p{L}\p{N}]/gu, '•') : text)).join(' | ');
}

const isPersonalField = ({ field }: { field: string }): boolean =>
  PERSONAL_FIELDS.has(field) || field === 'customers.birth_date';

function printFindings(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  console.log(`\n${pc.bold('Please note')}`);
  for (const { blocks, text } of findings) {
    console.log(`  ${blocks ? pc.red('!') : pc.yellow('!')} ${formatText(text)}`);
  }
}
