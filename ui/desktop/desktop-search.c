/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/desktop-search.h"

#include "store/people.h"
#include "store/store-search.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define MOST_LETTERS 10
#define MOST_PEOPLE 3

/* What is found may lie in Trash or Junk, where nobody looks for it. */
#define LETTERS_LOOKED_AT 50

#define LETTER "letter:"
#define PERSON "person:"

typedef struct
{
  AnserStore *store;
  char *text;
  char *from;                   /* the same among senders */
  GPtrArray *names;
  unsigned n_letters;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_object_unref (self->store);
  g_free (self->text);
  g_free (self->from);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self);
}

static gboolean
on_found (const AnserFound *entries,
          unsigned          n,
          gpointer          user_data)
{
  Search *self = user_data;

  for (unsigned i = 0; i < n && self->n_letters < MOST_LETTERS; i++)
    {
      g_autoptr(AnserLetterData) letter = anser_store_read_letter (self->store, entries[i].id, NULL);

      if (letter == NULL || letter->role == ANSER_FOLDER_TRASH || letter->role == ANSER_FOLDER_JUNK)
        continue;
      g_ptr_array_add (self->names, g_strdup_printf (LETTER "%" PRId64, entries[i].id));
      self->n_letters++;
    }

  return self->n_letters < MOST_LETTERS;
}

static gboolean
find_people (Search        *self,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(AnserQuery) query = anser_query_parse (self->from, 0, NULL);
  g_autoptr(GPtrArray) people = NULL;

  if (query == NULL || anser_query_is_empty (query))
    return TRUE;

  people = anser_people_find (self->store, query, MOST_PEOPLE, cancellable, error);
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const AnserPerson *person = g_ptr_array_index (people, i);
      const AnserAddress address = {
        .name = *person->name != '\0' ? person->name : NULL,
        .address = person->address,
      };
      g_autofree char *text = anser_address_to_string (&address);

      g_ptr_array_add (self->names, g_strconcat (PERSON, text, NULL));
    }

  return people != NULL;
}

static gboolean
find_letters (Search        *self,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(AnserQuery) query = anser_query_parse (self->text, 0, NULL);
  AnserSearch search = { .query = query, .limit = LETTERS_LOOKED_AT };

  return query == NULL || anser_query_is_empty (query) ||
         anser_store_search (self->store, &search, on_found, self, cancellable, error);
}

static void
run (GTask        *task,
     gpointer      source,
     gpointer      task_data,
     GCancellable *cancellable)
{
  Search *self = task_data;
  GError *error = NULL;

  if (!find_people (self, cancellable, &error) || !find_letters (self, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_ptr_array_add (self->names, NULL);
  g_task_return_pointer (task, g_ptr_array_free (g_steal_pointer (&self->names), FALSE),
                         (GDestroyNotify) g_strfreev);
}

/* Each word among senders; what is an operator already is about messages. */
static char *
dup_from (const char * const *terms)
{
  GString *from = g_string_new (NULL);

  for (; *terms != NULL; terms++)
    {
      if (strpbrk (*terms, ":()\"") != NULL)
        {
          g_string_truncate (from, 0);
          break;
        }
      g_string_append_printf (from, "%sfrom:%s", from->len > 0 ? " " : "", *terms);
    }

  return g_string_free (from, FALSE);
}

void
anser_desktop_search_async (AnserStore          *store,
                            const char * const  *terms,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Search *search;

  g_return_if_fail (ANSER_IS_STORE (store));
  g_return_if_fail (terms != NULL);

  search = g_new0 (Search, 1);
  search->store = g_object_ref (store);
  search->text = g_strjoinv (" ", (char **) terms);
  search->from = dup_from (terms);
  search->names = g_ptr_array_new_with_free_func (g_free);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_desktop_search_async);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, run);
}

GStrv
anser_desktop_search_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gint64
anser_desktop_search_parse_letter (const char *name)
{
  gint64 letter = 0;

  g_return_val_if_fail (name != NULL, 0);

  if (g_str_has_prefix (name, LETTER))
    g_ascii_string_to_signed (name + strlen (LETTER), 10, 1, G_MAXINT64, &letter, NULL);

  return letter;
}

AnserAddress *
anser_desktop_search_parse_person (const char *name)
{
  g_autoptr(GPtrArray) addresses = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_str_has_prefix (name, PERSON))
    addresses = anser_addresses_parse (name + strlen (PERSON), NULL);

  return addresses != NULL && addresses->len == 1
           ? anser_address_copy (g_ptr_array_index (addresses, 0)) : NULL;
}

static void
add_text (GVariantBuilder *meta,
          const char      *key,
          const char      *text)
{
  g_variant_builder_add (meta, "{sv}", key, g_variant_new_string (text));
}

static void
describe_letter (GVariantBuilder       *meta,
                 const AnserLetterData *letter)
{
  g_autofree char *about = *letter->snippet != '\0'
                             ? g_strdup_printf ("%s · %s", letter->sender, letter->snippet)
                             : g_strdup (letter->sender);
  gboolean seen = (letter->flags & ANSER_LETTER_SEEN) != 0;

  add_text (meta, "name", *letter->subject != '\0' ? letter->subject : _("(no subject)"));
  add_text (meta, "description", about);
  add_text (meta, "gicon", seen ? "mail-read-symbolic" : "mail-unread-symbolic");
}

static void
describe_person (GVariantBuilder    *meta,
                 const AnserAddress *person)
{
  /* Translators: an address; what happens when this person is chosen in the desktop's search. */
  g_autofree char *about = g_strdup_printf (_("Write to %s"), person->address);

  add_text (meta, "name", anser_address_get_label (person));
  add_text (meta, "description", about);
  add_text (meta, "gicon", "avatar-default-symbolic");
}

GVariant *
anser_desktop_search_describe (AnserStore *store,
                               const char *name)
{
  g_autoptr(AnserAddress) person = anser_desktop_search_parse_person (name);
  g_autoptr(AnserLetterData) letter = NULL;
  gint64 id = anser_desktop_search_parse_letter (name);
  GVariantBuilder meta;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  if (id != 0)
    letter = anser_store_read_letter (store, id, NULL);
  if (letter == NULL && person == NULL)
    return NULL;

  g_variant_builder_init (&meta, G_VARIANT_TYPE_VARDICT);
  add_text (&meta, "id", name);
  if (letter != NULL)
    describe_letter (&meta, letter);
  else
    describe_person (&meta, person);

  return g_variant_builder_end (&meta);
}
