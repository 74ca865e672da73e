/** Requirements of production, checked on the templates that `cdk synth -c env=prod` writes without an account. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeApi } from './prod/api.ts';
import { describeCost } from './prod/cost.ts';
import { describeDashboardStack } from './prod/dashboard.ts';
import { describeDatabaseFiles } from './prod/database-files.ts';
import { describeDeployment } from './prod/deployment.ts';
import { describeEncryption } from './prod/encryption.ts';
import { describeFunctions } from './prod/functions.ts';
import { describePermissions } from './prod/permissions.ts';
import { describeRecovery } from './prod/recovery.ts';
import { describeReleases } from './prod/releases.ts';
import { describeStorage } from './prod/storage.ts';
import { describeSupplyChain } from './prod/supply-chain.ts';
import { prod, synthProd } from './prod/template.ts';
import { describeWebAcl } from './prod/web-acl.ts';
import { describeWorkflows } from './prod/workflows.ts';

beforeAll(synthProd, 120_000);
afterAll(() => prod?.remove());

describeFunctions();
describeStorage();
describeDatabaseFiles();
describeEncryption();
describeDeployment();
describeWorkflows();
describePermissions();
describeApi();
describeWebAcl();
describeRecovery();
describeReleases();
describeDashboardStack();
describeSupplyChain();
describeCost();

describe('the app', () => {
  test('stacks with data are protected and deployed first', () => {
    const { artifacts } = prod.manifest;
    for (const name of ['Storage', 'Database']) {
      expect(artifacts[`Risk-Prod-${name}`].properties.terminationProtection).toBe(true);
    }
    for (const name of ['Scoring', 'Etl', 'Training', 'Api', 'Monitoring']) {
      expect(artifacts[`Risk-Prod-${name}`].dependencies).toEqual(expect.arrayContaining(['Risk-Prod-Database']));
    }
  });

  test('cfn-lint finds nothing', () => expect(prod.lint()).toBe(''), 120_000);
});
