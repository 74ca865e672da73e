/** Prints the promotion gates in force, and proposes others. */
import { readFileSync } from 'node:fs';
import { type GatesInForce, readGatesInForce } from '../../lambdas/shared/governance/gates-in-force.ts';
import { GatesDocument } from '../../lambdas/shared/model/gates-document.ts';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { identifyActingPerson } from '../requests/acting-person.ts';
import { openRequests, proposeRequest, type RequestRow } from '../requests/requests.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The file is no document of gates; nothing was proposed. */
export class InvalidGates extends CommandError {}

/** Prints the version and the document, which another file can start from. */
export async function printGates(): Promise<void> {
  const { gates_version, sha256, document } = await readGatesInForce(openRequests());
  console.log(JSON.stringify(document, null, 2));
  console.error(`Version ${gates_version} of the gates, SHA-256 ${sha256}`);
}

/**
 * Proposes the gates of a file; they judge from the approval on.
 * @throws {InvalidGates} when a bound is missing, unknown or out of its range
 * @throws {RequestRefused} when they are in force already, or others are proposed
 */
export async function proposeGates(
  operator: OperatorEnvironment,
  { file, why, as }: { file: string; why: string; as: string | undefined },
): Promise<RequestRow> {
  const document = readGatesFile(file);
  const database = openRequests();
  const { gates_version }: GatesInForce = await readGatesInForce(database);
  const by = await identifyActingPerson(operator, as);
  const content = { document: JSON.stringify(document), based_on: gates_version };
  const { request_days } = loadEnvironmentConfig(operator.environment).governance;
  return proposeRequest(database, { kind: 'gates', subject: 'gates', content, why, by }, request_days);
}

function readGatesFile(file: string): GatesDocument {
  const { data, error } = GatesDocument.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (data) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new InvalidGates(`${file} has no valid gates: ${problems.join('; ')}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
