/** Texts of the board of gates, goals and registers. */
export const boardsEn = {
  title: 'Six gates',
  intro:
    'Six gates, four goals and five registers of a batch, computed from the data as it is; each gate opens its list.',
  groupTitle: 'Gates of all units',
  groupIntro:
    'The six gates of every unit, the worst first; renewed every morning. Open a unit for the figures of now.',
  groupEmpty: 'No figures yet',
  groupEmptyHint: 'The daily run makes them on the morning after feedback has been published.',
  batch: 'Batch',
  empty: 'No feedback has been published yet',
  emptyHint: 'Once it is, the progress through the six gates shows here.',
  gates: 'Six gates',
  gate: {
    feedback: 'Feedback',
    concentrated: 'Concentrated rectification',
    immediate: 'Immediate rectification',
    progress: 'Progress reports',
    disclosure: 'Disclosure',
    continuous: 'Continuous rectification',
  },
  gateFormula: {
    feedback:
      'Passed: every finding is acknowledged and no objection is open. Overdue: some are not, and the plan was due. Otherwise under way.',
    concentrated:
      'Passed: the plan is approved and every time-limited finding is closed or has its stage accepted. Overdue: one is past its day, or the plan was not handed in. Not reached: neither plan nor work has begun.',
    immediate:
      'Passed: every immediate finding is closed, or there is none. Overdue: one is past its day. Not reached: none has begun.',
    progress:
      'Passed: every report owed is handed in. Overdue: one is past its day and not handed in. Not reached: none handed in and none due within thirty days.',
    disclosure:
      'Passed: a notice is closed and none is open. Overdue: a period is over and not summed up. Not reached: there is no notice.',
    continuous:
      'Passed: every continuous finding is closed, or there is none and all others are closed. Overdue: a check is past its day. Not reached: none has begun.',
  },
  formula: 'How this is computed',
  status: { overdue: 'Overdue', under_way: 'Under way', not_reached: 'Not reached', passed: 'Passed' },
  count: '{{done}} of {{total}} done, {{late}} late',
  share: '{{done}} / {{total}}',
  late: '{{late}} late',
  cells: 'Each cell says how many of how many are done; a number opens its list.',
  asOf: 'As of {{date}}',
  goals: 'Four goals',
  goal: {
    regular_checks: 'Regular checks',
    precise_evaluation: 'Precise evaluation',
    lasting_guidance: 'Lasting guidance',
    visible_tracking: 'Visible tracking',
  },
  registers: 'Five registers',
  register: {
    systemic: 'Systemic',
    advisory: 'Advisory',
    accountability: 'Accountability',
    warning: 'Warning',
    assessment: 'Assessment',
  },
  registerFormula: {
    systemic: 'Rules built or revised, summed over the findings; the first twenty findings are listed.',
    advisory: 'Help and guidance asked for about this batch since it came in, without withdrawn ones.',
    accountability: 'Persons by manner, from the report handed in last.',
    warning: 'Alerts of the findings; orders and talks since the batch came in, without withdrawn ones.',
    assessment: 'On-time rate of reports, and close-out rate.',
  },
  rules_one: '{{count}} rule',
  rules: '{{count}} rules',
  advisory: '{{total}} asked, {{replied}} answered, {{open}} open',
  noAccountability: 'No report with these figures has been handed in.',
  alerts: 'Alerts',
  alertShort: { blue: 'Blue {{count}}', yellow: 'Yellow {{count}}', red: 'Red {{count}}' },
  alert: { blue: 'Blue', yellow: 'Yellow', red: 'Red' },
  orders: '{{total, of(one: order; other: orders)}}, {{open}} open',
  talks: '{{total, of(one: talk; other: talks)}}, {{open}} open',
  effect: 'Effect',
  domains: 'Domains by unit',
  domain: 'Domain',
  domainCount: '{{total, of(one: finding; other: findings)}}, {{open}} open, {{late}} late',
};
