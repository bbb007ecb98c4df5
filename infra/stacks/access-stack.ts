import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TenantRole } from '../constructs/tenant-role.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';

export interface AccessStackProps extends ProductStackProps {
  readonly data: DataStack;
}

/** The roles under which data of one tenant is touched. Functions have no such rights of their own. */
export class AccessStack extends Stack {
  /** For people: the authorizer takes it, and hands its session to the function that answers. */
  readonly people: TenantRole;
  /** For components that work for one tenant at a time; they also move and lock files. */
  readonly workers: TenantRole;

  constructor(scope: Construct, id: string, props: AccessStackProps) {
    super(scope, id, props);
    const { data, settings } = props;
    const shared = { table: data.table, hqTenant: settings.hqTenant };
    const pathOf = (callers: string) => `/xuncha/${settings.stage}/${callers}/`;

    this.people = new TenantRole(this, 'TenantRole', {
      ...shared,
      callerPath: pathOf('people'),
      files: [
        { bucket: data.intake, write: true },
        { bucket: data.vault, read: true },
        { bucket: data.archive, read: true },
      ],
    });
    this.workers = new TenantRole(this, 'TenantWorkerRole', {
      ...shared,
      callerPath: pathOf('workers'),
      files: [
        // Written too: a file that came in parts is joined where it lies before it is moved.
        { bucket: data.intake, read: true, write: true, remove: true },
        { bucket: data.vault, read: true, write: true, lock: true },
        { bucket: data.archive, read: true, write: true, remove: true },
      ],
    });
  }
}
