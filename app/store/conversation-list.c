/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "conversation-list.h"

#include "conversation-shown.h"
#include "letter-row-private.h"
#include "store-private.h"

typedef struct
{
  gint64            id;
  gint64            version;   /* of the index, when it changed last */
  AnserLetterFlags  flags;
  AnserLetterRow   *row;       /* NULL until somebody asks for it */
} Entry;

/* @folder: of the letter by which the conversation was chosen, then */
struct _AnserConversationList
{
  GObject     parent_instance;
  AnserStore *store;
  gint64      letter;
  gint64      folder;
  gboolean    whole;
  GArray     *entries;         /* (element-type Entry) */
};

static AnserLetterData *
read_data (AnserConversationList *self,
           gint64                 letter)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);

  return anser_letter_data_read (self->store->reader, letter, NULL);
}

static GType
get_item_type (GListModel *model)
{
  return ANSER_TYPE_LETTER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return ANSER_CONVERSATION_LIST (model)->entries->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  AnserConversationList *self = ANSER_CONVERSATION_LIST (model);
  Entry *entry;

  if (position >= self->entries->len)
    return NULL;
  entry = &g_array_index (self->entries, Entry, position);
  if (entry->row == NULL)
    {
      g_autoptr (AnserLetterData) data = read_data (self, entry->id);

      if (data == NULL)
        data = anser_letter_data_blank (entry->id);
      entry->row = anser_letter_row_new (data);
    }
  return g_object_ref (entry->row);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserConversationList, anser_conversation_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->row);
}

static GArray *
new_entries (void)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  g_array_set_clear_func (entries, clear_entry);
  return entries;
}

/* The conversation of a letter; 0 if there is no such letter. The read lock is held. */
static gint64
conversation_of (AnserConversationList *self,
                 gint64                 letter)
{
  gint64 conversation = 0;

  anser_database_get (self->store->reader, &conversation, NULL,
                      "SELECT conversation FROM letter WHERE id = ?", "i", letter);
  return conversation;
}

/* It may have been joined to another, and the letter by which it was chosen may be gone. */
static gint64
find_conversation (AnserConversationList *self)
{
  gint64 conversation = conversation_of (self, self->letter);

  for (unsigned i = 0; i < self->entries->len && conversation == 0; i++)
    conversation = conversation_of (self, g_array_index (self->entries, Entry, i).id);
  return conversation;
}

/* What the list has now. The read lock is held. */
static AnserStatement *
query (AnserConversationList *self)
{
  if (!self->whole)
    return anser_database_query (self->store->reader, NULL,
                                 "SELECT id, version, flags FROM letter WHERE id = ?", "i",
                                 self->letter);
  return anser_database_query (self->store->reader, NULL, "SELECT other.id, other.version, flags"
                               " FROM letter AS other JOIN folder ON folder.id = other.folder"
                               " WHERE conversation = ?5 AND " ANSER_CONVERSATION_SHOWN ("?6")
                               " ORDER BY date, other.id", "iiiiii",
                               (gint64) ANSER_FOLDER_INBOX, (gint64) ANSER_FOLDER_SENT,
                               (gint64) ANSER_FOLDER_ARCHIVE, (gint64) ANSER_FOLDER_OTHER,
                               find_conversation (self), self->folder);
}

/* Of one letter, those that @names does not have. The read lock is held. */
static void
add_tags (AnserConversationList *self,
          gint64                 letter,
          GPtrArray             *names)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->store->reader, NULL, "SELECT name FROM letter_tag JOIN tag"
                          " ON tag.id = tag WHERE letter = ? ORDER BY folded", "i", letter);

  while (rows != NULL && anser_database_step (self->store->reader, rows, NULL) == ANSER_STEP_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (rows, 0);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (name));
    }
}

static GArray *
read_entries (AnserConversationList *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  GArray *entries = new_entries ();
  g_autoptr (AnserStatement) rows = query (self);

  while (rows != NULL && anser_database_step (self->store->reader, rows, NULL) == ANSER_STEP_ROW)
    {
      Entry entry = { .id = sqlite3_column_int64 (rows, 0),
                      .version = sqlite3_column_int64 (rows, 1),
                      .flags = sqlite3_column_int (rows, 2) };

      g_array_append_val (entries, entry);
    }
  g_clear_pointer (&rows, anser_statement_reset);
  return entries;
}

