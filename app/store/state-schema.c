/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

/* state.db: what cannot be had again. One migration per entry; entries are never changed, only
 * added. */
const char * const anser_state_migrations[] = {
  /* 1 */
  "CREATE TABLE uid ("
  "  account       TEXT NOT NULL,"
  "  uid           BLOB NOT NULL,"
  "  state         INTEGER NOT NULL,"            /* AnserUidState */
  "  received_at   INTEGER NOT NULL,"
  "  size          INTEGER NOT NULL DEFAULT 0,"  /* octets by LIST, 0 if not known */
  "  missing       INTEGER NOT NULL DEFAULT 0,"  /* successive listings without it */
  "  missing_since INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (account, uid)"
  ") WITHOUT ROWID;"
  /* A letter is named by its file, since row ids last only as long as the index. */
  "CREATE TABLE outbox ("
  "  id            INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account       TEXT NOT NULL,"
  "  name          TEXT NOT NULL,"
  "  sender        TEXT NOT NULL,"
  "  recipients    TEXT NOT NULL,"               /* one a line */
  "  state         INTEGER NOT NULL,"            /* AnserOutboxState */
  "  not_before    INTEGER NOT NULL,"
  "  attempts      INTEGER NOT NULL DEFAULT 0,"
  "  problem       TEXT,"
  "  UNIQUE (account, name)"
  ");",
  /* 2 */
  "ALTER TABLE uid ADD COLUMN digest BLOB;"       /* of the header block, 16 bytes */
  /* What was learnt of an account's receiving server. */
  "CREATE TABLE server ("
  "  account       TEXT PRIMARY KEY,"
  "  quirks        TEXT NOT NULL DEFAULT ''"      /* words, see engine/server-quirks.h */
  ") WITHOUT ROWID;"
  /* Letters of which only the header was received, named by their files. */
  "CREATE TABLE partial ("
  "  account       TEXT NOT NULL,"
  "  name          TEXT NOT NULL,"
  "  uid           BLOB NOT NULL,"
  "  size          INTEGER NOT NULL,"             /* of the whole message, by LIST */
  "  PRIMARY KEY (account, name)"
  ") WITHOUT ROWID;",
  /* 3 */
  /* The user wants it to go to those recipients that the server takes. */
  "ALTER TABLE outbox ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;"
  /* What a server said when it took a letter, which is named by its file. */
  "CREATE TABLE receipt ("
  "  id            INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account       TEXT NOT NULL,"
  "  name          TEXT NOT NULL,"
  "  words         TEXT NOT NULL,"
  "  recipients    INTEGER NOT NULL,"             /* how many */
  "  taken_at      INTEGER NOT NULL"
  ");"
  "CREATE INDEX receipt_letter ON receipt (account, name);",
  /* 4 */
  /* Letters that the user threw away, by the digests of their uids. */
  "CREATE TABLE erased ("
  "  account       TEXT NOT NULL,"
  "  digest        TEXT NOT NULL,"
  "  erased_at     INTEGER NOT NULL,"
  "  PRIMARY KEY (account, digest)"
  ") WITHOUT ROWID;",
  /* 5 */
  /* The file that was on its way into its folder when this was written, to be remembered next. */
  "ALTER TABLE partial ADD COLUMN coming TEXT;",
  /* 6 */
  /* The server allows no login before this time, because it limits them; 0 if it does not. */
  "ALTER TABLE server ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;",
  /* 7 */
  /* Not thrown away, but moved out of the inbox. */
  "ALTER TABLE erased ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;",
  /* 8 */
  /* Letters in the inbox that the rules have not looked at yet, by the names of their files. */
  "CREATE TABLE newcomer ("
  "  id            INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account       TEXT NOT NULL,"
  "  name          TEXT NOT NULL,"
  "  UNIQUE (account, name)"
  ");",
  /* Since when letters are in Trash or Junk; see shelf-life.h. */
  "CREATE TABLE put_away ("
  "  account       TEXT NOT NULL,"
  "  name          TEXT NOT NULL,"
  "  since         INTEGER NOT NULL,"
  "  PRIMARY KEY (account, name)"
  ") WITHOUT ROWID;",
  NULL,
};
