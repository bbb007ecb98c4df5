export const fieldHelpEn = {
  open: 'About this field',
  about: 'About {{label}}',
  text: {
    importRound:
      'Within a round the same wording is imported once, however often the file is; another round is another set of findings.',
    importTitle:
      'Publication, retention and audit scopes go by batch; choose a name that still says which feedback it was in half a year. Before publication the whole import can be undone.',
    planGoals:
      'Frozen with analyses and measures as the version that is submitted: deciders see what was submitted. Plans are due {{planDays, of(one: working day; other: working days)}} after the feedback, unless your unit has other limits.',
    planOrganisation:
      'Who leads, who follows up, and how often it is reviewed. Frozen with the submitted version; later changes need a new version.',
    causes:
      'Several may be chosen. They count common causes across units; a plan needs at least one for each finding.',
    causeText: 'Enough to see why the measures fit: which rule, which step, which habit led to it.',
    goal: 'A result that can be checked, not a process. The evidence is checked against goal and standard.',
    standard:
      'What has to be shown to count as rectified. It is frozen with the application, and every gate goes by it.',
    termClass:
      'Sets the limit after feedback: time-limited {{findingMonths, of(one: month; other: months)}}, immediate {{immediateMonths, of(one: month; other: months)}}, unless your unit has other limits. Once work has begun it stays; ask for an extension instead.',
    measureText:
      'One thing that can be finished and proven by itself; at most {{measures}} for a finding. Before close-out each must be done, with at least one verified file.',
    measureTerm:
      'A month means its last day; words without a date such as "soon" are refused. Your wording is kept. The finding is due with its latest measure.',
    measureDepartment:
      'Its head sees and reports on this measure; left empty, the lead department of the finding does.',
    measureHandler:
      'Where the name is that of a member, the task stands in that inbox. Whoever reported progress cannot decide on close-out.',
    reportProgress:
      '100% needs a result. Falling behind the plan raises an alert; close-out needs every measure done.',
    reportResult:
      'What was done and what came of it. It is frozen with the application, and the gates decide on it.',
    applyResult:
      'The result for the whole finding. From here on finding, measures and files are frozen until a return; every application is kept and can be compared.',
    applySimilar:
      'Where similar cases were looked for and what was found; if nothing was, say where you looked.',
    applyRules: 'One per line; each counts as a new or revised rule. May be left empty.',
    ticks: 'Every file needs a verdict; one that is insufficient rules out approval and needs its reason.',
    outcome:
      'Who applied, reported, uploaded or decided an earlier gate cannot decide here. Your decision is bound to what you see; if it changes, you are asked to look again.',
    opinion:
      'Needed to approve. When the limit passes (usually {{consultationDays, of(one: working day; other: working days)}}) people are reminded; silence never means consent.',
    committeeDate: 'To be filled in after the meeting; not later than today.',
    resolution: 'As in the minutes; together with their file it is the basis of the close-out.',
    attendees: 'At least one, as in the minutes.',
    minutes: 'Checksum and type are checked after the upload; the decision can be sent once they are right.',
    leadingMeeting: 'The leading group decides in meetings; register the meeting first.',
    returnTo:
      'Returned to the department, measures and files can be changed and applied for again; an earlier gate only decides again.',
    returnReason:
      'The department reads all of it, so say what is missing. After {{refusals, of(one: return; other: returns)}} by the evidence check a supervision order follows by itself, unless your unit has other rules.',
    nextCheck:
      'Later than today. On that day the department is reminded to check; it may apply for close-out again at any time.',
    extensionTo:
      'Later than the present date and today. Extension no. {{extensionTimes}} of a single measure, of at most {{extensionDays, of(one: day; other: days)}}, is decided by the rectification office, any other by the inspection office; usually within {{decisionDays, of(one: working day; other: working days)}}, and until then the date stands.',
    extensionReason:
      'Why it was not finished in time and what happens next. Request and decision stay in the record.',
    orderRequirement:
      'What has to be done and what the reply must say. Replies are usually due in {{replyDays, of(one: working day; other: working days)}}; after that it escalates level by level, up to the leading group.',
    orderLevel: 'Blue: near its limit; yellow: behind or of poor quality; red: overdue.',
    orderAddressed:
      'The department means handler and head; without a reply it climbs to the responsible and the principal leader.',
    retention:
      'Locked from the day a file is stored: nobody can delete, replace or shorten it. Used in several places, the longest period counts. Permanent locks are renewed by themselves.',
    memberLogin:
      'Exactly the account name of the sign-in system; it cannot be changed later. When people move, end this membership and add another.',
    memberRoles:
      'Several are possible, but nobody decides on what they applied for, reported or uploaded, administrators included.',
    memberDepartment: 'Heads and handlers see the findings of their department only, so it must be chosen.',
    memberFrom: 'Can sign in from this day; left empty, at once.',
    memberTo: 'Can still sign in on this day, not after it; auditors need one.',
    delegationTo:
      'At most {{delegationDays, of(one: day; other: days)}} in all; for longer, change the members instead. Both names are recorded, and what you worked on your substitute cannot decide either.',
    noticeText:
      'No person may be named, saving checks that. The wording of a finding has at most {{wording, of(one: character; other: characters)}}.',
    talkHeld:
      'Recorded afterwards, so not in the future. The written statement is due {{statementDays, of(one: working day; other: working days)}} after it, unless your unit has other limits.',
    exportMissing:
      'Stop: without every file there is no archive. Continue: it is built, and each missing file is listed; none is left out silently.',
    meetingDate:
      'Recorded afterwards; agreed actions cannot be due before it. At most {{meetingActions, of(one: action; other: actions)}} and {{meetingFindings, of(one: finding; other: findings)}} for one meeting.',
    orgOutline:
      'At most {{orgDepth, of(one: level; other: levels)}} and {{orgNodes, of(one: department; other: departments)}}, no name twice on a level; others can be added later.',
    helpTarget:
      'It becomes their task, to be answered within {{helpDays, of(one: working day; other: working days)}}, unless your unit has other limits. The due date of the finding stays.',
    limitsFrom:
      'Not before today. Limits that are running stay; those that should move are chosen one by one after the preview, with the reason, on record.',
    splitReason:
      'Into at most {{parts, of(one: finding; other: findings)}}, before there are measures. The original and the reason stay on record.',
    gateLimit:
      'At most {{gateDays, of(one: working day; other: working days)}}. When it passes, people are urged and it climbs; nothing is approved by silence. Running cases keep the rules they began with.',
  },
};
