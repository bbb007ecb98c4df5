import { App } from 'aws-cdk-lib';
import { buildProduct } from '../product.ts';
import { stageSettings } from '../stage-settings.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'local';
buildProduct(app, stageSettings(String(stage)));
app.synth();
