/** `npm run audit`: verifies the audit trail, shows the record of a decision, or writes the trail now. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { validate } from 'uuid';
import { findDecision } from '../../lambdas/shared/audit/find-decision.ts';
import { verifyTrail } from '../../lambdas/shared/audit/verify-trail.ts';
import { openTrail } from '../audit/open-trail.ts';
import { printDecision, printVerification } from '../audit/print-trail.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { formatPlural } from '../terminal/format.ts';
import { parseDay } from '../terminal/parse-values.ts';

/** The trail has no record of the prediction. */
export class NotRecorded extends CommandError {}

/** The trail could not be written. */
export class TrailNotWritten extends CommandError {}

const USAGE = 'npm run audit -- verify [--from DATE] | show --prediction ID | write';

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'verifies the audit trail, or shows the record of a decision',
  description:
    'verify reads the write-once audit trail: its chain, the hash and the lock of every object, and compares every record with its row of the database. show prints the record of one prediction and proves that it is unchanged. write records what is not in the trail yet, as every 15 minutes. Only write changes anything. docs/audit.md explains the trail.',
  positionals: { '<action>': 'verify, show or write' },
  options: {
    from: {
      value: 'DATE',
      description: 'compare objects and rows of entries from this day on; the chain is read from its start',
      parse: parseFirstDay,
    },
    prediction: { value: 'ID', description: 'prediction whose record show prints' },
    ...environmentOptions,
  },
  examples: {
    'npm run audit -- verify --env prod --from 2026-11-01': "production's trail since November",
    'npm run audit -- show --prediction 0192b3c4-0000-7000-8000-000000000001': 'the record of one decision',
  },
  exitCodes: { 0: 'everything agrees', 1: 'something differs, or could not be read', ...LOCAL_EXIT_CODES },
  async run({ from, prediction, ...chosen }, [action]) {
    const run = findAction(action, from, prediction);
    await withEnvironment(chosen, run);
  },
});

function findAction(action = '', from?: string, prediction?: string): (operator: OperatorEnvironment) => Promise<void> {
  if (action === 'verify' && !prediction) return (operator) => verify(operator, from);
  if (action === 'write' && !prediction && !from) return writeNow;
  if (action === 'show' && prediction && !from) {
    if (!validate(prediction)) throw new InvalidOptions(`${prediction} is not the id of a prediction`);
    return (operator) => show(operator, prediction.toLowerCase());
  }
  throw new InvalidOptions(USAGE);
}

async function verify(operator: OperatorEnvironment, from: string | undefined): Promise<void> {
  const result = await verifyTrail({ ...openTrail(operator), from });
  printVerification(result);
  if (result.findings.length > 0) process.exitCode = 1;
}

async function show(operator: OperatorEnvironment, prediction: string): Promise<void> {
  const found = await findDecision(openTrail(operator), prediction);
  if (!found)
    throw new NotRecorded(
      `the audit trail has no record of the prediction ${prediction}: check the id; npm run audit -- write records what is not in the trail yet`,
    );
  if (!printDecision(found)) process.exitCode = 1;
}

async function writeNow({ parameter }: OperatorEnvironment): Promise<void> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: parameter('audit/write-trail-function'), Payload: '{}' }),
  );
  const result = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  if (FunctionError) {
    throw new TrailNotWritten(`the audit trail was not written: ${result?.errorMessage ?? 'npm run logs shows why'}`);
  }
  console.log(
    `${formatPlural(result.entries, 'entry', 'entries')} with ${formatPlural(result.rows, 'record')} written; the newest entry is ${result.sequence}`,
  );
}

function parseFirstDay(text: string): string {
  const day = parseDay('from', text);
  if (day > new Date().toISOString())
    throw new InvalidOptions(`--from ${day} is in the future: nothing would be compared`);
  return day;
}

if (import.meta.main) await runCommand(auditCommand);
