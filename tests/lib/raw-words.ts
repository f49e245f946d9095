/** What no person should have to read: codes of the system and of SQLite, dumps of checkers, traces of a stack. */
export const rawWords =
  /\bE[A-Z]{3,}\b|SQLITE|SqliteError|errno|syscall|ZodError|"(?:code|path|expected)":|invalid_type|\n\s*at |\bat \S+:\d+:\d+|no such (?:table|column)|already exists$|malformed|I\/O error|readonly database|undefined|\[object|node:|\.ts:\d|ERR_|no space left|operation not permitted|Unexpected token|in JSON at|database is locked/
