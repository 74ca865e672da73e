/** Why a recovery is refused: one line each, and nothing was changed. */
import { RiskError } from '../../shared/errors.ts';

/** Base of the refusals, which are a normal end of the workflow. */
export class RecoveryRefused extends RiskError {}

/** The time is not an ISO time with its zone. */
export class InvalidRestoreTime extends RecoveryRefused {
  constructor(text: string) {
    super(`${JSON.stringify(text).slice(0, 60)} is not an ISO time with its zone, such as 2026-11-28T04:00:00Z`);
  }
}

/** The time is in the future. */
export class RestoreTimeInFuture extends RecoveryRefused {
  constructor(time: string, now: string) {
    super(`${time} is in the future (it is ${now}); name a time before the damage`);
  }
}

/** The oldest backup is younger than the time. */
export class RestoreTimeTooEarly extends RecoveryRefused {
  constructor(time: string, earliest: string) {
    super(
      `${time} is before ${earliest}, the earliest state of the backup; older states: --snapshot (docs/recovery.md)`,
    );
  }
}

/** The backup does not reach the time yet. */
export class RestoreTimeTooLate extends RecoveryRefused {
  constructor(time: string, latest: string) {
    super(`${time} is after ${latest}, the latest state of the backup; it follows within five minutes: try again then`);
  }
}

/** A restored cluster is made like the serving one, which does not exist. */
export class ServingClusterGone extends RecoveryRefused {
  constructor(cluster: string) {
    super(`${cluster}, the serving cluster, does not exist: docs/recovery.md says how to make it again`);
  }
}

/** The cluster has no backup. */
export class BackupMissing extends RecoveryRefused {
  constructor(cluster: string) {
    super(`there is no backup of ${cluster} to restore to a time; restore a snapshot: --snapshot (docs/recovery.md)`);
  }
}

/** There is no snapshot with the name, or it is of another database. */
export class SnapshotMissing extends RecoveryRefused {
  constructor(snapshot: string) {
    super(`there is no complete snapshot ${snapshot} of this database; docs/recovery.md says how to list them`);
  }
}

/** An earlier recovery stopped before its cluster became the serving one. */
export class RecoveryHalfFinished extends RecoveryRefused {
  constructor(cluster: string) {
    super(`${cluster} of an earlier recovery is not finished: start that one again, or remove it with --abandon`);
  }
}

/** A cluster has the name that the restored one would have, and no recovery made it. */
export class ClusterNameTaken extends RecoveryRefused {
  constructor(cluster: string) {
    super(`the cluster ${cluster} exists and is not a restored one that waits for its checks; choose another second`);
  }
}

/** Another execution of the workflow runs. */
export class AnotherRecoveryRuns extends RecoveryRefused {
  constructor(execution: string) {
    super(`another recovery runs: ${execution}; wait for its end, or stop it`);
  }
}

/** There is no such cluster, or it is not this environment's. */
export class UnknownCluster extends RecoveryRefused {
  constructor(cluster: string) {
    super(`${cluster} is no cluster of this environment that could serve`);
  }
}

/** The checks of the cluster did not pass, or were never made. */
export class ChecksNotPassed extends RecoveryRefused {
  constructor(cluster: string) {
    super(`the checks of ${cluster} have not passed; recover again, or to another time`);
  }
}

/** A workflow that writes runs: it would write into two databases. */
export class WorkflowRuns extends RecoveryRefused {
  constructor(execution: string) {
    super(`${execution} runs and writes into the serving database; wait for its end or stop it, then repeat`);
  }
}
