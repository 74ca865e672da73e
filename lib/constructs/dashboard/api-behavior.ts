/** How the dashboard's distribution forwards calls to API Gateway, with the viewer's address for the web ACL. */
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { viewerAddressFunctionSource } from '../../../web/hosting-rules.ts';
import { referToViewerProof, VIEWER_ADDRESS_HEADER, VIEWER_PROOF_HEADER } from '../api/viewer-proof.ts';
import { RiskStack } from '../foundation/risk-stack.ts';

export interface ApiEndpoint {
  /** Of API Gateway. */
  host: string;
  /** Of the stage. */
  path: string;
  /** Origin of Cognito's token endpoint. */
  tokenOrigin: string;
  /** Origin of the bucket that raw files are uploaded to. */
  uploadOrigin: string;
  /** Origin of the bucket that attachments are uploaded to. */
  attachmentOrigin: string;
}

export function buildApiBehavior(scope: Construct, { host, path }: ApiEndpoint): BehaviorOptions {
  const { prefix, config } = RiskStack.of(scope);
  const sendViewerAddress = new CloudFrontFunction(scope, 'ViewerAddress', {
    functionName: `${prefix}-dashboard-viewer-address`,
    comment: 'Sends the viewer’s address to the API, for its limit of requests',
    code: FunctionCode.fromInline(viewerAddressFunctionSource(VIEWER_ADDRESS_HEADER)),
    runtime: FunctionRuntime.JS_2_0,
  });
  return {
    origin: new HttpOrigin(host, {
      originPath: path,
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      ...(config.features.waf && { customHeaders: { [VIEWER_PROOF_HEADER]: referToViewerProof(scope) } }),
    }),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // The API needs the token, and API Gateway its own host name.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    functionAssociations: [{ function: sendViewerAddress, eventType: FunctionEventType.VIEWER_REQUEST }],
  };
}
