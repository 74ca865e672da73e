/** Reads the aliases `live` of an environment, of functions of the API and of workflows, with all their versions. */
import {
  GetAliasCommand,
  type LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import {
  DescribeStateMachineAliasCommand,
  ListStateMachineVersionsCommand,
  type SFNClient,
  type StateMachineVersionListItem,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { listWorkflowArns } from '../aws/executions.ts';

const ALIAS = 'live';

export interface PublishedVersion {
  /** Number of the version. */
  id: string;
  publishedAt: Date;
}

export interface LiveAlias {
  /** `function predict`, `workflow daily-etl`. */
  name: string;
  current: string;
  versions: PublishedVersion[];
  /** Points the alias to this version alone, at once. */
  move(version: string): Promise<void>;
}

export interface ReleaseClients {
  lambda: LambdaClient;
  sfn: SFNClient;
}

/** What an environment has no alias `live` for is left out: it was deployed before there were any. */
export async function readLiveAliases(clients: ReleaseClients, environment: EnvironmentName): Promise<LiveAlias[]> {
  const handlers = [...new Set(routes.map(({ handler }) => handler))].sort();
  const workflows = [...(await listWorkflowArns(clients.sfn, environment))].sort();
  const results = await Promise.allSettled([
    ...handlers.map((handler) => readFunctionAlias(clients.lambda, environment, handler)),
    ...workflows.map(([name, arn]) => readWorkflowAlias(clients.sfn, name, arn)),
  ]);
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [result.value];
    if (/^ResourceNotFound/.test((result.reason as Error).name)) return [];
    throw result.reason;
  });
}

async function readFunctionAlias(client: LambdaClient, environment: string, name: string): Promise<LiveAlias> {
  const target = { FunctionName: `risk-${environment}-${name}` };
  const { FunctionVersion: current = '' } = await client.send(new GetAliasCommand({ ...target, Name: ALIAS }));
  const versions: PublishedVersion[] = [];
  for await (const page of paginateListVersionsByFunction({ client }, target)) {
    for (const { Version: id = '', LastModified = '' } of page.Versions ?? []) {
      if (/^\d+$/.test(id)) versions.push({ id, publishedAt: new Date(LastModified) });
    }
  }
  return {
    name: `function ${name}`,
    current,
    versions,
    async move(FunctionVersion) {
      // Also removes the weights that an unfinished release may have left.
      const RoutingConfig = { AdditionalVersionWeights: {} };
      await client.send(new UpdateAliasCommand({ ...target, Name: ALIAS, FunctionVersion, RoutingConfig }));
    },
  };
}

async function readWorkflowAlias(client: SFNClient, name: string, stateMachineArn: string): Promise<LiveAlias> {
  const stateMachineAliasArn = `${stateMachineArn}:${ALIAS}`;
  const { routingConfiguration = [] } = await client.send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn }),
  );
  return {
    name: `workflow ${name}`,
    current: parseVersion(routingConfiguration[0]?.stateMachineVersionArn),
    versions: await listWorkflowVersions(client, stateMachineArn),
    async move(version) {
      const routing = { stateMachineVersionArn: `${stateMachineArn}:${version}`, weight: 100 };
      await client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: [routing] }));
    },
  };
}

async function listWorkflowVersions(client: SFNClient, stateMachineArn: string): Promise<PublishedVersion[]> {
  const items: StateMachineVersionListItem[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn, nextToken }));
    items.push(...(page.stateMachineVersions ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return items.map(({ stateMachineVersionArn, creationDate }) => ({
    id: parseVersion(stateMachineVersionArn),
    publishedAt: creationDate ?? new Date(0),
  }));
}

const parseVersion = (versionArn = ''): string => versionArn.split(':').at(-1) ?? '';
