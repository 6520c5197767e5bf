/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

/* index.db: a cache of the Maildirs. Each writing transaction moves the clock on; rows and folders
 * bear the time of their last change, and what left a folder is noted in "gone", so that a list, in
 * this process or another, reads no more than what changed. One migration per entry; entries are
 * never changed, only added. The words of letters (FTS5) have tables of their own: see words.h; so
 * have conversations: see conversation.h; and tags: see tag-index.h.
 */
const char * const anser_index_migrations[] = {
  /* 1 to 9: what was written then is described otherwise now. */
  ANSER_DATABASE_ANEW, ANSER_DATABASE_ANEW, ANSER_DATABASE_ANEW, ANSER_DATABASE_ANEW,
  ANSER_DATABASE_ANEW, ANSER_DATABASE_ANEW, ANSER_DATABASE_ANEW, ANSER_DATABASE_ANEW,
  ANSER_DATABASE_ANEW,

  /* 10 */
  "CREATE TABLE clock (version INTEGER NOT NULL);"
  "INSERT INTO clock VALUES (1);"

  "CREATE TABLE folder ("
  "  id       INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account  TEXT NOT NULL,"
  "  name     TEXT NOT NULL,"
  "  role     INTEGER NOT NULL,"                 /* AnserFolderRole */
  "  stamp    INTEGER NOT NULL DEFAULT 0,"       /* anser_maildir_get_stamp() when last compared */
  "  total    INTEGER NOT NULL DEFAULT 0,"
  "  unread   INTEGER NOT NULL DEFAULT 0,"
  "  starred  INTEGER NOT NULL DEFAULT 0,"
  "  attached INTEGER NOT NULL DEFAULT 0,"
  "  heads    INTEGER NOT NULL DEFAULT 0,"
  "  version  INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (account, name)"
  ");"

  "CREATE TABLE letter ("
  "  id             INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  folder         INTEGER NOT NULL REFERENCES folder,"
  "  version        INTEGER NOT NULL,"
  "  flags          INTEGER NOT NULL,"           /* AnserLetterFlags */
  "  in_new         INTEGER NOT NULL,"
  "  head           INTEGER NOT NULL DEFAULT 0," /* it stands for its conversation in the folder */
  "  is_bare        INTEGER NOT NULL DEFAULT 0,"
  "  conversation   INTEGER NOT NULL DEFAULT 0,"
  "  title          INTEGER NOT NULL DEFAULT 0,"
  "  digest         INTEGER NOT NULL DEFAULT 0," /* of the UID: anser_maildir_get_digest_key() */
  "  date           INTEGER NOT NULL,"
  "  size           INTEGER NOT NULL,"
  /* Of the file. An inode of 0 is not known, of -1 that of a file that was seen to have changed. */
  "  inode          INTEGER NOT NULL DEFAULT 0,"
  "  mtime          INTEGER NOT NULL DEFAULT 0,"
  "  name           TEXT NOT NULL,"              /* base of the file's name */
  "  info           TEXT NOT NULL,"              /* the rest of it */
  "  sender         TEXT NOT NULL,"
  "  sender_address TEXT NOT NULL,"
  "  recipients     TEXT NOT NULL,"
  "  subject        TEXT NOT NULL,"
  "  sender_key     TEXT NOT NULL,"              /* anser_sort_key() */
  "  subject_key    TEXT NOT NULL,"
  "  message_id     TEXT,"
  "  snippet        TEXT NOT NULL"
  ");"
  "CREATE UNIQUE INDEX letter_by_name ON letter (name, folder);"
  "CREATE INDEX letter_by_digest ON letter (digest) WHERE digest <> 0;"
  "CREATE INDEX letter_by_version ON letter (version);"
  "CREATE INDEX letter_by_conversation ON letter (conversation, folder, date DESC, id DESC);"
  "CREATE INDEX letter_by_title ON letter (title, is_bare, date);"
  "CREATE INDEX letter_head ON letter (conversation, folder) WHERE head = 1;"

  /* What a list can be in the order of, and what it can leave out. New letters come last by date,
   * where pages are filled. */
  "CREATE INDEX letter_by_date ON letter (folder, date, id);"
  "CREATE INDEX letter_by_sender ON letter (folder, sender_key, date DESC, id DESC);"
  "CREATE INDEX letter_by_subject ON letter (folder, subject_key, date DESC, id DESC);"
  "CREATE INDEX letter_by_size ON letter (folder, size DESC, id DESC);"
  "CREATE INDEX letter_unread ON letter"
  "  (folder, date, id, sender_key, subject_key, size) WHERE flags & 16 = 0;"
  "CREATE INDEX letter_starred ON letter"
  "  (folder, date, id, sender_key, subject_key, size) WHERE flags & 2 <> 0;"
  "CREATE INDEX letter_attached ON letter"
  "  (folder, date, id, sender_key, subject_key, size) WHERE flags & 256 <> 0;"
  "CREATE INDEX letter_heads ON letter"
  "  (folder, date, id, sender_key, subject_key, size) WHERE head = 1;"

  "CREATE TABLE gone ("
  "  version     INTEGER NOT NULL,"
  "  letter      INTEGER NOT NULL,"
  "  folder      INTEGER NOT NULL,"
  "  date        INTEGER NOT NULL,"
  "  size        INTEGER NOT NULL,"
  "  sender_key  TEXT NOT NULL,"
  "  subject_key TEXT NOT NULL"
  ");"
  "CREATE INDEX gone_by_version ON gone (version);"

  /* Conversations. */
  "CREATE TABLE known (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL);"
  "CREATE TABLE merged (id INTEGER PRIMARY KEY, target INTEGER NOT NULL);"

  /* Words. */
  "CREATE TABLE shard (id INTEGER PRIMARY KEY, dead INTEGER NOT NULL DEFAULT 0);"
  "CREATE TABLE unindexed (letter INTEGER PRIMARY KEY);"
  "CREATE TABLE reach (block INTEGER PRIMARY KEY, newest INTEGER NOT NULL);"

  /* Tags. A mark is what a sidecar says of a file, whether it is there or not. */
  "CREATE TABLE tag ("
  "  id     INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  name   TEXT NOT NULL,"
  "  folded TEXT NOT NULL UNIQUE,"               /* whatever the case */
  "  colour TEXT NOT NULL"
  ");"
  "CREATE TABLE tag_file (account TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE mark ("
  "  account    TEXT NOT NULL,"
  "  name       TEXT NOT NULL,"                  /* base of the file's name */
  "  tag        INTEGER NOT NULL,"
  "  message_id TEXT,"
  "  PRIMARY KEY (account, name, tag)"
  ") WITHOUT ROWID;"
  "CREATE INDEX mark_by_message ON mark (account, message_id) WHERE message_id IS NOT NULL;"
  "CREATE INDEX mark_by_tag ON mark (tag);"
  "CREATE TABLE letter_tag ("
  "  tag    INTEGER NOT NULL,"
  "  letter INTEGER NOT NULL,"
  "  PRIMARY KEY (tag, letter)"
  ") WITHOUT ROWID;"
  "CREATE INDEX letter_tag_by_letter ON letter_tag (letter);"

  "CREATE TRIGGER letter_comes AFTER INSERT ON letter BEGIN"
  "  UPDATE folder SET total = total + 1, unread = unread + (new.flags & 16 = 0),"
  "    starred = starred + (new.flags & 2 <> 0), attached = attached + (new.flags & 256 <> 0),"
  "    heads = heads + new.head, version = new.version WHERE id = new.folder;"
  "  INSERT INTO unindexed VALUES (new.id);"
  "  INSERT INTO reach VALUES (new.id >> 8, new.date) ON CONFLICT (block)"
  "    DO UPDATE SET newest = excluded.newest WHERE excluded.newest > newest;"
  "  INSERT OR IGNORE INTO letter_tag (tag, letter) SELECT tag, new.id FROM mark"
  "    WHERE account = (SELECT account FROM folder WHERE id = new.folder) AND name = new.name;"
  "END;"
  "CREATE TRIGGER letter_goes AFTER DELETE ON letter BEGIN"
  "  UPDATE folder SET total = total - 1, unread = unread - (old.flags & 16 = 0),"
  "    starred = starred - (old.flags & 2 <> 0), attached = attached - (old.flags & 256 <> 0),"
  "    heads = heads - old.head, version = (SELECT version FROM clock) WHERE id = old.folder;"
  "  INSERT INTO gone VALUES ((SELECT version FROM clock), old.id, old.folder, old.date, old.size,"
  "    old.sender_key, old.subject_key);"
  "  UPDATE shard SET dead = dead + 1 WHERE id = old.id >> 16"
  "    AND NOT EXISTS (SELECT 1 FROM unindexed WHERE letter = old.id);"
  "  DELETE FROM unindexed WHERE letter = old.id;"
  "  DELETE FROM letter_tag WHERE letter = old.id;"
  "END;"
  "CREATE TRIGGER letter_changes AFTER UPDATE OF flags, version ON letter"
  "  WHEN old.folder = new.folder BEGIN"
  "  UPDATE folder SET unread = unread + (new.flags & 16 = 0) - (old.flags & 16 = 0),"
  "    starred = starred + (new.flags & 2 <> 0) - (old.flags & 2 <> 0),"
  "    attached = attached + (new.flags & 256 <> 0) - (old.flags & 256 <> 0),"
  "    version = new.version WHERE id = new.folder;"
  "END;"
  /* What stands for its conversation does so while it moves. */
  "CREATE TRIGGER letter_moves AFTER UPDATE OF folder ON letter"
  "  WHEN old.folder <> new.folder BEGIN"
  "  UPDATE folder SET total = total - 1, unread = unread - (old.flags & 16 = 0),"
  "    starred = starred - (old.flags & 2 <> 0), attached = attached - (old.flags & 256 <> 0),"
  "    heads = heads - old.head, version = new.version WHERE id = old.folder;"
  "  UPDATE folder SET total = total + 1, unread = unread + (new.flags & 16 = 0),"
  "    starred = starred + (new.flags & 2 <> 0), attached = attached + (new.flags & 256 <> 0),"
  "    heads = heads + old.head, version = new.version WHERE id = new.folder;"
  "END;"
  "CREATE TRIGGER letter_finds_its_place AFTER UPDATE OF folder, date, size, sender_key,"
  "  subject_key ON letter WHEN old.folder <> new.folder OR old.date <> new.date OR"
  "  old.size <> new.size OR old.sender_key <> new.sender_key OR"
  "  old.subject_key <> new.subject_key BEGIN"
  "  INSERT INTO gone VALUES (new.version, old.id, old.folder, old.date, old.size,"
  "    old.sender_key, old.subject_key);"
  "END;"
  "CREATE TRIGGER letter_reaches AFTER UPDATE OF date ON letter BEGIN"
  "  INSERT INTO reach VALUES (new.id >> 8, new.date) ON CONFLICT (block)"
  "    DO UPDATE SET newest = excluded.newest WHERE excluded.newest > newest;"
  "END;"
  "CREATE TRIGGER letter_stands_for AFTER UPDATE OF head ON letter WHEN old.head <> new.head BEGIN"
  "  UPDATE folder SET heads = heads + new.head - old.head WHERE id = new.folder;"
  "END;",
  NULL,
};
