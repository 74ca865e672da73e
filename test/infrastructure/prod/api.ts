/** Tests of the deployed API: tokens, throttling, provisioned concurrency, user pool clients. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { GROUPS } from '../../../lambdas/prediction-api/contract/roles.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { sumReservedConcurrency, UNRESERVED_CONCURRENCY } from '../../../lib/reserved-concurrency.ts';
import { listReferences, type Resource } from '../synthesised.ts';
import { findTable, prod } from './template.ts';

/** Calls without a token. */
const CONTESTS = ['open', 'attachments', 'submit'].map((call) => `/v1/contests/${call}`);
const SERVICE = ['/v1/health', '/v1/openapi.json', '/v1/docs', '/v1/docs/{file}'];

/** Defines the tests. The template is read when they run. */
export function describeApi(): void {
  describe('API', () => {
    test('every operation except health, the documentation and contests needs a token', () => {
      const open = [...CONTESTS, ...SERVICE];
      const { Body: document } = prod.only('ApiGateway::RestApi').properties;
      for (const [path, operations] of Object.entries<Record<string, Resource['properties']>>(document.paths)) {
        for (const operation of Object.values(operations)) {
          const scopes = operation.security?.flatMap((scheme: Record<string, string[]>) => scheme.oauth2 ?? []) ?? [];
          expect([path, scopes.length > 0]).toEqual([path, !open.includes(path)]);
          expect(operation['x-amazon-apigateway-integration']).toMatchObject({ type: 'aws_proxy', httpMethod: 'POST' });
        }
      }
      const { oauth2 } = document.components.securitySchemes;
      expect(oauth2['x-amazon-apigateway-authtype']).toBe('cognito_user_pools');
      expect(oauth2['x-amazon-apigateway-authorizer'].authorizerResultTtlInSeconds).toBeLessThanOrEqual(60);
    });

    test('accepts TLS 1.2 and 1.3 only', () => {
      const { SecurityPolicy, EndpointAccessMode } = prod.only('ApiGateway::RestApi').properties;
      expect({ SecurityPolicy, EndpointAccessMode }).toEqual({
        SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
        EndpointAccessMode: 'BASIC',
      });
    });

    test('is throttled, logged and protected by a web ACL', () => {
      const { MethodSettings: settings, AccessLogSetting: accessLog } = prod.only('ApiGateway::Stage').properties;
      expect(settings[0]).toMatchObject({ ResourcePath: '/*', ThrottlingRateLimit: 100, LoggingLevel: 'ERROR' });
      expect(accessLog.DestinationArn).toBeDefined();
      expect(prod.ofType('WAFv2::WebACLAssociation')).toHaveLength(1);
    });

    test('the gateway’s own log exists before the stage, under the gateway’s name, so that it has a key and an end', () => {
      const groups = prod.ofType('Logs::LogGroup').filter(({ id }) => id.startsWith('ExecutionLogs'));
      expect(groups).toHaveLength(1);
      const [group] = groups;
      const stage = prod.only('ApiGateway::Stage');
      const name = ['API-Gateway-Execution-Logs_', stage.properties.RestApiId, `/${stage.properties.StageName}`];
      expect(group?.properties).toMatchObject({
        LogGroupName: { 'Fn::Join': ['', name] },
        KmsKeyId: expect.anything(),
      });
      expect(stage.dependsOn).toContain(group?.id);
    });

    test('calls without a token have a throttle of their own, and no log of their requests', () => {
      const { MethodSettings: settings } = prod.only('ApiGateway::Stage').properties;
      expect(settings.slice(1)).toEqual(
        [...CONTESTS, ...SERVICE].map((path) => ({
          ResourcePath: `/${path.replaceAll('/', '~1')}`,
          HttpMethod: CONTESTS.includes(path) ? 'POST' : 'GET',
          ThrottlingRateLimit: 20,
          ThrottlingBurstLimit: 40,
          ...{ LoggingLevel: 'ERROR', DataTraceEnabled: false, MetricsEnabled: true },
        })),
      );
    });

    test('the gateway calls predict’s alias with provisioned concurrency, and the concurrency of a function is limited', () => {
      const [alias, ...others] = prod
        .ofType('Lambda::Alias')
        .filter(({ properties }) => properties.ProvisionedConcurrencyConfig);
      expect(others).toEqual([]);
      expect(alias?.properties.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 2 });
      const { paths } = prod.only('ApiGateway::RestApi').properties.Body;
      const called = (path: string) => listReferences(Object.values<Resource['properties']>(paths[path])[0]);
      expect([called('/v1/predict'), called('/v1/predict/batch')].map((all) => all.includes(alias?.id ?? ''))).toEqual([
        true,
        true,
      ]);
      const named = (name: string) =>
        prod.ofType('Lambda::Function').find(({ properties }) => properties.FunctionName === `risk-prod-${name}`)
          ?.properties;
      const reserved = ['predict', 'read', 'documentation'].map((name) => named(name)?.ReservedConcurrentExecutions);
      expect(reserved).toEqual([100, 50, 10]);
      const night = ['score-part', 'store-scores'].map((name) => named(name)?.ReservedConcurrentExecutions);
      expect(night).toEqual([8, 8]);
      expect(named('import-raw-file')?.ReservedConcurrentExecutions).toBe(8);
      const batches = [
        'batches',
        'split-batch',
        'join-features',
        'score-batch-part',
        'store-batch-part',
        'close-batch',
      ];
      expect(batches.map((name) => named(name)?.ReservedConcurrentExecutions)).toEqual([20, 4, 16, 16, 16, 4]);
    });

    test('the reserved concurrency is what the configuration sums and docs/deploy.md states, and leaves the night more than half', () => {
      const all = prod.ofType('Lambda::Function').map(({ properties }) => properties.ReservedConcurrentExecutions ?? 0);
      const sum = all.reduce((total, reserved) => total + reserved, 0);
      expect(sumReservedConcurrency(loadEnvironmentConfig('prod', {}))).toBe(sum);
      const docs = readFileSync('docs/deploy.md', 'utf8').replaceAll(/\s+/g, ' ');
      expect(docs).toContain(`${sum} in \`prod\`, so the quota must be ${sum + UNRESERVED_CONCURRENCY}`);
      expect(sum).toBeLessThan(500);
    });

    test('a function of the API times out before the gateway does', () => {
      for (const name of [
        'predict',
        'read',
        'replay',
        'documentation',
        'batches',
        'imports',
        'governance',
        'cases',
        'privacy',
      ]) {
        const found = prod
          .ofType('Lambda::Function')
          .find(({ properties }) => properties.FunctionName === `risk-prod-${name}`);
        expect([name, found?.properties.Timeout]).toEqual([name, 10]);
      }
    });

    test('service clients may score and read, never what is for people', () => {
      const client = clients('risk-prod-service');
      expect(client).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true });
      expect(JSON.stringify(client.AllowedOAuthScopes)).not.toMatch(/review|import|govern|privacy/);
    });

    test('there is no demo client and no user of its own', () => {
      const names = prod.ofType('Cognito::UserPoolClient').map(({ properties }) => properties.ClientName);
      expect(names.toSorted()).toEqual(['risk-prod-dashboard', 'risk-prod-service']);
      expect(prod.ofType('Cognito::UserPoolUser')).toEqual([]);
      expect(JSON.stringify(prod.resources)).not.toMatch(/demo-client|example\.com/);
    });

    test('people need a long password and a second factor, cannot sign themselves up, and recover by mail only', () => {
      const { properties } = prod.only('Cognito::UserPool');
      expect(properties).toMatchObject({
        ...{ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
        UsernameAttributes: ['email'], // so that a username is an id that is never used again
      });
      expect(properties.Policies.PasswordPolicy).toEqual({
        ...{ MinimumLength: 15, TemporaryPasswordValidityDays: 1 },
        ...{ RequireLowercase: false, RequireNumbers: false, RequireSymbols: false, RequireUppercase: false },
      });
      const groups = prod.ofType('Cognito::UserPoolGroup').map((group) => group.properties.GroupName);
      expect(groups.toSorted()).toEqual(Object.keys(GROUPS).toSorted());
    });

    test('no client returns a sign-in to a loopback address, in clear text, or to more than the dashboard', () => {
      const callbacks = prod
        .ofType('Cognito::UserPoolClient')
        .flatMap(({ properties }) => properties.CallbackURLs ?? [])
        .map((callback) => JSON.stringify(callback));
      expect(callbacks).toEqual([expect.stringMatching(/^\{"Fn::Join":\["",\["https:\/\/",.*"\/signed-in"\]\]\}$/)]);
      expect(JSON.stringify(prod.resources)).not.toMatch(/localhost|127\.0\.0\.1/);
      expect(clients('risk-prod-people')).toEqual({});
    });

    test('only functions with people as callers ask Cognito about a person; only one changes groups, and nothing else', () => {
      const statements = prod
        .ofType('IAM::Policy')
        .flatMap(({ id, properties }) =>
          properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
        )
        .filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('cognito')));
      const asks = {
        ...{ Action: ['cognito-idp:AdminGetUser', 'cognito-idp:AdminListGroupsForUser'], Effect: 'Allow' },
        Resource: { 'Fn::GetAtt': [prod.only('Cognito::UserPool').id, 'Arn'] },
      };
      const lists = { ...asks, Action: [...asks.Action, 'cognito-idp:ListUsers', 'cognito-idp:ListUsersInGroup'] };
      const changes = {
        ...asks,
        Action: ['AddUserToGroup', 'ListGroupsForUser', 'RemoveUserFromGroup']
          .map((action) => `cognito-idp:Admin${action}`)
          .concat('cognito-idp:ListUsersInGroup'),
      };
      const ofRole = (name: string, statement: object) => ({
        ...{ id: expect.stringMatching(new RegExp(`^${name}ServiceRole`)), ...statement },
      });
      expect(statements.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
        ofRole('Batches', asks),
        ofRole('Cases', { ...asks, Action: [...asks.Action, 'cognito-idp:ListUsersInGroup'] }),
        ofRole('Governance', lists),
        ...['Imports', 'Predict', 'Privacy', 'Read', 'Replay'].map((name) => ofRole(name, asks)),
        ofRole('RoleChangesApplyRoles', changes),
      ]);
    });

    test('each function with callers counts their requests in the table, and has no other access to it', () => {
      const statements = prod
        .ofType('IAM::Policy')
        .flatMap(({ id, properties }) =>
          properties.PolicyDocument.Statement.map((statement: Resource['properties']) => ({ id, ...statement })),
        )
        .filter(({ Resource }) => listReferences(Resource).includes(findTable('RateLimits').id));
      const role = (id: string) => id.replace(/ServiceRoleDefaultPolicy[0-9A-F]{8}$/, '');
      expect(statements.map(({ id, Action }) => [role(id), Action]).sort()).toEqual(
        ['Batches', 'Cases', 'Governance', 'Imports', 'Predict', 'Privacy', 'Read', 'Replay'].map((name) => [
          name,
          'dynamodb:UpdateItem',
        ]),
      );
      expect(findTable('RateLimits').properties.TimeToLiveSpecification).toEqual({
        AttributeName: 'expire',
        Enabled: true,
      });
    });

    test('the batches function may sign uploads and results and start the batch workflow, and nothing else', () => {
      const policy = prod.ofType('IAM::Policy').find(({ id }) => id.startsWith('BatchesServiceRole'));
      const statements: Resource['properties'][] = policy?.properties.PolicyDocument.Statement;
      const on = (action: string) =>
        statements
          .filter(({ Action }) => [Action].flat().includes(action))
          .map(({ Resource }) => JSON.stringify(Resource));
      expect(on('s3:PutObject')).toEqual([expect.stringContaining('/batches/*/upload')]);
      const readable = on('s3:GetObject').join();
      for (const key of ['/batches/*/upload', '/batches/*/results.csv.gz']) expect(readable).toContain(key);
      expect(on('states:StartExecution')).toEqual([expect.stringContaining('BatchScoring')]);
      const actions = statements.flatMap(({ Action }) => Action).filter((action) => /^(s3|states):/.test(action));
      expect([...new Set(actions)].sort()).toEqual([
        ...['s3:GetObject', 's3:ListBucket', 's3:PutObject', 'states:StartExecution'],
      ]);
    });

    test('the documentation function has access to no database and no object', () => {
      const policy = prod.ofType('IAM::Policy').find(({ id }) => id.startsWith('DocumentationServiceRole'));
      const actions = policy?.properties.PolicyDocument.Statement.flatMap(
        ({ Action }: Resource['properties']) => Action,
      );
      expect(actions.toSorted()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
    });

    function clients(name: string): Resource['properties'] {
      return (
        prod.ofType('Cognito::UserPoolClient').find(({ properties }) => properties.ClientName === name)?.properties ??
        {}
      );
    }
  });
}
