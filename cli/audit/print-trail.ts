/** Prints what a verification of the audit trail found, and the record of a decision. */
import pc from 'picocolors';
import type { RecordedDecision } from '../../lambdas/shared/audit/find-decision.ts';
import type { TrailVerification } from '../../lambdas/shared/audit/findings.ts';
import { formatPlural } from '../terminal/format.ts';

/** One line for each finding, and a last line with the result. */
export function printVerification({ findings, notes, entries, records, head }: TrailVerification): void {
  for (const note of notes) console.log(`  ${pc.yellow('!')} ${note}`);
  for (const { problem, message } of findings)
    console.log(`  ${pc.red('✗')} ${problem.replaceAll('_', ' ')}: ${message}`);
  const size = `${formatPlural(entries, 'entry', 'entries')}, ${formatPlural(records, 'record')} compared with the database`;
  if (findings.length > 0)
    console.log(pc.red(`The audit trail differs in ${formatPlural(findings.length, 'place')} (${size})`));
  else if (entries === 0) console.log('The audit trail is empty: npm run audit -- write records what is not in it yet');
  else console.log(pc.green(`The audit trail is intact: ${size}`));
  if (head) console.log(`Newest entry ${head.sequence} of ${head.written_at}, SHA-256 ${head.sha256}`);
}

const DATABASE_LINES: Record<RecordedDecision['database'], string> = {
  same: 'has this evidence, with the same hash',
  changed: 'has other evidence than was recorded',
  missing: 'does not have it: it was erased, lost in a restore, or deleted',
};

/** @returns whether everything agrees */
export function printDecision(found: RecordedDecision): boolean {
  const { entry, entry_sha256, record, database, following, is_object_intact } = found;
  console.log(`\n${pc.bold(`Prediction ${record.prediction_id}`)}`);
  for (const [name, value] of Object.entries(record)) console.log(`  ${name.padEnd(16)} ${value ?? '–'}`);
  console.log(`\n${pc.bold(`Entry ${entry.sequence}`)} of ${entry.written_at}, SHA-256 ${entry_sha256}`);
  printCheck(is_object_intact, `records  ${entry.records.key}, SHA-256 ${entry.records.sha256}`);
  const chain = `chain    ${formatPlural(following.entries, 'entry follows', 'entries follow')}, the newest with SHA-256 ${following.head_sha256}`;
  printCheck(following.is_chain_intact, chain);
  printCheck(database === 'same', `database ${DATABASE_LINES[database]}`);
  return is_object_intact && following.is_chain_intact && database === 'same';
}

function printCheck(passed: boolean, text: string): void {
  console.log(`  ${passed ? pc.green('✓') : pc.red('✗')} ${text}`);
}
