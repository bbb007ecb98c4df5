/** Texts of the board of gates, goals and registers. */
export const boardsEn = {
  title: 'Six gates',
  intro:
    'Six gates, four goals and five registers of a batch, computed from current data; each gate opens its list.',
  groupTitle: 'Group gates',
  groupIntro:
    'The six gates of every unit, worst first; renewed every morning. Open a unit for its current figures.',
  groupEmpty: 'No figures yet',
  groupEmptyHint: 'The daily run makes them on the morning after feedback has been published.',
  batch: 'Feedback batch',
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
      'Passed: the plan is approved and every time-limited finding is closed or has its stage accepted. Overdue: one is past its date, or the plan was not submitted. Not reached: neither plan nor work has begun.',
    immediate:
      'Passed: every immediate finding is closed, or there is none. Overdue: one is past its date. Not reached: none has begun.',
    progress:
      'Passed: every report owed has been submitted. Overdue: one is past its date and not submitted. Not reached: none submitted and none due within 30 days.',
    disclosure:
      'Passed: a notice is closed and none is open. Overdue: a period is over and not summed up. Not reached: there is no notice.',
    continuous:
      'Passed: every continuous finding is closed, or there is none and all others are closed. Overdue: a check is past its date. Not reached: none has begun.',
  },
  formula: 'How this is computed',
  status: { overdue: 'Overdue', under_way: 'Under way', not_reached: 'Not reached', passed: 'Passed' },
  count: '{{done}} of {{total}} done, {{late}} late',
  share: '{{done}} / {{total}}',
  late: '{{late}} late',
  cells: 'Each cell shows done / total; a number opens its list.',
  asOf: 'As of {{date, day}}',
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
    systemic: 'New or revised rules, summed over the findings; the first 20 findings are listed.',
    advisory: 'Help and guidance requested for this batch since its feedback, without withdrawn ones.',
    accountability: 'Persons by manner, from the report submitted last.',
    warning: 'Alerts of the findings; orders and talks since the feedback, without withdrawn ones.',
    assessment: 'On-time rate of reports, and close-out rate.',
  },
  rules_one: '{{count}} rule',
  rules: '{{count}} rules',
  advisory: '{{total}} asked, {{replied}} answered, {{open}} open',
  noAccountability: 'No report with these figures has been submitted.',
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
