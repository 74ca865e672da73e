/** Moves the aliases of a plan, unless a deployment is at work, and reports each. */
import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import type { EnvironmentName } from '../../lib/config.ts';
import { CommandError } from '../terminal/command-error.ts';
import { formatPlural, formatTime } from '../terminal/format.ts';
import { printTable } from '../terminal/tables.ts';
import type { AliasMove } from './plan-revert.ts';

/** CloudFormation changes a stack of the environment; both would move the same aliases. */
export class DeploymentAtWork extends CommandError {}

/** Some aliases could not be moved; the same command again moves the rest. */
export class RevertIncomplete extends CommandError {}

/** @throws {DeploymentAtWork} when a stack of the environment is being changed */
export async function requireSettledStacks(client: CloudFormationClient, environment: EnvironmentName): Promise<void> {
  const prefix = `risk-${environment}-`;
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    const busy = Stacks.find(
      ({ StackName = '', StackStatus = '' }) =>
        StackName.toLowerCase().startsWith(prefix) && StackStatus.endsWith('_IN_PROGRESS'),
    );
    if (!busy) continue;
    throw new DeploymentAtWork(
      `${busy.StackName} is ${busy.StackStatus}: cancel the stack's update, which takes the release back, or wait for its end; nothing was changed`,
    );
  }
}

export function printMoves(moves: readonly AliasMove[]): void {
  const format = ({ id, publishedAt }: AliasMove['to']) => `${id}, ${formatTime(publishedAt.toISOString())}`;
  printTable(
    ['alias', 'live', 'becomes'],
    moves.map(({ alias, from, to }) => [alias.name, format(from), format(to)]),
    3,
  );
}

/**
 * Moves every alias, also when one fails.
 * @throws {RevertIncomplete} when some could not be moved
 */
export async function moveAliases(moves: readonly AliasMove[]): Promise<void> {
  const results = await Promise.allSettled(moves.map(({ alias, to }) => alias.move(to.id)));
  const failed = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${moves[index]?.alias.name}: ${(result.reason as Error).message}`] : [],
  );
  if (failed.length === 0) return;
  throw new RevertIncomplete(
    `${moves.length - failed.length} of ${formatPlural(moves.length, 'alias', 'aliases')} moved; run the command again for the rest (${failed.join('; ')})`,
  );
}
