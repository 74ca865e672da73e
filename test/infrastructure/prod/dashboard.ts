/** Tests of the deployed dashboard, and of QuickSight without a configured principal. */
import { describe, expect, test } from '@jest/globals';
import { CONTEST_PATH } from '../../../lambdas/shared/contests/contest-token.ts';
import { contentSecurityPolicy, resolveFile, SECURITY_HEADERS } from '../../../web/hosting-rules.ts';
import { prod } from './template.ts';

const findHeaders = (name: string) =>
  prod
    .ofType('CloudFront::ResponseHeadersPolicy')
    .map(({ properties }) => properties.ResponseHeadersPolicyConfig)
    .find(({ Name }) => Name === name);

/** Defines the tests. The template is read when they run. */
export function describeDashboardStack(): void {
  test('no QuickSight resource exists while no principal is configured', () => {
    expect(prod.resources.filter(({ type }) => type.startsWith('AWS::QuickSight::'))).toEqual([]);
  });

  describe('the dashboard', () => {
    test('is a private bucket that only its distribution reads, with the same headers as the local cloud', () => {
      const { DistributionConfig } = prod.only('CloudFront::Distribution').properties;
      const { DefaultCacheBehavior, CacheBehaviors, Origins } = DistributionConfig;
      expect(DefaultCacheBehavior).toMatchObject({
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD'],
      });
      expect(CacheBehaviors).toMatchObject([
        { PathPattern: CONTEST_PATH, ViewerProtocolPolicy: 'redirect-to-https', AllowedMethods: ['GET', 'HEAD'] },
        { PathPattern: '/v1/*', ViewerProtocolPolicy: 'https-only' },
      ]);
      expect(Origins[0]).toMatchObject({ OriginAccessControlId: expect.anything() });
      expect(Origins[1]).toMatchObject({
        OriginPath: '/live',
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
      });
      const site = prod.ofType('S3::Bucket').find(({ id }) => id.startsWith('HostingSite'));
      expect(Object.values(site?.properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);

      const { SecurityHeadersConfig, CustomHeadersConfig } = findHeaders('risk-prod-dashboard');
      const written = JSON.stringify([SecurityHeadersConfig, CustomHeadersConfig]);
      expect(written).toContain(contentSecurityPolicy('', '').slice(0, 60));
      // Raw files and attachments are sent to the buckets themselves.
      const { ContentSecurityPolicy: policy } = SecurityHeadersConfig.ContentSecurityPolicy;
      expect(JSON.stringify(policy)).toMatch(/connect-src 'self' .*Work[^"]*.*Cases[^"]*.*; base-uri/);
      for (const [header, value] of Object.entries(SECURITY_HEADERS)) {
        const known = ['referrer-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options'];
        if (!known.includes(header))
          expect(written).toContain(`"Header":"${header}","Override":true,"Value":"${value}"`);
      }
      expect(SecurityHeadersConfig).toMatchObject({
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
        FrameOptions: { FrameOption: SECURITY_HEADERS['x-frame-options'] },
        ReferrerPolicy: { ReferrerPolicy: SECURITY_HEADERS['referrer-policy'] },
      });
    });

    test('serves the page for applicants with a policy that allows the API and the bucket of case files only', () => {
      const { SecurityHeadersConfig, CustomHeadersConfig } = findHeaders('risk-prod-contest');
      const policy = JSON.stringify(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
      expect(policy).toMatch(/connect-src 'self' https:\/\/.*Cases[^"]*.*; base-uri/);
      expect(policy).not.toMatch(/Work|auth|blob/);
      expect(CustomHeadersConfig).toEqual(findHeaders('risk-prod-dashboard').CustomHeadersConfig);
      expect(resolveFile(CONTEST_PATH)).toBe('/contest.html');
    });

    test('serves every page from one file, through the same function as the local cloud', () => {
      const { FunctionCode } =
        prod.ofType('CloudFront::Function').find(({ id }) => id.includes('FileOf'))?.properties ?? {};
      const rewritten = (uri: string) =>
        new Function('event', `${FunctionCode}; return handler(event).uri`)({ request: { uri } });
      for (const path of [
        '/',
        '/runs/1',
        '/applications/a.b',
        '/assets/x-1.js',
        '/config.json',
        '/favicon.svg',
        '/runbook.html',
        '/contest',
      ]) {
        expect(rewritten(path)).toBe(resolveFile(path));
      }
      expect([rewritten('/segments'), rewritten('/assets/x-1.js')]).toEqual(['/index.html', '/assets/x-1.js']);
    });

    test('caches files that are named by their content for a year, and revalidates all others', () => {
      const uploads = prod.resources
        .filter(({ type }) => type === 'Custom::CDKBucketDeployment')
        .map(({ properties }) => properties);
      expect(
        uploads.map(({ Exclude, SystemMetadata, Prune }) => [Exclude, SystemMetadata['cache-control'], Prune]),
      ).toEqual([
        [['*'], 'public, max-age=31536000, immutable', false],
        [['assets/*'], 'no-cache', false],
      ]);
    });

    test('signs people in by authorisation code through a client without a secret, with only the scopes that it needs', () => {
      const client = prod
        .ofType('Cognito::UserPoolClient')
        .find(({ properties }) => properties.ClientName === 'risk-prod-dashboard');
      expect(client?.properties).toMatchObject({
        ...{ AllowedOAuthFlows: ['code'], GenerateSecret: false },
        AllowedOAuthScopes: [
          'openid',
          'email',
          'risk/read',
          'risk/review',
          'risk/import',
          'risk/govern',
          'risk/privacy',
        ],
      });
      expect(JSON.stringify(client?.properties.CallbackURLs)).toContain('/signed-in');
    });

    test('keeps a person signed in for a working day by tokens of a quarter of an hour that sign-out revokes', () => {
      const client = prod
        .ofType('Cognito::UserPoolClient')
        .find(({ properties }) => properties.ClientName === 'risk-prod-dashboard');
      expect(client?.properties).toMatchObject({
        ...{ AccessTokenValidity: 15, IdTokenValidity: 15, RefreshTokenValidity: 600 },
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
        ...{ EnableTokenRevocation: true, PreventUserExistenceErrors: 'ENABLED' },
      });
    });
  });
}
