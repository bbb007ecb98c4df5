import type { StackProps } from 'aws-cdk-lib';
import type { StageSettings } from '../stage-settings.ts';

/** What every stack of a stage gets. */
export interface ProductStackProps extends StackProps {
  readonly settings: StageSettings;
}
