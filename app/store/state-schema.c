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
  "  size          INTEGER NOT NULL DEFAULT 0,"  /* bytes as they came, 0 if not known */
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
  NULL,
};
