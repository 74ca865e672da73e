/** Deploys a small app on MiniStack with the CDK, and parses the output of the CDK. */
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProgressReader, extractError } from '../../../cli/local/deploy/cdk-output.ts';
import { DeployFailed, deployStacks } from '../../../cli/local/deploy/deploy.ts';
import { listDeployedStacks } from '../../../cli/local/deploy/deployed-stacks.ts';
import { checkpointMiniStack, startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import type { ManagedProcess } from '../../../cli/local/processes/managed-process.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { createObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { removeState, testSettings } from './harness.ts';

let settings: LocalSettings;
let aws: ManagedProcess;
let appDirectory: string;

beforeAll(async () => {
  settings = await testSettings();
  appDirectory = await mkdtemp(join(settings.stateDirectory, 'app-'));
  await cp(resolve(import.meta.dirname, 'small-app'), appDirectory, { recursive: true });
  await writeFile(join(appDirectory, 'package.json'), '{ "type": "module" }');
  await symlink(resolve('node_modules'), join(appDirectory, 'node_modules'));
  aws = await startMiniStack(settings);
});

afterAll(async () => {
  await aws?.stop();
  await removeState(settings);
});

const bucketName = async () => {
  const ssm = new SSMClient(buildSdkConfiguration(settings));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/small/bucket' }));
  return String(Parameter?.Value);
};

/** Kills MiniStack, so that it saves nothing, and starts it again. */
async function restart() {
  process.kill(-aws.pid, 'SIGKILL');
  await aws.exited;
  aws = await startMiniStack(settings);
}

const failToDeploy = () =>
  expect(deployStacks(settings, undefined, { appDirectory, timeoutSeconds: 10 })).rejects.toThrow(
    /^cdk deploy did not end within 10 s/,
  );

/** The small app with a resource in its second stack that is never complete. */
const NEVER_UPDATED = `${readFileSync(resolve(import.meta.dirname, 'small-app/app.ts'), 'utf8')}
import { CfnWaitCondition, CfnWaitConditionHandle } from 'aws-cdk-lib';
const { ref: handle } = new CfnWaitConditionHandle(etl, 'Handle');
new CfnWaitCondition(etl, 'NeverMet', { handle, timeout: '3600' });
`;

describe('deploy', () => {
  it('deploys every stack, and nothing when nothing has changed', async () => {
    const events: string[] = [];
    expect(await deployStacks(settings, (event) => events.push(event), { appDirectory })).toEqual({ changed: true });
    expect(events).toEqual(
      expect.arrayContaining([
        'bootstrapping the account',
        'synthesising the stacks',
        'Small-Etl (2 of 2): 1 resources',
      ]),
    );
    expect(await bucketName()).toMatch(/^small-storage-landing/);
    expect(await deployStacks(settings, undefined, { appDirectory })).toEqual({ changed: false });
  });

  it('finds stacks and objects again after MiniStack was killed', async () => {
    const store = createObjectStore(new S3Client(buildSdkConfiguration(settings)));
    await store.putJson(await bucketName(), 'kept.json', { rows: 1 });
    await restart();
    expect(await store.getJson(await bucketName(), 'kept.json')).toEqual({ rows: 1 });
    expect(await deployStacks(settings, undefined, { appDirectory })).toEqual({ changed: false });
  });

  it('removes a stack that an earlier start left half created', async () => {
    const cloudFormation = new CloudFormationClient(buildSdkConfiguration(settings));
    const Resources = {
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      NeverMet: {
        Type: 'AWS::CloudFormation::WaitCondition',
        Properties: { Handle: { Ref: 'Handle' }, Timeout: '3600' },
      },
    };
    const TemplateBody = JSON.stringify({ Resources });
    await cloudFormation.send(new CreateStackCommand({ StackName: 'Small-Half', TemplateBody }));
    await checkpointMiniStack(settings);
    await restart();
    expect((await listDeployedStacks(settings))['Small-Half']?.status).toBe('CREATE_IN_PROGRESS');
    expect(await deployStacks(settings, undefined, { appDirectory })).toEqual({ changed: true });
    expect(Object.keys(await listDeployedStacks(settings)).sort()).toEqual([
      'CDKToolkit',
      'Small-Etl',
      'Small-Storage',
    ]);
  });

  it("fails with the CDK's reason in one line", async () => {
    const app = join(appDirectory, 'app.ts');
    await writeFile(app, 'throw new Error("no such thing");');
    await expect(deployStacks(settings, undefined, { appDirectory })).rejects.toThrow(
      /^cdk deploy: Error: no such thing \(log: .*deploy\.log\)$/,
    );
    await rm(app);
    await cp(resolve(import.meta.dirname, 'small-app/app.ts'), app);
    const late = deployStacks(settings, undefined, { appDirectory, timeoutSeconds: 0.1 });
    await expect(late).rejects.toThrow(DeployFailed);
  });

  it('fails again after an update that failed, whatever wrote a parameter meanwhile', async () => {
    await writeFile(join(appDirectory, 'app.ts'), NEVER_UPDATED);
    await failToDeploy();
    const parameter = { Name: '/small/other', Value: 'x', Type: 'String' } as const;
    await new SSMClient(buildSdkConfiguration(settings)).send(new PutParameterCommand(parameter));
    await restart();
    await failToDeploy();
    await checkpointMiniStack(settings);
    await restart();
    await expect(deployStacks(settings, undefined, { appDirectory })).rejects.toThrow(
      /^Small-Etl is UPDATE_IN_PROGRESS since a deployment that was interrupted: npm run reset /,
    );
  });
});

describe("the CDK's output", () => {
  it('gives the progress', () => {
    const read = createProgressReader();
    expect(read('Risk-Local-Etl: deploying... [3/6]')).toBe('Risk-Local-Etl (3 of 6)');
    expect(read('Risk-Local-Etl |   0 | 2:27:31 AM | CREATE_IN_PROGRESS      | AWS::S3::Bucket | Landing')).toBeNull();
    expect(read('Risk-Local-Etl |   1 | 2:27:31 AM | CREATE_COMPLETE         | AWS::S3::Bucket | Landing')).toBe(
      'Risk-Local-Etl (3 of 6): 1 resources',
    );
    expect(read('Bundling asset Risk-Local-Etl/OpenRun/Code/Stage...')).toBe('bundling OpenRun of Risk-Local-Etl');
  });

  it.each([
    [
      ['❌  Small-Etl failed to deploy', '‣ ValidationError: Unrecognized resource types: [AWS::EC2::FlowLog]'],
      'ValidationError: Unrecognized resource types: [AWS::EC2::FlowLog]',
    ],
    [
      ['Etl | 1/2 | 2:27 AM | CREATE_FAILED | AWS::Lambda::Function | OpenRun no such role', '❌  Etl failed'],
      'Etl 1/2 2:27 AM CREATE_FAILED AWS::Lambda::Function OpenRun no such role',
    ],
    [['\u001b[31mError: no such thing\u001b[0m', 'Subprocess exited with error 1'], 'Error: no such thing'],
    [[], 'it said nothing'],
  ])('is read for the reason of a failure (%#)', (lines, reason) => {
    expect(extractError(lines)).toBe(reason);
  });
});
