/** Moves the aliases of a function and of a workflow back and forward, on an emulator of Lambda and Step Functions. */
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeStateMachineAliasCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LiveAlias, readLiveAliases } from '../../../cli/releases/live-alias.ts';
import { planRevert } from '../../../cli/releases/plan-revert.ts';
import { moveAliases } from '../../../cli/releases/revert-release.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { TEST_CLIENT } from '../../../testing/aws/test-credentials.ts';

const FunctionName = 'risk-dev-predict';
const roleArn = 'arn:aws:iam::000000000000:role/test';

let ministack: TestMiniStack;
let lambda: LambdaClient;
let sfn: SFNClient;
let stateMachineArn: string;

const define = (release: string): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Say',
    States: { Say: { Type: 'Pass', Output: { release }, End: true } },
  });

/** Publishes what is the newest now, and points the aliases to it, as a deployment does. */
async function publish(): Promise<{ function: string; workflow: string }> {
  const { Version = '' } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  const { stateMachineVersionArn = '' } = await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  return { function: Version, workflow: stateMachineVersionArn };
}

beforeAll(async () => {
  ministack = await startTestMiniStack();
  const options = { ...TEST_CLIENT, endpoint: ministack.endpoint };
  [lambda, sfn] = [new LambdaClient(options), new SFNClient(options)];
  const ZipFile = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64'); // an empty archive: it is never called
  const code = { Role: roleArn, Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile } } as const;
  await lambda.send(new CreateFunctionCommand({ ...code, FunctionName }));
  ({ stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({ name: 'risk-dev-daily-etl', roleArn, definition: define('first') }),
  ));
  await publish();
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'second' }));
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: define('second') }));
  const second = await publish();
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: 'live',
      FunctionVersion: second.function,
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.9 } },
    }),
  );
  const routingConfiguration = [{ stateMachineVersionArn: second.workflow, weight: 100 }];
  await sfn.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }));
});
afterAll(() => ministack?.stop());

const read = (): Promise<LiveAlias[]> => readLiveAliases({ lambda, sfn }, 'dev');
const findTime = (aliases: LiveAlias[], version: string): Date =>
  new Date(
    Math.max(
      ...aliases.flatMap(({ versions }) =>
        versions.filter(({ id }) => id === version).map(({ publishedAt }) => publishedAt.getTime()),
      ),
    ),
  );

/** The versions that both aliases point to; the emulator runs the newest definition whatever the alias says. */
async function readLiveVersions(): Promise<unknown> {
  const { FunctionVersion, RoutingConfig } = await lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
  const { routingConfiguration } = await sfn.send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${stateMachineArn}:live` }),
  );
  return {
    function: FunctionVersion,
    otherWeights: RoutingConfig?.AdditionalVersionWeights ?? {},
    workflow: routingConfiguration?.map(
      (route) => `${route.stateMachineVersionArn?.split(':').at(-1)}: ${route.weight}`,
    ),
  };
}

test('both aliases go back to the first release, and forward again', async () => {
  const aliases = await read();
  expect(aliases.map(({ name, current, versions }) => [name, current, versions.length])).toEqual([
    ['function predict', '2', 2],
    ['workflow daily-etl', '2', 2],
  ]);
  await moveAliases(planRevert(aliases, findTime(aliases, '1')));
  expect(await readLiveVersions()).toEqual({ function: '1', otherWeights: {}, workflow: ['1: 100'] });

  await moveAliases(planRevert(await read(), findTime(aliases, '2')));
  expect(await readLiveVersions()).toEqual({ function: '2', otherWeights: {}, workflow: ['2: 100'] });
});
