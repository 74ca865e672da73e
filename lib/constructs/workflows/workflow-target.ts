/** Target of an EventBridge rule that starts a workflow in the version of its alias `live`. */
import type { IRule, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine, type SfnStateMachineProps } from 'aws-cdk-lib/aws-events-targets';
import type { Workflow } from './workflow.ts';

/**
 * CDK's target with the alias's ARN. Its role names the state machine, which is what Step Functions authorises:
 * https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
export class WorkflowTarget extends SfnStateMachine {
  readonly #arn: string;

  constructor(workflow: Workflow, props: SfnStateMachineProps) {
    super(workflow.stateMachine, props);
    this.#arn = workflow.arn;
  }

  override bind(rule: IRule, id?: string): RuleTargetConfig {
    return { ...super.bind(rule, id), arn: this.#arn };
  }
}
