import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { archiveDefinition } from '../archive.asl.ts';
import { CLOSEOUT_LIMIT, closeoutDefinition } from '../closeout.asl.ts';
import { ARCHIVE_HEAP } from '../constructs/function-heap.ts';
import { ProductFunction } from '../constructs/product-function.ts';
import { ProductStateMachine } from '../constructs/product-state-machine.ts';
import { provisioningDefinition } from '../provisioning.asl.ts';
import type { AccessStack } from './access-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';

export interface WorkflowStackProps extends ProductStackProps {
  readonly data: DataStack;
  readonly access: AccessStack;
}

/** The state machines of close-out, provisioning and archive export, with their task functions. */
export class WorkflowStack extends Stack {
  readonly closeout: ProductStateMachine;
  readonly provisioning: ProductStateMachine;
  readonly archive: ProductStateMachine;
  readonly functions: readonly ProductFunction[];

  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    super(scope, id, props);
    const { data, access, settings } = props;
    const { logRetention } = settings;
    const environment = { TABLE_NAME: data.table.tableName, HQ_TENANT: settings.hqTenant };

    const openGate = new ProductFunction(this, 'OpenGate', {
      opensSessionsOf: access.workers,
      entry: 'functions/closeout/open-gate.lambda.ts',
      purpose: 'Opens a gate of a close-out case: inbox task and task token',
      environment,
      logRetention,
    });
    this.closeout = new ProductStateMachine(this, 'Closeout', {
      comment: 'Close-out chain of one finding; one execution per case and attempt',
      definition: (states) => closeoutDefinition(states, openGate),
      tasks: [openGate],
      timeout: CLOSEOUT_LIMIT,
      logRetention,
    });
    // A gate that the case has already passed is completed at once.
    this.closeout.grantTaskCompletionToTask(openGate);

    const provision = new ProductFunction(this, 'Provision', {
      opensSessionsOf: access.workers,
      entry: 'functions/provisioning/provision.lambda.ts',
      purpose: 'One step of making a subsidiary ready',
      environment,
      logRetention,
      // The largest step writes 500 departments in six transactions, each repeated up to six times when throttled.
      timeout: Duration.minutes(2),
    });
    this.provisioning = new ProductStateMachine(this, 'Provisioning', {
      comment: 'Provisioning of one subsidiary',
      definition: (states) => provisioningDefinition(states, provision),
      tasks: [provision],
      timeout: Duration.hours(2),
      logRetention,
    });

    const buildArchive = this.#createArchiveBuilder(props, environment);
    this.archive = new ProductStateMachine(this, 'ArchiveExport', {
      comment: 'Builds one evidence archive',
      definition: (states) => archiveDefinition(states, buildArchive),
      tasks: [buildArchive],
      // 3,500 steps of at most a minute: the reconciler starts the next attempt, which goes on from there.
      timeout: Duration.days(2),
      logRetention,
    });
    this.functions = [openGate, provision, buildArchive];
  }

  #createArchiveBuilder(props: WorkflowStackProps, environment: Record<string, string>): ProductFunction {
    const { data, access, settings } = props;
    const buildArchive = new ProductFunction(this, 'BuildArchive', {
      opensSessionsOf: access.workers,
      entry: 'functions/archive/advance-archive.lambda.ts',
      purpose: 'One step of composing an evidence archive inside S3',
      environment: {
        ...environment,
        VAULT_BUCKET: data.vault.bucketName,
        ARCHIVE_BUCKET: data.archive.bucketName,
        ARCHIVE_DAYS: String(settings.archiveDays),
      },
      logRetention: settings.logRetention,
      // One full core for hashing and the index; a step itself stays below 256 MB whatever the size: this heap, Node itself
      // (some 60 MB) and the buffers of two parts.
      memorySize: 1769,
      heap: ARCHIVE_HEAP,
      timeout: Duration.minutes(1),
    });
    return buildArchive;
  }
}
