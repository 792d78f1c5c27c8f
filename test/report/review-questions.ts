/**
 * What a reviewer asks of the page, once a quarter. Each is answered by a test that reads the page as a person would:
 * see test/integration/review.test.ts.
 */
export const reviewQuestions = {
  origin: 'Which site is this, when was it read, with which choice, by which version, and what was left out?',
  numbers: 'Are the numbers right, also if not everything was read?',
  worst: 'What do I start with?',
  open: 'Which spaces are open to anybody on the internet, or to everybody of a kind?',
  guests: 'Which guests and external people have access?',
  disabled: 'Which disabled accounts have access?',
  power: 'Which group gives most power, and who is in it?',
  via: 'Who has access to a space, and through which group?',
  administrators: 'Who can administer a space, apart from their own personal space?',
  changes: 'What has changed since the last review?',
  signOff: 'What was decided, by whom and when, and who should decide?',
  export: 'How does an auditor get one way of access a line, and know which site and day a file is of?',
  confluence: 'Where is this space, and this person, in Confluence?',
  unread: 'What does this page not know: restrictions of pages, last activity?',
  vendor: 'What does a file of the vendor’s not record?',
  phone: 'Can I read it on a phone?',
} as const;
