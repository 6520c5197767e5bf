/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-work.h"

#include "erased.h"
#include "fault.h"
#include "maildir.h"
#include "shelf-life.h"
#include "tag-index.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Where the file is after another program renamed it; FALSE if it is gone. */
static gboolean
follow_file (AnserStore *self,
             AnserPlace *place)
{
  g_autofree char *folder =
    anser_store_dup_folder_path (self, place->account, place->folder_name);
  g_autofree char *file = anser_maildir_find (folder, place->name, &place->in_new);
  g_autofree char *base = NULL;
  const char *info;

  if (file == NULL)
    return FALSE;
  base = anser_maildir_split (file, &info);
  g_free (place->info);
  place->info = g_strdup (info);
  place->flags = anser_maildir_get_flags (info) | (place->flags & ANSER_LETTER_OWN_FLAGS);
  return TRUE;
}

/* Where @place is to be: its new place is written into @to. @folder (nullable): it stays. */
static void
aim (const AnserPlace        *place,
     const AnserFolderEntry  *folder,
     AnserLetterFlags         set,
     AnserLetterFlags         clear,
     AnserPlace              *to)
{
  to->letter = place->letter;
  to->role = folder != NULL ? folder->role : place->role;
  to->folder = folder != NULL ? folder->id : place->folder;
  to->account = g_strdup (folder != NULL ? folder->account : place->account);
  to->folder_name = g_strdup (folder != NULL ? folder->name : place->folder_name);
  to->name = g_strdup (place->name);
  to->flags = (place->flags | set) & ~clear;
  to->info = anser_maildir_build_info (place->info, to->flags);
}

/* Renames the file; a name that is taken there is renewed. 0, or -1 with errno. */
static int
rename_file (AnserStore       *self,
             const AnserPlace *place,
             AnserPlace       *to)
{
  g_autofree char *from_path = anser_store_dup_place_path (self, place);
  g_autofree char *to_path = anser_store_dup_place_path (self, to);
  g_autofree char *name = NULL;
  g_autofree char *renewed = NULL;

  if (g_str_equal (from_path, to_path))
    return access (from_path, F_OK);
  if (anser_maildir_rename (from_path, to_path) == 0)
    return 0;
  if (errno != EEXIST)
    return -1;
  name = anser_maildir_renew_base (place->name);
  g_free (to->name);
  to->name = g_steal_pointer (&name);
  renewed = anser_store_dup_place_path (self, to);
  return anser_maildir_rename (from_path, renewed);
}

/* Says that the file of @place could not be changed. */
static void
set_error (AnserStore        *self,
           const AnserPlace  *place,
           int                number,
           GError           **error)
{
  g_autofree char *folder =
    anser_store_dup_folder_path (self, place->account, place->folder_name);

  anser_fault_set_from_errno (error, number, folder);
}

/* Takes a letter whose file is gone out of the index, which is no failure. */
static gboolean
drop_gone (AnserStore  *self,
           AnserPlace  *place,
           GError     **error)
{
  gint64 letter = place->letter;

  place->letter = 0;
  return anser_index_remove (self->index, letter, error);
}

/* File, then index. The letter of @place becomes 0 when its file is gone. */
static gboolean
relocate (AnserStore              *self,
          AnserPlace              *place,
          GHashTable              *unsettled,
          const AnserFolderEntry  *folder,
          AnserLetterFlags         set,
          AnserLetterFlags         clear,
          GError                 **error)
{
  g_autoptr (AnserPlace) to = g_new0 (AnserPlace, 1);
  int result;

  aim (place, folder, set, clear, to);
  result = rename_file (self, place, to);
  if (result != 0 && errno == ENOENT)
    {
      g_autoptr (AnserPlace) again = g_new0 (AnserPlace, 1);

      if (!follow_file (self, place))
        return drop_gone (self, place, error);
      aim (place, folder, set, clear, again);
      anser_place_free (to);
      to = g_steal_pointer (&again);
      result = rename_file (self, place, to);
    }
  if (result == 0)
    return anser_index_set_place (self->index, to, unsettled, error) &&
           anser_tags_follow (self, place, to, error);
  set_error (self, place, errno, error);
  return FALSE;
}

