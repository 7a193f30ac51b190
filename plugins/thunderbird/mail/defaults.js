/**
 * The settings that only mails have: whether each mail is checked as soon as it is shown, and the receiver whose
 * Authentication-Results are believed (empty: the one that the server names).
 */
export const MAIL_DEFAULTS = { automatic: false, trustedAuthservId: "" };
