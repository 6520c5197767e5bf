/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "tags.h"

#include "letter-work.h"
#include "tag-index.h"

struct _AnserTag
{
  GObject  parent_instance;
  gint64   id;
  char    *name;
  char    *colour;
};

G_DEFINE_FINAL_TYPE (AnserTag, anser_tag, G_TYPE_OBJECT)

typedef struct
{
  gint64     tag;
  char      *name;      /* NULL: it is deleted */
  char      *colour;
  AnserUndo *undo;
} Change;

static void
anser_tag_finalize (GObject *object)
{
  AnserTag *self = ANSER_TAG (object);

  g_free (self->name);
  g_free (self->colour);
  G_OBJECT_CLASS (anser_tag_parent_class)->finalize (object);
}

static void
anser_tag_class_init (AnserTagClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_tag_finalize;
}

static void
anser_tag_init (AnserTag *self)
{
}

static AnserTag *
tag_new (AnserStatement *row)
{
  AnserTag *self = g_object_new (ANSER_TYPE_TAG, NULL);

  self->id = sqlite3_column_int64 (row, 0);
  self->name = g_strdup ((const char *) sqlite3_column_text (row, 1));
  self->colour = g_strdup ((const char *) sqlite3_column_text (row, 2));
  return self;
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  AnserTag *first = *(AnserTag * const *) a, *second = *(AnserTag * const *) b;

  return g_utf8_collate (first->name, second->name);
}

static gboolean
is_same (AnserTag *first,
         AnserTag *second)
{
  return first->id == second->id && g_str_equal (first->name, second->name) &&
         g_str_equal (first->colour, second->colour);
}

gboolean
anser_store_load_tags (AnserStore  *self,
                       GError     **error)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = G_LIST_MODEL (self->tags);
  unsigned n = g_list_model_get_n_items (model);
  gboolean same = TRUE;

  {
    g_autoptr (GMutexLocker) reader G_GNUC_UNUSED = g_mutex_locker_new (&self->read_lock);
    g_autoptr (AnserStatement) rows =
      anser_database_query (self->reader, error, "SELECT id, name, colour FROM tag", "");
    AnserStep step = ANSER_STEP_FAILED;

    while (rows != NULL &&
           (step = anser_database_step (self->reader, rows, error)) == ANSER_STEP_ROW)
      g_ptr_array_add (tags, tag_new (rows));
    if (step != ANSER_STEP_DONE)
      return FALSE;
  }
  g_ptr_array_sort (tags, compare_tags);
  for (unsigned i = 0; i < MIN (n, tags->len) && same; i++)
    {
      g_autoptr (AnserTag) tag = g_list_model_get_item (model, i);

      same = is_same (tag, g_ptr_array_index (tags, i));
    }
  if (!same || n != tags->len)
    g_list_store_splice (self->tags, 0, n, tags->pdata, tags->len);
  return TRUE;
}

gint64
anser_tag_get_id (AnserTag *self)
{
  g_return_val_if_fail (ANSER_IS_TAG (self), 0);

  return self->id;
}

const char *
anser_tag_get_name (AnserTag *self)
{
  g_return_val_if_fail (ANSER_IS_TAG (self), NULL);

  return self->name;
}

const char *
anser_tag_get_colour (AnserTag *self)
{
  g_return_val_if_fail (ANSER_IS_TAG (self), NULL);

  return self->colour;
}

const char * const *
anser_tag_get_colours (void)
{
  /* GNOME's palette, those that bear white words. */
  static const char * const colours[] = { "#1c71d8", "#26a269", "#c64600", "#a51d2d", "#813d9c",
                                          "#63452c", "#986a44", "#5e5c64", NULL };

  return colours;
}

GListModel *
anser_store_get_tags (AnserStore *self)
{
  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);

  return G_LIST_MODEL (g_object_ref (self->tags));
}

AnserTag *
anser_store_find_tag (AnserStore *self,
                      const char *name)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  folded = g_utf8_casefold (name, -1);
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tags)); i++)
    {
      g_autoptr (AnserTag) tag = g_list_model_get_item (G_LIST_MODEL (self->tags), i);
      g_autofree char *other = g_utf8_casefold (tag->name, -1);

      if (g_str_equal (folded, other))
        return g_steal_pointer (&tag);
    }
  return NULL;
}

