// Severities as the words of many tools say them: one list for what is checked and what is compared.

const mild = ['warning', 'warn', 'info', 'information', 'notice', 'low', 'minor', 'medium'];

/** What a rule's severity is checked as: a word that is not known counts as an error, and so does none. */
export const severityAs = (word: string | undefined): 'error' | 'warning' =>
  mild.includes((word ?? 'error').trim().toLowerCase()) ? 'warning' : 'error';
