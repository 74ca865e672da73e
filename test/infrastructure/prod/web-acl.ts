/** Tests of the web ACL: whom its rate limits count, and what it logs. */
import { describe, expect, test } from '@jest/globals';
import { VIEWER_ADDRESS_HEADER, VIEWER_PROOF_HEADER } from '../../../lib/constructs/api/viewer-proof.ts';
import { listReferences, type Resource } from '../synthesised.ts';
import { prod } from './template.ts';

type Properties = Resource['properties'];

const PROOF = '{{resolve:secretsmanager:risk/prod/viewer-proof:SecretString:::}}';

/** Defines the tests. The template is read when they run. */
export function describeWebAcl(): void {
  describe('web ACL', () => {
    const rules = (): Properties[] => prod.only('WAFv2::WebACL').properties.Rules;
    const rateRules = () => rules().flatMap(({ Statement }) => Statement.RateBasedStatement ?? []);

    /** The address that the first matching rate rule counts a request by. */
    function countedAddress(source: string, headers: Record<string, string>): string | undefined {
      const matches = (statement: Properties): boolean =>
        statement.NotStatement
          ? !matches(statement.NotStatement.Statement)
          : headers[statement.ByteMatchStatement.FieldToMatch.SingleHeader.Name] ===
            statement.ByteMatchStatement.SearchString;
      const rule = rateRules().find(({ ScopeDownStatement }) => matches(ScopeDownStatement));
      if (rule?.AggregateKeyType !== 'FORWARDED_IP') return rule && source;
      return headers[rule.ForwardedIPConfig.HeaderName]?.split(',')[0];
    }

    /** The headers that the distribution sends for a viewer's request. */
    function forward(viewer: string, headers: Record<string, string>): Record<string, string> {
      const { CacheBehaviors: behaviors, Origins: origins } =
        prod.only('CloudFront::Distribution').properties.DistributionConfig;
      const { FunctionAssociations: associations, TargetOriginId: target } = behaviors.find(
        ({ PathPattern }: Properties) => PathPattern === '/v1/*',
      );
      const [id] = listReferences(associations);
      const code = prod.ofType('CloudFront::Function').find((found) => found.id === id)?.properties.FunctionCode;
      const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
      const event = { viewer: { ip: viewer }, request: { headers: given } };
      const sent: Record<string, { value: string }> = new Function('event', `${code}; return handler(event).headers`)(
        event,
      );
      const added: Properties[] = origins.find(({ Id }: Properties) => Id === target).OriginCustomHeaders;
      return {
        ...Object.fromEntries(Object.entries(sent).map(([name, { value }]) => [name, value])),
        ...Object.fromEntries(added.map(({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue])),
      };
    }

    test('counts a dashboard user by the own address, and not by that of CloudFront which all of them share', () => {
      expect(countedAddress('130.176.0.1', forward('203.0.113.7', {}))).toBe('203.0.113.7');
      expect(countedAddress('130.176.0.1', forward('2001:db8::7', {}))).toBe('2001:db8::7');
    });

    test('lets nobody choose the address: neither through the dashboard nor past it', () => {
      const forged = { [VIEWER_ADDRESS_HEADER]: '198.51.100.9', 'x-forwarded-for': '198.51.100.9' };
      expect(countedAddress('130.176.0.1', forward('203.0.113.7', forged))).toBe('203.0.113.7');
      const guessed = { ...forged, [VIEWER_PROOF_HEADER]: 'guessed' };
      for (const headers of [{}, forged, guessed]) expect(countedAddress('203.0.113.7', headers)).toBe('203.0.113.7');
      expect(countedAddress('130.176.0.1', forward('203.0.113.7', guessed))).toBe('203.0.113.7');
    });

    test('refuses a request without a valid address that claims to be the dashboard’s, and both ways have the limit', () => {
      const limits = rateRules().map(({ Limit, EvaluationWindowSec }) => [Limit, EvaluationWindowSec]);
      expect(limits).toEqual([
        [10_000, 300],
        [10_000, 300],
      ]);
      const [ofViewers] = rateRules();
      expect(ofViewers?.ForwardedIPConfig.FallbackBehavior).toBe('MATCH');
    });

    test('reads the proof from a secret, which no template has', () => {
      const [{ ScopeDownStatement }] = rateRules() as [Properties];
      expect(ScopeDownStatement.ByteMatchStatement.SearchString).toBe(PROOF);
      expect(forward('203.0.113.7', {})[VIEWER_PROOF_HEADER]).toBe(PROOF);
      const secret = prod
        .ofType('SecretsManager::Secret')
        .find(({ properties }) => properties.Name === 'risk/prod/viewer-proof');
      expect(secret?.properties.GenerateSecretString.PasswordLength).toBeGreaterThanOrEqual(32);
      expect(prod.only('WAFv2::WebACL').dependsOn).toContain(secret?.id);
    });

    test('logs what it refuses, without tokens, to an encrypted log group that expires', () => {
      const { LogDestinationConfigs, RedactedFields, LoggingFilter, ResourceArn } =
        prod.only('WAFv2::LoggingConfiguration').properties;
      expect(listReferences(ResourceArn)).toEqual([prod.only('WAFv2::WebACL').id]);
      // AWS WAF refuses the `:*` at the end of a log group's attribute.
      expect(JSON.stringify(LogDestinationConfigs)).toMatch(/:log-group:aws-waf-logs-risk-prod-api"\]\]\}\]$/);
      const redacted = RedactedFields.map(({ SingleHeader }: Properties) => SingleHeader.Name);
      expect(redacted).toEqual(['authorization', 'cookie', VIEWER_PROOF_HEADER]);
      expect(LoggingFilter.DefaultBehavior).toBe('DROP');
      const group = prod
        .ofType('Logs::LogGroup')
        .find(({ properties }) => properties.LogGroupName === 'aws-waf-logs-risk-prod-api');
      expect(group?.properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: expect.anything() });
    });
  });
}
