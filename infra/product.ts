import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AcknowledgedSolutionsChecks } from './acknowledgements.ts';
import { AccessStack } from './stacks/access-stack.ts';
import { ApiFunctionsStack } from './stacks/api-functions-stack.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { RegionalWebStack } from './stacks/regional-web-stack.ts';
import { WebStack } from './stacks/web-stack.ts';
import { WorkflowStack } from './stacks/workflow-stack.ts';
import type { StageSettings } from './stage-settings.ts';
import { externalTokens, RUNNER_TOKENS, type TokenSource } from './token-source.ts';

/**
 * Declares every stack of one stage. Only `data` (and `identity`, where it holds the user pool) is stateful; the
 * rest can be destroyed and deployed again without losing anything.
 */
export function buildProduct(app: App, settings: StageSettings): void {
  const name = (part: string) => `xuncha-${settings.stage}-${part}`;
  const env = { region: settings.region };

  const data = new DataStack(app, name('data'), { env, settings, terminationProtection: true });
  const access = new AccessStack(app, name('access'), { env, settings, data });
  const tokens = tokenSource(app, name('identity'), settings);
  const workflow = new WorkflowStack(app, name('workflow'), { env, settings, data, access });
  const events = new EventsStack(app, name('events'), { env, settings, data, access, workflow });
  const functions = new ApiFunctionsStack(app, name('functions'), { env, settings, data });
  const api = new ApiStack(app, name('api'), { env, settings, data, access, tokens, functions });
  if (settings.partition === 'aws-cn') {
    new RegionalWebStack(app, name('web'), { env, settings, data, api, tokens });
  } else {
    new WebStack(app, name('web'), { env, settings, data, api, tokens });
  }
  new ObservabilityStack(app, name('observability'), { env, settings, data, workflow, events, api });

  Tags.of(app).add('product', 'xuncha');
  Tags.of(app).add('stage', settings.stage);
  Validations.of(app).addPlugins(new AcknowledgedSolutionsChecks(app));
}

/** Where tokens come from: a stack with a user pool of our own, or just the parameters of another provider. */
function tokenSource(app: App, id: string, settings: StageSettings): TokenSource {
  const { identity, region } = settings;
  switch (identity.kind) {
    case 'oidc':
      return externalTokens(identity);
    case 'runner':
      return RUNNER_TOKENS;
    case 'cognito':
      return new IdentityStack(app, id, {
        env: { region },
        settings,
        domainPrefix: identity.domainPrefix,
        terminationProtection: true,
      }).tokens;
  }
}
