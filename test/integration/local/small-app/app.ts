/** A CDK app with two small stacks for deploy.test.ts. */
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

const app = new App();
const storage = new Stack(app, 'Small-Storage');
const bucket = new Bucket(storage, 'Landing');
const etl = new Stack(app, 'Small-Etl');
new StringParameter(etl, 'Name', { parameterName: '/small/bucket', stringValue: bucket.bucketName });