void
anser_store_tag_async (AnserStore          *self,
                       const gint64        *letters,
                       gsize                n_letters,
                       const char          *name,
                       const char          *colour,
                       gboolean             on,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  AnserLetterWork *work;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (name != NULL);

  work = anser_letter_work_new (anser_letter_tag, letters, n_letters);
  work->tag_name = g_strdup (name);
  work->tag_colour = g_strdup (colour);
  work->tag_on = on;
  work->undo = anser_undo_new ();
  anser_letter_work_start (self, work, anser_store_tag_async, cancellable, callback, user_data);
}

gboolean
anser_store_tag_finish (AnserStore    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->name);
  g_free (change->colour);
  anser_undo_unref (change->undo);
  g_free (change);
}

/* What the tag was, for the undo. */
static gboolean
note_tag (AnserStore  *self,
          Change      *change,
          GError     **error)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (self->index, error, "SELECT name, colour FROM tag WHERE id = ?", "i",
                          change->tag);

  if (row == NULL || anser_database_step (self->index, row, error) == ANSER_STEP_FAILED)
    return FALSE;
  if (sqlite3_data_count (row) > 0)
    anser_undo_set_tag (change->undo, change->tag, (const char *) sqlite3_column_text (row, 0),
                        (const char *) sqlite3_column_text (row, 1));
  return TRUE;
}

/* The letters that have the tag get it back when its deletion is undone. */
static gboolean
note_letters (AnserStore  *self,
              Change      *change,
              GError     **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, "SELECT letter FROM letter_tag WHERE tag = ?", "i",
                          change->tag);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      AnserUndoStep undo = { .letter = sqlite3_column_int64 (rows, 0), .tag = change->tag,
                             .tag_on = TRUE };

      anser_undo_add_step (change->undo, &undo);
    }
  return step == ANSER_STEP_DONE &&
         anser_database_run (self->index, error, "UPDATE letter SET version ="
                             " (SELECT version FROM clock) WHERE id IN (SELECT letter FROM"
                             " letter_tag WHERE tag = ?)", "i", change->tag);
}

static gssize
on_change (gpointer        source_object,
           gpointer        task_data,
           GCancellable   *cancellable,
           GError        **error)
{
  AnserStore *self = source_object;
  Change *change = task_data;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  gboolean done;

  if (!anser_index_begin (self->index, error))
    return -1;
  done = note_tag (self, change, error);
  if (done && change->name != NULL)
    done = anser_tags_rename (self, change->tag, change->name, change->colour, error);
  else if (done)
    done = note_letters (self, change, error) && anser_tags_forget (self, change->tag, error);
  if (done && anser_tags_flush (self, error) && anser_database_commit (self->index, error))
    {
      anser_store_queue_refresh (self);
      return 1;
    }
  anser_tags_drop (self);
  anser_database_roll_back (self->index);
  anser_undo_set_tag (change->undo, 0, NULL, NULL);
  return -1;
}

static void
start_change (AnserStore          *self,
              AnserTag            *tag,
              const char          *name,
              const char          *colour,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Change *change = g_new0 (Change, 1);

  g_task_set_source_tag (task, start_change);
  change->tag = tag->id;
  change->name = g_strdup (name);
  change->colour = g_strdup (colour);
  change->undo = anser_undo_new ();
  g_task_set_task_data (task, change, change_free);
  anser_undo_attach (change->undo, task);
  anser_store_writer_push (self->writer, task, on_change);
}

void
anser_store_change_tag_async (AnserStore          *self,
                              AnserTag            *tag,
                              const char          *name,
                              const char          *colour,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_TAG (tag));
  g_return_if_fail (name != NULL && colour != NULL);

  start_change (self, tag, name, colour, cancellable, callback, user_data);
}

void
anser_store_delete_tag_async (AnserStore          *self,
                              AnserTag            *tag,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_TAG (tag));

  start_change (self, tag, NULL, NULL, cancellable, callback, user_data);
}
