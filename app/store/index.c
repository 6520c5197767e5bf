/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "index.h"

#include "conversation.h"
#include "folder-name.h"
#include "maildir.h"
#include "sort-key.h"
#include "subject.h"

#include <glib/gi18n-lib.h>

#define PLACE_COLUMNS \
  "SELECT letter.id, folder.id, account, folder.name, role, letter.name, info, in_new, flags " \
  "FROM letter JOIN folder ON folder.id = letter.folder "

static char *
dup_text (AnserStatement *statement,
          int             column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static AnserPlace *
read_place (AnserDatabase   *index,
            AnserStatement  *statement,
            GError         **error)
{
  AnserPlace *place;

  if (statement == NULL || anser_database_step (index, statement, error) != ANSER_STEP_ROW)
    return NULL;
  place = g_new0 (AnserPlace, 1);
  place->letter = sqlite3_column_int64 (statement, 0);
  place->folder = sqlite3_column_int64 (statement, 1);
  place->account = dup_text (statement, 2);
  place->folder_name = dup_text (statement, 3);
  place->role = sqlite3_column_int (statement, 4);
  place->name = dup_text (statement, 5);
  place->info = dup_text (statement, 6);
  place->in_new = sqlite3_column_int (statement, 7);
  place->flags = sqlite3_column_int (statement, 8);
  return place;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

void
anser_place_free (AnserPlace *self)
{
  g_free (self->account);
  g_free (self->folder_name);
  g_free (self->name);
  g_free (self->info);
  g_free (self);
}

void
anser_folder_entry_free (AnserFolderEntry *self)
{
  g_free (self->account);
  g_free (self->name);
  g_free (self);
}

gboolean
anser_index_begin (AnserDatabase  *index,
                   GError        **error)
{
  if (!anser_database_begin (index, TRUE, error))
    return FALSE;
  if (anser_database_run (index, error, "UPDATE clock SET version = version + 1", ""))
    return TRUE;
  anser_database_roll_back (index);
  return FALSE;
}

gint64
anser_index_add_folder (AnserDatabase  *index,
                        const char     *account,
                        const char     *name,
                        GError        **error)
{
  gint64 id = 0;
  AnserStep step = anser_database_get (index, &id, error,
                                       "SELECT id FROM folder WHERE account = ? AND name = ?",
                                       "tt", account, name);

  if (step != ANSER_STEP_DONE)
    return id;
  if (!anser_database_run (index, error,
                           "INSERT INTO folder (account, name, role, version)"
                           " VALUES (?, ?, ?, (SELECT version FROM clock))",
                           "tti", account, name, (gint64) anser_folder_name_get_role (name)))
    return 0;
  return anser_database_get_last_id (index);
}

static AnserFolderEntry *
read_folder (AnserDatabase   *index,
             AnserStatement  *statement,
             GError         **error)
{
  AnserFolderEntry *entry;

  if (statement == NULL || anser_database_step (index, statement, error) != ANSER_STEP_ROW)
    return NULL;
  entry = g_new0 (AnserFolderEntry, 1);
  entry->id = sqlite3_column_int64 (statement, 0);
  entry->account = dup_text (statement, 1);
  entry->name = dup_text (statement, 2);
  entry->role = sqlite3_column_int (statement, 3);
  return entry;
}

AnserFolderEntry *
anser_index_get_folder (AnserDatabase  *index,
                        gint64          folder,
                        GError        **error)
{
  g_autoptr (AnserStatement) statement =
    anser_database_query (index, error, "SELECT id, account, name, role FROM folder WHERE id = ?",
                          "i", folder);

  return read_folder (index, statement, error);
}

AnserFolderEntry *
anser_index_find_folder (AnserDatabase  *index,
                         const char     *account,
                         const char     *name,
                         GError        **error)
{
  g_autoptr (AnserStatement) statement =
    anser_database_query (index, error, "SELECT id, account, name, role FROM folder"
                          " WHERE account = ? AND name = ?", "tt", account, name);

  return read_folder (index, statement, error);
}

gboolean
anser_index_remove_folder (AnserDatabase  *index,
                           gint64          folder,
                           GError        **error)
{
  return anser_database_run (index, error, "DELETE FROM letter WHERE folder = ?", "i", folder) &&
         anser_database_run (index, error, "DELETE FROM folder WHERE id = ?", "i", folder);
}

AnserPlace *
anser_index_get_place (AnserDatabase  *index,
                       gint64          letter,
                       GError        **error)
{
  g_autoptr (AnserStatement) statement =
    anser_database_query (index, error, PLACE_COLUMNS "WHERE letter.id = ?", "i", letter);

  return read_place (index, statement, error);
}

AnserPlace *
anser_index_find_place (AnserDatabase  *index,
                        const char     *account,
                        const char     *name,
                        GError        **error)
{
  g_autoptr (AnserStatement) statement =
    anser_database_query (index, error,
                          PLACE_COLUMNS "WHERE letter.name = ? AND account = ?"
                          " ORDER BY letter.version DESC LIMIT 1",
                          "tt", name, account);

  return read_place (index, statement, error);
}

/* Where a row stands before it is changed: 0 if it is not there. */
typedef struct
{
  gint64   folder;
  gint64   conversation;
  gboolean same_name;
} Standing;

static gboolean
read_standing (AnserDatabase  *index,
               gint64          letter,
               const char     *name,
               Standing       *standing,
               GError        **error)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (index, error, "SELECT folder, conversation, name = ? FROM letter"
                          " WHERE id = ?", "ti", name, letter);
  AnserStep step = row != NULL ? anser_database_step (index, row, error) : ANSER_STEP_FAILED;

  if (step == ANSER_STEP_ROW)
    {
      standing->folder = sqlite3_column_int64 (row, 0);
      standing->conversation = sqlite3_column_int64 (row, 1);
      standing->same_name = sqlite3_column_int (row, 2);
    }
  return step != ANSER_STEP_FAILED;
}

/* A row for a file that was replaced behind our back. */
static gboolean
remove_replaced (AnserDatabase     *index,
                 const AnserPlace  *place,
                 GError           **error)
{
  gint64 letter = 0;
  AnserStep step = anser_database_get (index, &letter, error, "SELECT id FROM letter"
                                       " WHERE name = ? AND folder = ? AND id <> ?", "tii",
                                       place->name, place->folder, place->letter);

  return step == ANSER_STEP_DONE ||
         (step == ANSER_STEP_ROW && anser_index_remove (index, letter, error));
}

/* An index of a column that is set is written again, also where the value stays as it is: most have
 * the folder, and those of a large mailbox lie far apart on the disk. */
static gboolean
set_flags (AnserDatabase     *index,
           const AnserPlace  *place,
           GError           **error)
{
  return anser_database_run (index, error,
                             "UPDATE letter SET info = ?, in_new = ?, flags = ?,"
                             " version = (SELECT version FROM clock) WHERE id = ?",
                             "tiii", place->info, (gint64) place->in_new, (gint64) place->flags,
                             place->letter);
}

static gboolean
set_place (AnserDatabase     *index,
           const AnserPlace  *place,
           GError           **error)
{
  return remove_replaced (index, place, error) &&
         anser_database_run (index, error,
                             "UPDATE letter SET folder = ?, name = ?, info = ?, in_new = ?,"
                             " flags = ?, version = (SELECT version FROM clock) WHERE id = ?",
                             "ittiii", place->folder, place->name, place->info,
                             (gint64) place->in_new, (gint64) place->flags, place->letter);
}

gboolean
anser_index_set_place (AnserDatabase     *index,
                       const AnserPlace  *place,
                       GHashTable        *unsettled,
                       GError           **error)
{
  Standing standing = { 0 };

  if (!read_standing (index, place->letter, place->name, &standing, error))
    return FALSE;
  if (standing.folder == place->folder)
    return (standing.same_name ? set_flags (index, place, error)
                               : set_place (index, place, error)) &&
           anser_conversation_touch (index, place->letter, error);
  if (!set_place (index, place, error))
    return FALSE;
  if (unsettled == NULL)
    return anser_conversation_settle (index, standing.conversation, standing.folder, error) &&
           anser_conversation_settle (index, standing.conversation, place->folder, error);
  anser_unsettled_add (unsettled, standing.conversation, standing.folder);
  anser_unsettled_add (unsettled, standing.conversation, place->folder);
  return TRUE;
}

/* What is known of a letter when its row is written. */
typedef struct
{
  gint64           id;
  AnserMembership  membership;
  gboolean         is_head;
} Written;

#define WRITTEN_COLUMNS \
  "folder, name, info, in_new, flags, date, size, digest, sender, sender_address, recipients," \
  " subject, snippet, message_id, sender_key, subject_key, inode, mtime," \
  " conversation, title, is_bare, version"
#define WRITTEN_VALUES \
  "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?," \
  " (SELECT version FROM clock)"

/* Everything at once, so that no index of the table is written twice. */
static gboolean
write_row (AnserDatabase          *index,
           const char             *sql,
           const AnserPlace       *place,
           const AnserLetterInfo  *info,
           const Written          *written,
           GError                **error)
{
  g_autofree char *digest = anser_maildir_dup_digest (place->name);
  const char *sender = or_empty (info->sender);
  g_autofree char *sender_key = anser_sort_key (*sender != '\0' ? sender : info->sender_address);
  g_autofree char *subject_key =
    anser_sort_key (anser_subject_skip_marks (or_empty (info->subject), NULL));
  AnserLetterFlags flags = anser_maildir_get_flags (place->info) |
                           (info->flags & ANSER_LETTER_OWN_FLAGS);

  return anser_database_run (index, error, sql, "itt" "iiiii" "tttttt" "tt" "ii" "iii" "ii",
                             place->folder, place->name, place->info, (gint64) place->in_new,
                             (gint64) flags, info->date, info->size,
                             anser_maildir_get_digest_key (digest), sender,
                             or_empty (info->sender_address), or_empty (info->recipients),
                             or_empty (info->subject), or_empty (info->snippet),
                             info->message_id, sender_key, subject_key, info->inode, info->mtime,
                             written->membership.conversation, written->membership.title,
                             (gint64) written->membership.is_bare, (gint64) written->is_head,
                             written->id);
}

static gboolean
insert_row (AnserDatabase          *index,
            const char             *account,
            const AnserPlace       *place,
            const AnserLetterInfo  *info,
            Written                *written,
            GError                **error)
{
  return anser_database_get (index, &written->id, error, "SELECT ifnull (max (seq), 0) + 1"
                             " FROM sqlite_sequence WHERE name = 'letter'", "") == ANSER_STEP_ROW &&
         anser_conversation_join (index, account, written->id, info, &written->membership,
                                  error) &&
         anser_conversation_expect (index, written->membership.conversation, place->folder,
                                    info->date, &written->is_head, error) &&
         write_row (index, "INSERT INTO letter (" WRITTEN_COLUMNS ", head, id)"
                    " VALUES (" WRITTEN_VALUES ", ?, ?)", place, info, written, error);
}

/* A letter that is alone stands for itself. */
static gboolean
update_row (AnserDatabase          *index,
            const char             *account,
            const AnserPlace       *place,
            const AnserLetterInfo  *info,
            Written                *written,
            GError                **error)
{
  if (!anser_conversation_join (index, account, written->id, info, &written->membership, error))
    return FALSE;
  written->is_head = written->membership.is_alone;
  return write_row (index, "UPDATE letter SET (" WRITTEN_COLUMNS ") = (" WRITTEN_VALUES "),"
                    " head = head OR ? WHERE id = ?", place, info, written, error) &&
         (written->membership.is_alone ||
          anser_conversation_settle (index, written->membership.conversation, place->folder,
                                     error));
}

/* The row of the letter that is there already, if there is one, and the account. */
static char *
find_row (AnserDatabase     *index,
          const AnserPlace  *place,
          Written           *written,
          GError           **error)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (index, error, "SELECT account, letter.id, conversation FROM folder"
                          " LEFT JOIN letter ON folder = folder.id AND letter.name = ?"
                          " WHERE folder.id = ?", "ti", place->name, place->folder);

  AnserStep step = row != NULL ? anser_database_step (index, row, error) : ANSER_STEP_FAILED;

  if (step == ANSER_STEP_DONE)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("The folder for this message is no longer there. Choose another one."));
  if (step != ANSER_STEP_ROW)
    return NULL;
  written->id = sqlite3_column_int64 (row, 1);
  written->membership.conversation = sqlite3_column_int64 (row, 2);
  return dup_text (row, 0);
}

gint64
anser_index_put (AnserDatabase          *index,
                 const AnserPlace       *place,
                 const AnserLetterInfo  *info,
                 GError                **error)
{
  Written written = { 0 };
  g_autofree char *account = find_row (index, place, &written, error);

  if (account == NULL ||
      !(written.id != 0 ? update_row (index, account, place, info, &written, error)
                        : insert_row (index, account, place, info, &written, error)))
    return 0;
  return written.id;
}

gboolean
anser_index_remove (AnserDatabase  *index,
                    gint64          letter,
                    GError        **error)
{
  Standing standing = { 0 };

  return read_standing (index, letter, NULL, &standing, error) &&
         anser_database_run (index, error, "DELETE FROM letter WHERE id = ?", "i", letter) &&
         (standing.conversation == 0 ||
          anser_conversation_settle (index, standing.conversation, standing.folder, error));
}
