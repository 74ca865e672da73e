/** Releases go live and back by alias: the API's functions by a canary of CodeDeploy, the workflows all at once. */
import { describe, expect, test } from '@jest/globals';
import { routes } from '../../../lambdas/prediction-api/contract/routes.ts';
import { listReferences, type Resource } from '../synthesised.ts';
import { prod } from './template.ts';

const API_FUNCTIONS = [...new Set(routes.map(({ handler }) => handler))].sort();
const RETAINED = { deletionPolicy: 'RetainExceptOnCreate', updateReplacePolicy: 'Retain' };

/** Reads a value that may come from another stack as text, with the ids or output names that it refers to. */
const toText = (value: unknown): string => JSON.stringify(value);

/** Defines the tests. The template is read when they run. */
export function describeReleases(): void {
  const find = (stack: string, id: string | undefined): Resource | undefined =>
    prod.resources.find((resource) => resource.stack === stack && resource.id === id);

  describe('releases of the API', () => {
    const aliases = () => prod.ofType('Lambda::Alias');
    const nameOf = ({ stack, properties }: Resource): string =>
      find(stack, listReferences(properties.FunctionName)[0])?.properties.FunctionName.replace('risk-prod-', '');

    test('each of its functions has the alias live, and the gateway calls and may call nothing else', () => {
      expect(aliases().map(nameOf).toSorted()).toEqual(API_FUNCTIONS);
      expect(new Set(aliases().map(({ properties }) => properties.Name))).toEqual(new Set(['live']));
      const ids = new Set(aliases().map(({ id }) => id));
      const { paths } = prod.only('ApiGateway::RestApi').properties.Body;
      const called = Object.values<Resource['properties']>(paths)
        .flatMap((operations) => Object.values(operations))
        .map((operation) => listReferences(operation['x-amazon-apigateway-integration']).filter((id) => ids.has(id)));
      expect(called.length).toBeGreaterThanOrEqual(20);
      expect(called.filter(({ length }) => length !== 1)).toEqual([]);
      const permitted = prod
        .ofType('Lambda::Permission')
        .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
        .map(({ properties }) => listReferences(properties.FunctionName)[0]);
      expect(permitted.toSorted()).toEqual([...ids].toSorted());
    });

    test('CodeDeploy moves each alias: a tenth of the calls for ten minutes, and back on an alarm', () => {
      expect(aliases()).toHaveLength(API_FUNCTIONS.length);
      for (const alias of aliases()) {
        const { codeDeployGroup: id } = alias;
        expect(alias.dependsOn).toContain(id);
        expect(find(alias.stack, id)?.properties).toMatchObject({
          DeploymentGroupName: nameOf(alias),
          DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent10Minutes',
          AutoRollbackConfiguration: { Enabled: true, Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
          AlarmConfiguration: { Enabled: true },
        });
      }
    });

    test('the alarms are those of the function and of the API, and see the calls of the canary in time', () => {
      expect(aliases()).toHaveLength(API_FUNCTIONS.length);
      for (const alias of aliases()) {
        const { Alarms } = find(alias.stack, alias.codeDeployGroup)?.properties.AlarmConfiguration ?? {};
        const alarms = listReferences(Alarms).map((id) => find(alias.stack, id)?.properties);
        expect(alarms.map((alarm) => alarm?.AlarmName)).toEqual([
          `risk-prod-api-${nameOf(alias)}-failing`,
          `risk-prod-api-${nameOf(alias)}-slow`,
          'risk-prod-api-server-errors',
        ]);
        const [failing, slow, errors] = alarms;
        const metrics = failing?.Metrics.flatMap(({ MetricStat: stat }: Resource['properties']) => stat ?? []);
        expect(metrics).toMatchObject([
          { Period: 60, Metric: { MetricName: 'Errors', Dimensions: [{}, { Name: 'Resource' }] } },
          {
            Period: 60,
            Metric: { MetricName: 'Unavailable', Dimensions: [{ Value: `prediction-api/${nameOf(alias)}` }] },
          },
        ]);
        expect(toText(slow?.Dimensions)).toContain('":live"');
        for (const alarm of [slow, errors]) expect(alarm?.Period * alarm?.EvaluationPeriods).toBeLessThanOrEqual(300);
      }
    });

    test('CodeDeploy may move aliases of these functions and read alarms, nothing else', () => {
      const role = prod
        .ofType('IAM::Role')
        .find(({ properties }) => toText(properties.AssumeRolePolicyDocument).includes('codedeploy'));
      expect(role?.properties.ManagedPolicyArns).toBeUndefined();
      const statements = prod
        .ofType('IAM::Policy')
        .filter(({ stack, properties }) => stack === role?.stack && listReferences(properties.Roles).includes(role.id))
        .flatMap(({ properties }) => properties.PolicyDocument.Statement);
      const actions = statements.flatMap(({ Action }) => Action);
      expect([...new Set(actions)].toSorted()).toEqual([
        'cloudwatch:DescribeAlarms',
        'lambda:GetAlias',
        'lambda:GetProvisionedConcurrencyConfig',
        'lambda:UpdateAlias',
      ]);
      const functions = new Set(aliases().map(({ properties }) => listReferences(properties.FunctionName)[0]));
      const moved = statements.filter(({ Action }) => Action !== 'cloudwatch:DescribeAlarms');
      for (const { Resource } of moved) expect(new Set(listReferences(Resource))).toEqual(functions);
    });
  });

  describe('releases of the workflows', () => {
    const machines = () => prod.ofType('StepFunctions::StateMachine');

    test('each has a version of its newest definition, and its alias live points to it alone', () => {
      const versions = prod.ofType('StepFunctions::StateMachineVersion');
      const released = versions.map(({ properties }) => listReferences(properties.StateMachineRevisionId)[0]);
      expect(released.toSorted()).toEqual(
        machines()
          .map(({ id }) => id)
          .toSorted(),
      );
      const aliases = prod.ofType('StepFunctions::StateMachineAlias');
      expect(aliases).toHaveLength(versions.length);
      for (const { stack, properties } of aliases) {
        expect(properties).toMatchObject({ Name: 'live', RoutingConfiguration: [{ Weight: 100 }] });
        expect(properties.RoutingConfiguration).toHaveLength(1);
        const [id] = listReferences(properties.RoutingConfiguration);
        expect(find(stack, id)?.type).toBe('AWS::StepFunctions::StateMachineVersion');
      }
    });

    test('calls each function in a version and each nested workflow by its alias', () => {
      for (const { stack, properties } of machines()) {
        const substitutions = Object.entries(properties.DefinitionSubstitutions ?? {});
        for (const [token, value] of substitutions.filter(([name]) => name.endsWith('FunctionArn'))) {
          expect([token, find(stack, listReferences(value)[0])?.type]).toEqual([token, 'AWS::Lambda::Version']);
        }
        for (const [token, value] of substitutions.filter(([name]) => name.endsWith('StateMachineArn'))) {
          expect([token, toText(value)]).toEqual([token, expect.stringMatching(/Live[0-9A-F]{8}/)]);
        }
      }
    });

    test('may call a function in every version, as executions of an older release do', () => {
      const versions = prod.ofType('Lambda::Version').filter(({ stack }) => stack !== 'Risk-Prod-Api');
      expect(versions.length).toBeGreaterThan(20);
      for (const { stack, properties } of versions) {
        const [id] = listReferences(properties.FunctionName);
        const grants = prod
          .ofType('IAM::Policy')
          .filter((policy) => policy.stack === stack)
          .flatMap((policy) => policy.properties.PolicyDocument.Statement)
          .filter(
            ({ Action, Resource }) => Action === 'lambda:InvokeFunction' && listReferences(Resource).includes(id ?? ''),
          );
        expect([id, grants.some(({ Resource }) => toText(Resource).includes(`["${id}","Arn"]},":*"]`))]).toEqual([
          id,
          true,
        ]);
      }
    });

    test('are started by their alias: by rules, by the API and by whoever reads the parameters', () => {
      const starts = [
        ...prod
          .ofType('Events::Rule')
          .flatMap(({ properties }) => properties.Targets.map(({ Arn }: Resource['properties']) => Arn))
          .filter((arn) => /StateMachine|Live/.test(toText(arn))),
        ...prod
          .ofType('SSM::Parameter')
          .filter(({ properties }) => properties.Name.startsWith('/risk/prod/workflow/'))
          .map(({ properties }) => properties.Value),
        ...prod
          .ofType('Lambda::Function')
          .flatMap(({ properties }) => properties.Environment?.Variables.BATCH_SCORING_ARN ?? []),
      ];
      expect(starts.length).toBeGreaterThan(9);
      expect(starts.map(toText).filter((arn) => !/Live[0-9A-F]{8}/.test(arn))).toEqual([]);
    });
  });

  test('whoever starts a workflow by its alias may start the state machine, which is what Step Functions asks for', () => {
    const statements = prod
      .ofType('IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('states:StartExecution'));
    expect(statements.length).toBeGreaterThan(9);
    expect(
      statements.map(({ Resource }) => toText(Resource)).filter((arn) => !/StateMachine[0-9A-F]{8}/.test(arn)),
    ).toEqual([]);
  });

  test('versions stay after the next release, so that the one before can come back', () => {
    const versions = [...prod.ofType('Lambda::Version'), ...prod.ofType('StepFunctions::StateMachineVersion')];
    expect(versions.length).toBeGreaterThan(30);
    for (const { deletionPolicy, updateReplacePolicy } of versions) {
      expect({ deletionPolicy, updateReplacePolicy }).toEqual(RETAINED);
    }
  });

  test('no version is an output of a stack, which CloudFormation could not change while another stack uses it', () => {
    const outputs = prod
      .templates()
      .flatMap((file) => Object.entries<Resource['properties']>(prod.read(file).Outputs ?? {}));
    expect(outputs.filter(([, output]) => /Version[0-9A-F]{8}/.test(toText(output))).map(([name]) => name)).toEqual([]);
  });
}