/* Rows that somebody has go on in the new entries. */
static void
hand_over (GArray *before,
           GArray *now)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (unsigned i = 0; i < before->len; i++)
    {
      Entry *entry = &g_array_index (before, Entry, i);

      if (entry->row != NULL)
        g_hash_table_insert (rows, &entry->id, entry);
    }
  for (unsigned i = 0; i < now->len; i++)
    {
      Entry *entry = &g_array_index (now, Entry, i);
      Entry *same = g_hash_table_lookup (rows, &entry->id);

      if (same == NULL)
        continue;
      entry->row = g_object_ref (same->row);
      if (same->version != entry->version)
        same->version = 0;
    }
}

/* Of the letters that changed, as the entries of before were marked. */
static void
update_rows (AnserConversationList *self,
             GArray                *before)
{
  for (unsigned i = 0; i < before->len; i++)
    {
      const Entry *entry = &g_array_index (before, Entry, i);
      g_autoptr (AnserLetterData) data =
        entry->row != NULL && entry->version == 0 ? read_data (self, entry->id) : NULL;

      if (data != NULL)
        anser_letter_row_update (entry->row, data);
    }
}

static unsigned
count_same (GArray   *before,
            GArray   *now,
            unsigned  most,
            gboolean  from_end)
{
  unsigned n = 0;

  while (n < most &&
         g_array_index (before, Entry, from_end ? before->len - 1 - n : n).id ==
         g_array_index (now, Entry, from_end ? now->len - 1 - n : n).id)
    n++;
  return n;
}

static void
follow (AnserConversationList *self)
{
  g_autoptr (GArray) before = self->entries;
  GArray *now = read_entries (self);
  unsigned most = MIN (before->len, now->len);
  unsigned start = count_same (before, now, most, FALSE);
  unsigned end = count_same (before, now, most - start, TRUE);

  hand_over (before, now);
  self->entries = now;
  update_rows (self, before);
  if (start + end < MAX (before->len, now->len))
    g_list_model_items_changed (G_LIST_MODEL (self), start, before->len - start - end,
                                now->len - start - end);
}

static void
anser_conversation_list_finalize (GObject *object)
{
  AnserConversationList *self = ANSER_CONVERSATION_LIST (object);

  g_array_unref (self->entries);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (anser_conversation_list_parent_class)->finalize (object);
}

static void
anser_conversation_list_class_init (AnserConversationListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_conversation_list_finalize;
}

static void
anser_conversation_list_init (AnserConversationList *self)
{
  self->entries = new_entries ();
}

AnserConversationList *
anser_conversation_list_new (AnserStore *store,
                             gint64      letter,
                             gboolean    whole)
{
  AnserConversationList *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  self = g_object_new (ANSER_TYPE_CONVERSATION_LIST, NULL);
  self->store = g_object_ref (store);
  self->letter = letter;
  self->whole = whole;
  g_mutex_lock (&store->read_lock);
  anser_database_get (store->reader, &self->folder, NULL, "SELECT folder FROM letter WHERE id = ?",
                      "i", letter);
  g_mutex_unlock (&store->read_lock);
  follow (self);
  g_signal_connect_object (store, "folder-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "renewed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  return self;
}

gint64
anser_conversation_list_get_id (AnserConversationList *self,
                                unsigned               position)
{
  g_return_val_if_fail (ANSER_IS_CONVERSATION_LIST (self), 0);
  g_return_val_if_fail (position < self->entries->len, 0);

  return g_array_index (self->entries, Entry, position).id;
}

AnserLetterFlags
anser_conversation_list_get_flags (AnserConversationList *self,
                                   unsigned               position)
{
  g_return_val_if_fail (ANSER_IS_CONVERSATION_LIST (self), 0);
  g_return_val_if_fail (position < self->entries->len, 0);

  return g_array_index (self->entries, Entry, position).flags;
}

char *
anser_conversation_list_dup_tags (AnserConversationList *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (ANSER_IS_CONVERSATION_LIST (self), NULL);

  locker = g_mutex_locker_new (&self->store->read_lock);
  for (unsigned i = 0; i < self->entries->len; i++)
    add_tags (self, g_array_index (self->entries, Entry, i).id, names);
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  return g_strjoinv ("\n", (char **) names->pdata);
}

static unsigned
find (AnserConversationList *self,
      gint64                 letter)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    if (g_array_index (self->entries, Entry, i).id == letter)
      return i;
  return G_MAXUINT;
}

unsigned
anser_conversation_list_find (AnserConversationList *self,
                              gint64                 letter)
{
  unsigned position;

  g_return_val_if_fail (ANSER_IS_CONVERSATION_LIST (self), G_MAXUINT);

  position = find (self, letter);
  if (position != G_MAXUINT)
    return position;
  follow (self);
  return find (self, letter);
}
