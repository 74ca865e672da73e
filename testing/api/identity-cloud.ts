/**
 * Starts Cognito and API Gateway of the local cloud alone, without stacks and database. The gateway has the API's own
 * document; one function behind every call returns its event, so that a test sees what the gateway lets through.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Fn, Stack } from 'aws-cdk-lib';
import { startMiniStack } from '../../cli/local/ministack/ministack.ts';
import { renewCredentials } from '../../cli/local/settings/credentials.ts';
import {
  buildSdkConfiguration,
  buildSdkEnvironment,
  type LocalSettings,
  readLocalSettings,
} from '../../cli/local/settings/local-settings.ts';
import { buildOpenApiDocument } from '../../lambdas/prediction-api/contract/openapi.ts';
import { GROUPS } from '../../lambdas/prediction-api/contract/roles.ts';
import { SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { buildGatewayDocument, type OpenApiDocument } from '../../lib/constructs/api/gateway-document.ts';
import { chooseFreePorts } from '../aws/test-settings.ts';

const STACK = 'identity';
const DEPLOY_SECONDS = 60;
const ECHO = `exports.handler = async (event) => {
  console.log('called');
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
};`;

/** A running identity cloud. */
export interface IdentityCloud {
  settings: LocalSettings;
  cognito: CognitoIdentityProviderClient;
  /** The stacks' parameters that exist here, such as `api/user-pool-id`. */
  parameter: (name: string) => string;
  stop(): Promise<void>;
}

/** Starts it in a few seconds. SDK clients that are created afterwards reach it. */
export async function startIdentityCloud(): Promise<IdentityCloud> {
  Object.assign(process.env, await chooseFreePorts());
  const stateDirectory = await mkdtemp(join(tmpdir(), 'risk-identity-'));
  const settings = readLocalSettings({ stateDirectory });
  renewCredentials(stateDirectory);
  const aws = await startMiniStack(settings);
  const stop = async () => {
    await aws.stop();
    await rm(stateDirectory, { recursive: true, force: true });
  };
  try {
    Object.assign(process.env, buildSdkEnvironment(settings));
    const parameters = await deployIdentity(settings);
    process.env.USER_POOL_ID = parameters['api/user-pool-id'] ?? '';
    const cognito = new CognitoIdentityProviderClient(buildSdkConfiguration(settings));
    return { settings, cognito, parameter: (name) => parameters[name] ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Deploys the resources and publishes their parameters, as the stacks do. */
async function deployIdentity(settings: LocalSettings): Promise<Record<string, string>> {
  const cloudFormation = new CloudFormationClient(buildSdkConfiguration(settings));
  await cloudFormation.send(new CreateStackCommand({ StackName: STACK, TemplateURL: await uploadTemplate(settings) }));
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: DEPLOY_SECONDS, minDelay: 1 },
    { StackName: STACK },
  );
  const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  const outputs = Object.fromEntries((stack?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]));
  const { aws } = settings.urls;
  const parameters = {
    'api/url': `${aws}/restapis/${outputs.Api}/live/_user_request_`,
    'api/user-pool-id': outputs.Pool ?? '',
    'api/people-client-id': outputs.PeopleClient ?? '',
    'api/authorize-url': `${aws}/oauth2/authorize`,
    'api/token-url': `${aws}/oauth2/token`,
    'dashboard/url': settings.urls.dashboard,
    'dashboard/client-id': outputs.DashboardClient ?? '',
  };
  const ssm = new SSMClient(buildSdkConfiguration(settings));
  for (const [name, Value] of Object.entries(parameters)) {
    await ssm.send(new PutParameterCommand({ Name: `/risk/local/${name}`, Value, Type: 'String' }));
  }
  return parameters;
}

/** The template is larger than the 51,200 bytes that a request may have. */
async function uploadTemplate(settings: LocalSettings): Promise<string> {
  const s3 = new S3Client({ ...buildSdkConfiguration(settings), forcePathStyle: true });
  const object = { Bucket: `${STACK}-templates`, Key: 'template.json' };
  await s3.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  await s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify(buildTemplate(settings)) }));
  s3.destroy();
  return `${settings.urls.aws}/${object.Bucket}/${object.Key}`;
}

function buildTemplate(settings: LocalSettings): object {
  const { accountId, region } = settings;
  const echoArn = `arn:aws:lambda:${region}:${accountId}:function:identity-echo`;
  const document = buildGatewayDocument(buildOpenApiDocument() as OpenApiDocument, {
    userPoolArn: Fn.getAtt('Pool', 'Arn').toString(),
    functionArn: () => echoArn,
  });
  const names = Object.keys(SCOPES);
  return {
    Resources: {
      ...buildUserResources(settings, names),
      Echo: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          ...{ FunctionName: 'identity-echo', Runtime: 'nodejs24.x', Handler: 'index.handler' },
          ...{ Role: `arn:aws:iam::${accountId}:role/identity`, Code: { ZipFile: ECHO } },
        },
      },
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: STACK, Body: new Stack().resolve(document) } },
      Deployment: {
        Type: 'AWS::ApiGateway::Deployment',
        DependsOn: ['Echo'],
        Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live' },
      },
    },
    Outputs: Object.fromEntries(
      ['Api', 'Pool', 'PeopleClient', 'DashboardClient'].map((name) => [name, { Value: { Ref: name } }]),
    ),
  };
}

/** That of lib/constructs/api/api-users.ts, where MiniStack's default would require kinds of characters. */
const PASSWORD_POLICY = {
  ...{ MinimumLength: 15, RequireLowercase: false, RequireNumbers: false },
  ...{ RequireSymbols: false, RequireUppercase: false },
};

/** The pool with the API's scopes and groups, and the two clients of people. */
function buildUserResources({ signInPort, urls }: LocalSettings, scopes: string[]): Record<string, object> {
  const UserPoolId = { Ref: 'Pool' };
  const buildClient = (name: string, callback: string, more: object) => ({
    Type: 'AWS::Cognito::UserPoolClient',
    DependsOn: ['Server'],
    Properties: {
      ...{ UserPoolId, ClientName: name, GenerateSecret: false, AllowedOAuthFlowsUserPoolClient: true },
      ...{ AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid', 'email', ...scopes], CallbackURLs: [callback] },
      ...{ AccessTokenValidity: 15, IdTokenValidity: 15, RefreshTokenValidity: 600 },
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      ...more,
    },
  });
  const groups = Object.keys(GROUPS).map((GroupName) => [
    `Group${GroupName}`,
    { Type: 'AWS::Cognito::UserPoolGroup', Properties: { UserPoolId, GroupName } },
  ]);
  return {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        ...{ UserPoolName: STACK, UsernameAttributes: ['email'] },
        Policies: { PasswordPolicy: PASSWORD_POLICY },
      },
    },
    Server: {
      Type: 'AWS::Cognito::UserPoolResourceServer',
      Properties: {
        ...{ UserPoolId, Identifier: 'risk', Name: 'risk' },
        Scopes: scopes.map((scope) => ({ ScopeName: scope.replace('risk/', ''), ScopeDescription: scope })),
      },
    },
    PeopleClient: buildClient('people', `http://localhost:${signInPort}/callback`, {
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'], // also tokens of sign-ins without OAuth, which must not pass
    }),
    DashboardClient: buildClient('dashboard', `${urls.dashboard}/signed-in`, { LogoutURLs: [`${urls.dashboard}/`] }),
    ...Object.fromEntries(groups),
  };
}