static void
set_no_folder (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _("The folder for this message is no longer there. Choose another one."));
}

gboolean
anser_store_move_place (AnserStore        *self,
                        AnserPlace        *place,
                        AnserFolderRole    role,
                        AnserLetterFlags   set,
                        AnserLetterFlags   clear,
                        GError           **error)
{
  g_autoptr (AnserFolderEntry) folder = NULL;
  g_autoptr (GError) fault = NULL;

  folder = anser_index_find_folder (self->index, place->account,
                                    anser_folder_role_get_name (role), &fault);
  if (folder != NULL)
    return relocate (self, place, NULL, folder->id == place->folder ? NULL : folder, set, clear,
                     error);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else
    set_no_folder (error);
  return FALSE;
}

/* The folder with the row id @id, or, if that is 0, that of @role in @account. (transfer none) */
static const AnserFolderEntry *
look_up (AnserStore       *self,
         AnserLetterWork  *work,
         gint64            id,
         const char       *account,
         GError          **error)
{
  g_autoptr (GError) fault = NULL;
  AnserFolderEntry *known = work->target;

  if (known != NULL && (id != 0 ? known->id == id
                                : g_strcmp0 (known->account, account) == 0 &&
                                  g_str_equal (known->name,
                                               anser_folder_role_get_name (work->role))))
    return known;
  g_clear_pointer (&work->target, anser_folder_entry_free);
  work->target = id != 0 ? anser_index_get_folder (self->index, id, &fault)
                         : anser_index_find_folder (self->index, account,
                                                    anser_folder_role_get_name (work->role),
                                                    &fault);
  if (work->target != NULL)
    return work->target;
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else
    set_no_folder (error);
  return NULL;
}

/* What is written down of a letter is in one transaction of a batch, begun when it is needed. */
static gboolean
begin_notes (AnserStore       *self,
             AnserLetterWork  *work,
             GError          **error)
{
  if (!work->has_notes)
    work->has_notes = anser_database_begin (self->state, TRUE, error);
  return work->has_notes;
}

/* In another account a letter is out of the inbox that its server filled. */
static AnserWhereabouts
find_whereabouts (const AnserPlace       *place,
                  const AnserFolderEntry *to)
{
  if (to == NULL || to->role == ANSER_FOLDER_TRASH)
    return ANSER_ERASED;
  if (to->role == ANSER_FOLDER_INBOX && g_str_equal (to->account, place->account))
    return ANSER_IN_INBOX;
  return ANSER_MOVED;
}

/* The server is told what is thrown away or leaves the inbox, and no longer when it comes back. @to
 * is NULL for what is erased. A full disk must not keep anybody from throwing away: then the server
 * is not told. */
static void
note_erased (AnserStore             *self,
             AnserLetterWork        *work,
             const AnserPlace       *place,
             const AnserFolderEntry *to)
{
  g_autoptr (GError) error = NULL;
  AnserWhereabouts where = find_whereabouts (place, to);

  if (!work->by_user || (where == ANSER_MOVED && place->role != ANSER_FOLDER_INBOX &&
                         place->role != ANSER_FOLDER_TRASH))
    return;
  if (!begin_notes (self, work, &error) ||
      !anser_erased_note (self, place->account, place->name, where, &error) ||
      (to != NULL && to->role == ANSER_FOLDER_INBOX &&
       !anser_erased_note (self, to->account, place->name, ANSER_IN_INBOX, &error)))
    g_debug ("It is not written down what was thrown away: %s", error->message);
}

