/** The estimate of what production costs, from its templates. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { estimateCost, sumUsd } from '../../../cli/cost/estimate-cost.ts';
import { readPrices } from '../../../cli/cost/prices.ts';
import { DEFAULT_USE } from '../../../cli/cost/use-costs.ts';
import { DEPLOY_DOCS, replaceCostTables } from '../../../scripts/cost-docs.ts';
import type { Resource } from '../synthesised.ts';
import { prod } from './template.ts';

/** Defines the tests. The template is read when they run. */
export function describeCost(): void {
  describe('cost', () => {
    const estimate = (resources: readonly Resource[] = prod.resources, use = DEFAULT_USE) =>
      estimateCost('prod', resources, use);
    const findLine = (price: string) => estimate().idle.find((line) => line.price === price);

    test('the tables of docs/deploy.md are what `npm run docs:cost` writes', () => {
      const page = readFileSync(DEPLOY_DOCS, 'utf8');
      expect(replaceCostTables(page, 'prod', prod.resources)).toBe(page);
    });

    test('a resource type without a price is refused by its name and place', () => {
      const unknown = { ...prod.only('RDS::DBCluster'), type: 'AWS::Neptune::DBCluster', id: 'Graph' };
      expect(() => estimate([...prod.resources, unknown])).toThrow(
        /^no price known for AWS::Neptune::DBCluster \(.*\/Graph\): add it to .* or mark it free/,
      );
    });

    test('an instance class and warm workers without a price are refused', () => {
      const change = (type: string, properties: object) =>
        prod.resources.map((one) =>
          one.type === type ? { ...one, properties: { ...one.properties, ...properties } } : one,
        );
      expect(() => estimate(change('AWS::RDS::DBInstance', { DBInstanceClass: 'db.r9.large' }))).toThrow(
        /db\.r9\.large/,
      );
      expect(() => estimate(change('AWS::EMRServerless::Application', { InitialCapacity: [] }))).toThrow(
        /warm workers/,
      );
    });

    test('at rest it counts every alarm, key, secret, machine client and web ACL rule', () => {
      const counts = {
        // An alarm on a sum of metrics costs as much as an alarm on each.
        alarm_metric_month: prod
          .ofType('CloudWatch::Alarm')
          .flatMap(
            ({ properties }) =>
              properties.Metrics?.filter(({ MetricStat }: Resource['properties']) => MetricStat) ?? [{}],
          ).length,
        composite_alarm_month: prod.ofType('CloudWatch::CompositeAlarm').length,
        kms_key_month: prod.ofType('KMS::Key').length,
        secret_month: prod.ofType('SecretsManager::Secret').length,
        cognito_machine_client_month: 1,
        waf_acl_month: prod.ofType('WAFv2::WebACL').length,
      };
      for (const [price, count] of Object.entries(counts)) {
        expect([price, findLine(price)?.quantity]).toEqual([price, count]);
      }
    });

    test('two warm predict functions cost $30 to $40, and two instances of half an ACU about $100', () => {
      const byGroup = (group: string) => sumUsd(estimate().idle.filter((line) => line.group === group));
      const predict = prod
        .ofType('Lambda::Function')
        .find(({ properties }) => properties.FunctionName === 'risk-prod-predict');
      const usd = { arm64: 0.0000033334, x86_64: 0.0000041667 }[
        predict?.properties.Architectures[0] as 'arm64' | 'x86_64'
      ];
      expect(byGroup('Warm functions')).toBeCloseTo(2 * (1769 / 1024) * 730 * 3600 * usd, 6);
      expect(byGroup('Aurora')).toBeCloseTo(2 * 0.5 * 730 * 0.14, 6);
    });

    test('use costs in proportion to predictions and customers, and nothing by use alters the rest', () => {
      const sumPredictions = (predictions: number) => {
        const { ofUse } = estimate(prod.resources, { predictions, customers: 0 });
        return sumUsd(ofUse.filter(({ group, price }) => group === 'Predictions' && price !== 'cognito_machine_token'));
      };
      expect(sumPredictions(0)).toBe(0);
      expect(sumPredictions(2_000_000)).toBeCloseTo(2 * sumPredictions(1_000_000), 6);
      const [small, large] = [0, 10_000_000].map((customers) =>
        estimate(prod.resources, { predictions: 0, customers }),
      );
      expect(sumUsd(large?.ofUse ?? [])).toBeGreaterThan(sumUsd(small?.ofUse ?? []));
      expect(large?.idle).toEqual(small?.idle);
    });

    test('Spark and QuickSight cost something only where they are deployed', () => {
      const isSpark = ({ price }: { price: string }) => price.startsWith('emr_');
      expect(estimate().ofUse.filter(isSpark)).toHaveLength(2);
      const without = prod.resources.filter(({ type }) => type !== 'AWS::EMRServerless::Application');
      expect(estimate(without).ofUse.filter(isSpark)).toEqual([]);
      expect(estimate().ofUse.some(({ group }) => group === 'QuickSight')).toBe(false);
      const dashboard = { ...prod.only('RDS::DBCluster'), type: 'AWS::QuickSight::Dashboard' };
      expect(estimate([...prod.resources, dashboard]).ofUse.some(({ group }) => group === 'QuickSight')).toBe(true);
    });

    test('daily snapshots are paid once point-in-time recovery no longer reaches them, and every copy', () => {
      const findGb = (resources: readonly Resource[]) =>
        Object.fromEntries(estimate(resources).ofUse.map(({ what, quantity }) => [what, quantity]));
      const { 'GB in the database': database = 0, 'GB of daily snapshots': snapshots } = findGb(prod.resources);
      expect(snapshots).toBeCloseTo(database * (90 - 35), 6);
      const withCopy = prod.resources.map((one) => {
        if (one.type !== 'AWS::Backup::BackupPlan') return one;
        const [rule] = one.properties.BackupPlan.BackupPlanRule;
        const BackupPlanRule = [{ ...rule, CopyActions: [{ Lifecycle: { DeleteAfterDays: 30 } }] }];
        return { ...one, properties: { BackupPlan: { BackupPlanRule } } };
      });
      expect(findGb(withCopy)['GB of daily snapshots']).toBeCloseTo(database * (90 - 35 + 30), 6);
    });

    test('every price of the file is used or an instance type, names its page, and says whether it was read', () => {
      const quickSight = { ...prod.only('RDS::DBCluster'), type: 'AWS::QuickSight::Dashboard' };
      const { idle, ofUse } = estimate([...prod.resources, quickSight]);
      const used = new Set([...idle, ...ofUse].map(({ price }) => price));
      const { prices } = readPrices('eu-west-1');
      const ofOtherDeployments = /^(sagemaker_hour:|lambda_(warm_)?gb_second_|interface_endpoint_hour$)/;
      expect(Object.keys(prices).filter((name) => !used.has(name) && !ofOtherDeployments.test(name))).toEqual([]);
      for (const [name, { evidence, read_at }] of Object.entries(prices)) {
        expect([name, evidence === 'read']).toEqual([name, read_at !== undefined]);
      }
    });

    test('a region without a price file is refused by name', () => {
      expect(() => readPrices('eu-north-9')).toThrow(
        /^there are no prices of eu-north-9: add config\/cost\/prices-eu-north-9/,
      );
    });
  });
}
