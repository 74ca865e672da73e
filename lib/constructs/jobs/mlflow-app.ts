/** SageMaker's managed MLflow, billed by use: the app, which keeps its own metadata, and the role for its artefacts. */
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnMlflowApp } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { allow, allowDelete, allowRead, allowWrite, type Grantee } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';

export class MlflowApp extends Construct {
  /** MLflow's client takes it as the address of the server. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { model }: { model: IBucket }) {
    super(scope, id);
    const { prefix, removalPolicy } = RiskStack.of(this);
    const role = new Role(this, 'Role', {
      description: 'What the MLflow app may do with its artefacts',
      // Without a condition, as AWS documents it: whether the app's requests name a source account is not.
      // https://docs.aws.amazon.com/sagemaker/latest/dg/mlflow-app-setup-prerequisites-iam.html
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
    });
    allowRead(role, model, ['mlflow']);
    allowWrite(role, model, ['mlflow']);
    allowDelete(role, model, ['mlflow']);
    const app = new CfnMlflowApp(this, 'App', {
      name: `${prefix}-mlflow`,
      artifactStoreUri: model.s3UrlForObject('mlflow'),
      roleArn: role.roleArn,
      modelRegistrationMode: 'AutoModelRegistrationDisabled',
    });
    app.node.addDependency(role);
    // Deleting the app deletes the metadata of all runs; only the artefacts are in our bucket.
    app.applyRemovalPolicy(removalPolicy);
    this.arn = app.attrArn;
  }

  /**
   * Allows MLflow's client to call the app. One action covers the whole API of an app; the actions `sagemaker-mlflow:…`
   * are for tracking servers (https://docs.aws.amazon.com/service-authorization/latest/reference/list_sagemaker-mlflow.html).
   */
  allowCalls(caller: Grantee): void {
    allow(caller, { actions: ['sagemaker:CallMlflowAppApi'], resources: [this.arn] });
  }
}