/* From now on it is counted how long the letter is in Trash or Junk. */
static void
note_put_away (AnserStore             *self,
               AnserLetterWork        *work,
               const AnserPlace       *place,
               const AnserFolderEntry *to)
{
  g_autoptr (GError) error = NULL;
  gboolean was = place->role == ANSER_FOLDER_TRASH || place->role == ANSER_FOLDER_JUNK;
  gboolean is = to->role == ANSER_FOLDER_TRASH || to->role == ANSER_FOLDER_JUNK;

  if ((was || is) && place->role != to->role &&
      (!begin_notes (self, work, &error) ||
       (was && !anser_shelf_life_note (self, place->account, place->name, FALSE, &error)) ||
       (is && !anser_shelf_life_note (self, to->account, place->name, TRUE, &error))))
    g_debug ("It is not written down what was put away: %s", error->message);
}

static void
note_step (AnserLetterWork  *work,
           const AnserPlace *place,
           gint64            folder,
           AnserLetterFlags  set,
           AnserLetterFlags  clear)
{
  AnserUndoStep step = { .letter = place->letter, .folder = folder, .set = set, .clear = clear };

  if (work->undo != NULL && place->letter != 0)
    anser_undo_add_step (work->undo, &step);
}

gboolean
anser_letter_flag (AnserStore       *self,
                   AnserPlace       *place,
                   AnserLetterWork  *work,
                   GError          **error)
{
  AnserLetterFlags set = work->set & ~place->flags;
  AnserLetterFlags clear = work->clear & place->flags;

  if (!relocate (self, place, NULL, NULL, work->set, work->clear, error))
    return FALSE;
  if (set != 0 || clear != 0)
    note_step (work, place, 0, clear, set);
  return TRUE;
}

/* A header whose whole message is still to come belongs to the account that fetches it. */
static gboolean
check_account (AnserStore              *self,
               const AnserPlace        *place,
               const AnserFolderEntry  *to,
               GError                 **error)
{
  gint64 n = 0;

  if (g_str_equal (place->account, to->account))
    return TRUE;
  if (anser_database_get (self->state, &n, error, "SELECT count(*) FROM partial WHERE account = ?"
                          " AND name = ?", "tt", place->account, place->name) != ANSER_STEP_ROW)
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("Only the beginning of this message is here. Get the whole message, then "
                         "move it to the other account."));
  return FALSE;
}

/* To @to, which may be of another account. */
static gboolean
move_to (AnserStore              *self,
         AnserPlace              *place,
         AnserLetterWork         *work,
         const AnserFolderEntry  *to,
         AnserLetterFlags         set,
         AnserLetterFlags         clear,
         GError                 **error)
{
  if (!check_account (self, place, to, error))
    return FALSE;
  note_erased (self, work, place, to);
  note_put_away (self, work, place, to);
  return relocate (self, place, work->unsettled, to, set, clear, error);
}

gboolean
anser_letter_move (AnserStore       *self,
                   AnserPlace       *place,
                   AnserLetterWork  *work,
                   GError          **error)
{
  const AnserFolderEntry *to = look_up (self, work, work->folder, place->account, error);

  if (to == NULL)
    return FALSE;
  if (to->id == place->folder)
    return TRUE;
  if (!move_to (self, place, work, to, 0, 0, error))
    return FALSE;
  note_step (work, place, place->folder, 0, 0);
  return TRUE;
}

/* Gives the letter the tag, or takes it. */
static gboolean
set_tag (AnserStore       *self,
         AnserPlace       *place,
         AnserLetterWork  *work,
         gint64            tag,
         gboolean          on,
         GError          **error)
{
  AnserUndoStep step = { .letter = place->letter, .tag = tag, .tag_on = !on };
  gboolean changed;

  if (!anser_tags_set (self, place, tag, on, &changed, error))
    return FALSE;
  if (changed && work->undo != NULL)
    anser_undo_add_step (work->undo, &step);
  return TRUE;
}

gboolean
anser_letter_tag (AnserStore       *self,
                  AnserPlace       *place,
                  AnserLetterWork  *work,
                  GError          **error)
{
  if (work->tag == 0)
    work->tag = anser_tags_get (self, work->tag_name, work->tag_colour, error);
  return work->tag != 0 && set_tag (self, place, work, work->tag, work->tag_on, error);
}

