/** The environment dev: smaller than production and deletable, with the same checks. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Synthesised } from './synthesised.ts';

let dev: Synthesised;
beforeAll(() => {
  dev = new Synthesised('dev');
}, 120_000);
afterAll(() => dev?.remove());

test('the cluster pauses when idle and can be deleted', () => {
  expect(dev.only('RDS::DBCluster').properties).toMatchObject({
    DeletionProtection: false,
    ServerlessV2ScalingConfiguration: { MinCapacity: 0 },
  });
  expect(dev.manifest.artifacts['Risk-Dev-Database'].properties.terminationProtection).toBeFalsy();
});

test('no schedule is enabled', () => {
  const schedules = dev.ofType('Events::Rule').filter(({ properties }) => properties.ScheduleExpression);
  expect(new Set(schedules.map(({ properties }) => properties.State))).toEqual(new Set(['DISABLED']));
});

test('has the stacks of production', () => {
  expect(dev.templates()).toEqual(
    ['Api', 'Dashboard', 'Database', 'Etl', 'Monitoring', 'Reporting', 'Scoring', 'Storage', 'Training'].map(
      (name) => `Risk-Dev-${name}.template.json`,
    ),
  );
});

test('people may also sign in from the command line, which waits on one loopback address', () => {
  const people = dev
    .ofType('Cognito::UserPoolClient')
    .find(({ properties }) => properties.ClientName === 'risk-dev-people');
  expect(people?.properties).toMatchObject({
    ...{ AllowedOAuthFlows: ['code'], GenerateSecret: false, AccessTokenValidity: 15 },
    CallbackURLs: ['http://localhost:4571/callback'],
  });
  expect(JSON.stringify(people?.properties.AllowedOAuthScopes)).toContain('review');
});

test('has no demo client and no user of its own', () => {
  const clients = dev.ofType('Cognito::UserPoolClient').map(({ properties }) => properties.ClientName);
  expect(clients.toSorted()).toEqual(['risk-dev-dashboard', 'risk-dev-people', 'risk-dev-service']);
  expect(dev.ofType('Cognito::UserPoolUser')).toEqual([]);
  expect(JSON.stringify(dev.resources)).not.toMatch(/demo-client|example\.com/);
});
