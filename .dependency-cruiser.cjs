/** Dependency direction of docs/architecture.md. test/architecture/ proves that each rule can fail. */
const allowOnly = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: '\\.(test|fixture)\\.tsx?$' },
  to: { path: '^(packages|functions|infra|web|test|scripts)/', pathNot: [`^${from}/`, ...allowed] },
});
const DOMAIN = '^packages/domain/';

module.exports = {
  forbidden: [
    allowOnly('domain-is-pure', 'packages/domain', [], 'rules know no other package'),
    allowOnly('contracts', 'packages/contracts', [DOMAIN], 'contracts know the domain only'),
    allowOnly('store', 'packages/store', [DOMAIN], 'the store knows the domain only'),
    allowOnly('documents', 'packages/documents', [DOMAIN], 'documents know the domain only'),
    allowOnly('archive', 'packages/archive', [DOMAIN], 'the archive knows the domain only'),
    allowOnly('http', 'packages/http', [DOMAIN, '^packages/contracts/'], 'http knows contracts and domain'),
    allowOnly('local', 'packages/local', [], 'the local cloud runs an assembly and knows no product code'),
    allowOnly(
      'functions',
      'functions',
      ['^packages/(domain|contracts|store|http|documents|archive)/'],
      'functions know the packages that run in AWS',
    ),
    allowOnly(
      'infra',
      'infra',
      [DOMAIN, '^packages/contracts/', '^packages/store/src/table-schema\\.ts$'],
      'infrastructure sees contracts and the table schema',
    ),
    allowOnly('web', 'web', [DOMAIN, '^packages/contracts/'], 'the page sees contracts and domain'),
    {
      name: 'aws-sdk-stays-in-adapters',
      comment: 'AWS SDK only in store, archive, local and functions',
      severity: 'error',
      from: { path: '^(packages/(domain|contracts|http|documents)|web|infra)/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'no-io-in-domain',
      comment: 'domain: no node builtins, no zod',
      severity: 'error',
      from: { path: '^packages/domain/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-zod-in-domain',
      severity: 'error',
      from: { path: '^packages/domain/src/' },
      to: { path: 'node_modules/(zod|@middy)/' },
    },
    {
      name: 'middy-in-http-and-functions',
      severity: 'error',
      from: { path: '^(packages|web|infra)/', pathNot: '^packages/http/' },
      to: { path: 'node_modules/@middy/' },
    },
    {
      name: 'cdk-in-infra',
      severity: 'error',
      from: { path: '^(packages|functions|web)/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '\\.test\\.' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-vague-folders',
      comment: 'folders are named by capability',
      severity: 'error',
      from: {},
      to: { path: '(^|/)(utils?|common|helpers?)(/|\\.tsx?$)', pathNot: 'node_modules' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|cdk\\.out)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