static gboolean
add_tags (AnserStore          *self,
          AnserPlace          *place,
          AnserLetterWork     *work,
          const char * const  *tags,
          GError             **error)
{
  for (unsigned i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      gint64 tag = anser_tags_get (self, tags[i], NULL, error);

      if (tag == 0 || !set_tag (self, place, work, tag, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

/* Flags and folder in one renaming. A letter whose folder is not there stays where it is. */
gboolean
anser_letter_change (AnserStore       *self,
                     AnserPlace       *place,
                     AnserLetterWork  *work,
                     GError          **error)
{
  const AnserLetterChange *change = &work->changes[work->position];
  AnserLetterFlags set = change->set & ~place->flags;
  g_autoptr (AnserFolderEntry) to = NULL;
  g_autoptr (GError) fault = NULL;
  gint64 from = place->folder;

  if (!add_tags (self, place, work, change->tags, error))
    return FALSE;
  if (change->folder != NULL)
    to = anser_index_find_folder (self->index, place->account, change->folder, &fault);
  if (to != NULL && to->id == place->folder)
    g_clear_pointer (&to, anser_folder_entry_free);
  if (fault == NULL && (to != NULL || set != 0))
    {
      if (!(to != NULL ? move_to (self, place, work, to, set, 0, &fault)
                       : relocate (self, place, NULL, NULL, set, 0, &fault)))
        g_assert (fault != NULL);
      else
        note_step (work, place, to != NULL ? from : 0, 0, set);
    }
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

gboolean
anser_letter_restore (AnserStore       *self,
                      AnserPlace       *place,
                      AnserLetterWork  *work,
                      GError          **error)
{
  const AnserUndoStep *step = anser_undo_get_step (work->undone, work->position);
  const AnserFolderEntry *to;

  if (step->tag != 0)
    return set_tag (self, place, work, step->tag, step->tag_on, error);
  if (step->folder == 0 || step->folder == place->folder)
    return relocate (self, place, NULL, NULL, step->set, step->clear, error);
  to = look_up (self, work, step->folder, NULL, error);
  return to != NULL && move_to (self, place, work, to, step->set, step->clear, error);
}

/* What the file says, before it goes: its words can be taken out only while they are known. */
static AnserLetterInfo *
describe (AnserStore *self,
          const char *path)
{
  g_autoptr (AnserLetterInfo) info = anser_letter_info_new ();

  return self->describe (path, info, self->describe_data) ? g_steal_pointer (&info) : NULL;
}

/* The row; the words when all rows of the transaction are away. @info (transfer full) (nullable) */
static gboolean
remove_row (AnserStore        *self,
            const AnserPlace  *place,
            AnserLetterWork   *work,
            AnserLetterInfo   *info,
            GError           **error)
{
  AnserErasedLetter erased = { place->letter, info };

  if (info != NULL)
    g_array_append_val (work->erased, erased);
  work->erased_bytes += info != NULL ? info->size : 0;
  return anser_index_remove (self->index, place->letter, error);
}

gboolean
anser_letter_erase (AnserStore       *self,
                    AnserPlace       *place,
                    AnserLetterWork  *work,
                    GError          **error)
{
  g_autofree char *path = anser_store_dup_place_path (self, place);
  g_autofree char *found = NULL;
  g_autoptr (AnserLetterInfo) info = describe (self, path);

  note_erased (self, work, place, NULL);
  if (g_unlink (path) == 0)
    return anser_tags_follow (self, place, NULL, error) &&
           remove_row (self, place, work, g_steal_pointer (&info), error);
  if (errno == ENOENT)
    {
      if (!follow_file (self, place))
        return drop_gone (self, place, error);
      found = anser_store_dup_place_path (self, place);
      g_clear_pointer (&info, anser_letter_info_free);
      info = describe (self, found);
      if (g_unlink (found) == 0)
        return anser_tags_follow (self, place, NULL, error) &&
               remove_row (self, place, work, g_steal_pointer (&info), error);
    }
  set_error (self, place, errno, error);
  return FALSE;
}
