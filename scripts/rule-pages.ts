// The shape of a rule's page: its headings, and the example whose output is regenerated from a fixture.

export const pageHeadings = [
  'What it looks like in production',
  'Why it happens',
  'How to confirm it live',
  'How to fix it',
  'When to ignore it',
  'Evidence',
  'Example',
] as const;
