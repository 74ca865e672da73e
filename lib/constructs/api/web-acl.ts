/** Web ACL of the API: managed rules against known attacks, and a rate limit for each address. */
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';

const MANAGED_RULES: { name: string; countOnly?: string[] }[] = [
  // A batch of a hundred applications is larger than the 8 KB that this rule allows.
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: ['SizeRestrictions_BODY'] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
];

export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { stageArn }: { stageArn: string }) {
    super(scope, id);
    const { prefix, config } = RiskStack.of(this);
    const acl = new CfnWebACL(this, 'Acl', {
      name: `${prefix}-api`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: buildVisibilityConfig(`${prefix}-api`),
      rules: [
        {
          name: 'TooManyRequests',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              limit: config.api.waf_requests_per_five_minutes,
              evaluationWindowSec: 300,
              aggregateKeyType: 'IP',
            },
          },
          visibilityConfig: buildVisibilityConfig('TooManyRequests'),
        },
        ...MANAGED_RULES.map(buildManagedRule),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: acl.attrArn, resourceArn: stageArn });
  }
}

function buildManagedRule(
  { name, countOnly = [] }: (typeof MANAGED_RULES)[number],
  index: number,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: buildVisibilityConfig(name),
  };
}

function buildVisibilityConfig(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
