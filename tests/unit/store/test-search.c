/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/search.h"

/* Searches compared with looking through all letters. */

#define N_LETTERS 420
#define N_SIGNS 24

typedef struct
{
  gint64           id;
  gint64           date;
  char            *text;        /* subject and body */
  AnserLetterFlags flags;
  AnserFolderRole  role;
} Known;

typedef struct
{
  Fixture        fixture;
  AnserDatabase *index;
  GArray        *known;         /* (element-type Known): all letters, the newest first */
} World;

/* The fixture's, with the text. */
static gboolean
describe (const char      *path,
          AnserLetterInfo *info,
          gpointer         user_data)
{
  g_autofree char *text = NULL;

  if (!describe_simply (path, info, NULL) || !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  info->text = g_strdup (strstr (text, "\n\n") + 2);
  info->attachment_names = strstr (text, "ATTACHED") != NULL ? g_strdup ("report.pdf") : NULL;
  if (info->attachment_names != NULL)
    info->flags |= ANSER_LETTER_HAS_ATTACHMENTS;
  return TRUE;
}

/* Few characters and words, so that every combination comes up. */
static void
append_noise (GString *text)
{
  static const char * const words[] = { "meeting", "meet", "invoice", "in", "me" };

  for (int n = g_test_rand_int_range (1, 12); n > 0; n--)
    {
      int kind = g_test_rand_int_range (0, 10);

      if (kind < 7)
        g_string_append_unichar (text, 0x4e00 + 37 * g_test_rand_int_range (0, N_SIGNS));
      else if (kind < 9)
        g_string_append_printf (text, " %s ", words[g_test_rand_int_range (0, 5)]);
      else
        g_string_append (text, "，");
    }
}

static void
add_letter (World            *self,
            AnserDelivery    *delivery,
            int               number)
{
  g_autofree char *uid = g_strdup_printf ("%d", number);
  g_autoptr (GString) text = g_string_new ("From: Berta\r\nTo: Anna\r\nSubject: ");
  /* Mostly growing, some far back, some alike. */
  gint64 date = number % 7 == 0 ? g_test_rand_int_range (1, 1000) : number / 3 * 3 + 1000;

  append_noise (text);
  g_string_append_printf (text, "\r\nDate: %" G_GINT64_FORMAT "\r\n\r\n", date);
  append_noise (text);
  if (number % 5 == 0)
    g_string_append (text, " ATTACHED");
  g_string_append (text, "\r\n");
  g_assert_true (anser_delivery_begin (delivery, uid, NULL) &&
                 anser_delivery_write (delivery, text->str, text->len, NULL) &&
                 anser_delivery_end (delivery, NULL));
}

/* From now on row ids begin at @id. */
static void
skip_ids (World  *self,
          gint64  id)
{
  g_assert_true (anser_database_run (self->index, NULL, "PRAGMA query_only = OFF", ""));
  g_assert_true (anser_database_run (self->index, NULL, "UPDATE sqlite_sequence SET seq = ?"
                                     " WHERE name = 'letter'", "i", id));
  g_assert_true (anser_database_run (self->index, NULL, "PRAGMA query_only = ON", ""));
}

static int
compare_known (gconstpointer a,
               gconstpointer b)
{
  const Known *first = a, *second = b;

  return anser_found_compare (&(AnserFound) { first->id, first->date },
                                     &(AnserFound) { second->id, second->date });
}

static void
read_known (World *self)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, NULL, "SELECT letter.id, date, flags, role, letter.name, info"
                          " FROM letter JOIN folder ON folder.id = letter.folder", "");

  g_array_set_size (self->known, 0);
  while (anser_database_step (self->index, rows, NULL) == ANSER_STEP_ROW)
    {
      Known known = { .id = sqlite3_column_int64 (rows, 0), .date = sqlite3_column_int64 (rows, 1),
                      .flags = sqlite3_column_int (rows, 2), .role = sqlite3_column_int (rows, 3) };
      g_autofree char *path = anser_store_dup_path (self->fixture.store, known.id, NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      known.text = g_strdup (strstr (text, "Subject: ") + 9);
      g_array_append_val (self->known, known);
    }
  g_array_sort (self->known, compare_known);
}

static void
set_up (World         *self,
        gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->fixture.root = g_build_filename (folder, "anser", NULL);
  self->fixture.store = anser_store_open (self->fixture.root, describe, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (anser_store_add_account (self->fixture.store, "anna", NULL));
  path = g_build_filename (self->fixture.root, "index.db", NULL);
  self->index = anser_database_open_reader (path, &error);
  g_assert_no_error (error);
  self->known = g_array_new (FALSE, FALSE, sizeof (Known));
  /* Three tables of words, and blocks of 256 half full. */
  for (int part = 0; part < 3; part++)
    {
      g_autoptr (AnserDelivery) delivery =
        anser_delivery_new (self->fixture.store, "anna", ANSER_FOLDER_INBOX);

      for (int i = 0; i < N_LETTERS / 3; i++)
        add_letter (self, delivery, (part * 2 + 1) % 3 * N_LETTERS / 3 + i);
      g_assert_true (anser_delivery_commit (delivery, NULL));
      skip_ids (self, (part + 1) * 65536 - 20);
    }
  settle ();
  read_known (self);
  g_assert_cmpuint (self->known->len, ==, N_LETTERS);
}

static void
tear_down (World         *self,
           gconstpointer  data)
{
  for (unsigned i = 0; i < self->known->len; i++)
    g_free (g_array_index (self->known, Known, i).text);
  g_array_unref (self->known);
  anser_database_free (self->index);
  fixture_tear_down (&self->fixture, NULL);
}

static gboolean
collect (const AnserFound *entries,
         unsigned                n,
         gpointer                user_data)
{
  g_array_append_vals (user_data, entries, n);
  return TRUE;
}

static GArray *
search (World            *self,
        const char       *text,
        AnserSearchOrder  order,
        unsigned          limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserQuery) query = anser_query_parse (text, 0, &error);
  AnserSearch question = { .query = query, .order = order, .limit = limit };
  GArray *found = g_array_new (FALSE, FALSE, sizeof (AnserFound));

  g_assert_no_error (error);
  anser_search_run (&question, self->index, collect, found, NULL, &error);
  g_assert_no_error (error);
  return found;
}

typedef gboolean (*TestFunc) (const Known *known,
                              const char  *argument);

/* The letters of which @func is true are found, in their order, whole and by the first few. */
static unsigned
check (World      *self,
       const char *text,
       TestFunc    func,
       const char *argument)
{
  g_autoptr (GArray) found = search (self, text, ANSER_SEARCH_BY_DATE, 0);
  g_autoptr (GArray) first = search (self, text, ANSER_SEARCH_BY_DATE, 7);
  unsigned n = 0;

  for (unsigned i = 0; i < self->known->len; i++)
    {
      const Known *known = &g_array_index (self->known, Known, i);

      if (!func (known, argument))
        continue;
      if (n >= found->len || g_array_index (found, AnserFound, n).id != known->id)
        g_error ("“%s”: letter %" G_GINT64_FORMAT " (%s) is not number %u of %u", text, known->id,
                 known->text, n, found->len);
      if (n < 7)
        g_assert_cmpint (g_array_index (first, AnserFound, n).id, ==, known->id);
      n++;
    }
  g_assert_cmpuint (found->len, ==, n);
  g_assert_cmpuint (first->len, ==, MIN (n, 7));
  return n;
}

static gboolean
holds (const Known *known,
       const char  *argument)
{
  return strstr (known->text, argument) != NULL;
}

/* Every word that begins with it. */
static gboolean
holds_word (const Known *known,
            const char  *argument)
{
  for (const char *at = known->text; (at = strstr (at, argument)) != NULL; at++)
    if (at == known->text || !g_ascii_isalnum (at[-1]))
      return TRUE;
  return FALSE;
}

static gunichar
sign (int number)
{
  return 0x4e00 + 37 * number;
}

/* Chinese of one, two and three characters: all of them, whatever stands around. */
static void
test_chinese (World         *self,
              gconstpointer  data)
{
  unsigned n_found = 0;

  for (int i = 0; i < N_SIGNS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      g_string_append_unichar (text, sign (i));
      n_found += check (self, text->str, holds, text->str);
      for (int j = 0; j < N_SIGNS; j++)
        {
          g_string_truncate (text, 3);
          g_string_append_unichar (text, sign (j));
          n_found += check (self, text->str, holds, text->str);
          g_string_append_unichar (text, sign (g_test_rand_int_range (0, N_SIGNS)));
          n_found += check (self, text->str, holds, text->str);
        }
    }
  g_assert_cmpuint (n_found, >, 3000);
}

static void
test_words (World         *self,
            gconstpointer  data)
{
  static const char * const words[] = { "m", "me", "mee", "meet", "meeting", "i", "in", "inv" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpuint (check (self, words[i], holds_word, words[i]), >, 10);
}

static gboolean
is_unread_invoice (const Known *known,
                   const char  *argument)
{
  return holds_word (known, "invoice") && !(known->flags & ANSER_LETTER_SEEN);
}

static gboolean
has_attachment (const Known *known,
                const char  *argument)
{
  return (known->flags & ANSER_LETTER_HAS_ATTACHMENTS) != 0;
}

static gboolean
has_attachment_or_meets (const Known *known,
                         const char  *argument)
{
  return has_attachment (known, NULL) || holds_word (known, "meeting");
}

static gboolean
has_no_meeting (const Known *known,
                const char  *argument)
{
  return !holds_word (known, "meeting");
}

static gboolean
meets_without_invoice (const Known *known,
                       const char  *argument)
{
  return holds_word (known, "meeting") && !holds_word (known, "invoice");
}

static gboolean
is_in_trash (const Known *known,
             const char  *argument)
{
  return known->role == ANSER_FOLDER_TRASH;
}

static gboolean
is_old (const Known *known,
        const char  *argument)
{
  return known->date < G_GINT64_CONSTANT (1577836800);
}

static gboolean
is_never (const Known *known,
          const char  *argument)
{
  return FALSE;
}

static void
test_operators (World         *self,
                gconstpointer  data)
{
  for (unsigned i = 0; i < self->known->len; i += 3)
    {
      gint64 letter = g_array_index (self->known, Known, i).id;

      g_assert_true (flag_letter (self->fixture.store, letter, ANSER_LETTER_SEEN, 0, NULL));
      if (i % 2 == 0)
        g_assert_true (anser_store_move (self->fixture.store, letter, ANSER_FOLDER_TRASH, NULL));
    }
  for (unsigned i = 0; i < self->known->len; i++)
    g_free (g_array_index (self->known, Known, i).text);
  read_known (self);
  g_assert_cmpuint (check (self, "invoice is:unread", is_unread_invoice, NULL), >, 10);
  g_assert_cmpuint (check (self, "has:attachment", has_attachment, NULL), >, 10);
  g_assert_cmpuint (check (self, "filename:report", has_attachment, NULL), >, 10);
  g_assert_cmpuint (check (self, "has:attachment OR meeting", has_attachment_or_meets, NULL), >, 10);
  g_assert_cmpuint (check (self, "-meeting", has_no_meeting, NULL), >, 10);
  g_assert_cmpuint (check (self, "meeting -invoice", meets_without_invoice, NULL), >, 10);
  g_assert_cmpuint (check (self, "in:Trash", is_in_trash, NULL), >, 10);
  g_assert_cmpuint (check (self, "in:trash berta", is_in_trash, NULL), >, 10);
  g_assert_cmpuint (check (self, "before:2020 from:berta", is_old, NULL), ==, N_LETTERS);
  g_assert_cmpuint (check (self, "before:2020", is_old, NULL), ==, N_LETTERS);
  g_assert_cmpuint (check (self, "after:2020 from:berta", is_never, NULL), ==, 0);
  g_assert_cmpuint (check (self, "from:anna", is_never, NULL), ==, 0);
  g_assert_cmpuint (check (self, "size:>1M", is_never, NULL), ==, 0);
  g_assert_cmpuint (check (self, "size:<1M invoice is:unread", is_unread_invoice, NULL), >, 10);
}

/* The same letters, the best first. */
static void
test_relevance (World         *self,
                gconstpointer  data)
{
  g_autoptr (GArray) by_date = search (self, "meeting", ANSER_SEARCH_BY_DATE, 0);
  g_autoptr (GArray) by_rank = search (self, "meeting", ANSER_SEARCH_BY_RELEVANCE, 0);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_assert_cmpuint (by_date->len, ==, by_rank->len);
  for (unsigned i = 0; i < by_rank->len; i++)
    g_hash_table_add (ids, &g_array_index (by_rank, AnserFound, i).id);
  g_assert_cmpuint (g_hash_table_size (ids), ==, by_date->len);
  for (unsigned i = 0; i < self->known->len; i++)
    {
      const Known *known = &g_array_index (self->known, Known, i);

      if (known->id == g_array_index (by_rank, AnserFound, 0).id)
        g_assert_nonnull (strstr (known->text, "meeting"));
    }
}

static void
test_folder_missing (World         *self,
                     gconstpointer  data)
{
  g_autoptr (AnserQuery) query = anser_query_parse ("in:nowhere x", 0, NULL);
  AnserSearch question = { .query = query };
  g_autoptr (GError) error = NULL;

  g_assert_false (anser_search_run (&question, self->index, collect, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "nowhere"));
}

static gboolean
cancel (const AnserFound *entries,
        unsigned                n,
        gpointer                cancellable)
{
  g_cancellable_cancel (cancellable);
  return TRUE;
}

/* Cancelled before, and while it runs; and ended by who receives. */
static void
test_cancel (World         *self,
             gconstpointer  data)
{
  g_autoptr (AnserQuery) query = anser_query_parse ("size:>1 OR invoice", 0, NULL);
  AnserSearch question = { .query = query };

  for (int before = 0; before < 2; before++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      gboolean done;

      if (before)
        g_cancellable_cancel (cancellable);
      done = anser_search_run (&question, self->index, cancel, cancellable, cancellable, &error);
      if (!done)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (before && done);
    }
}

/* Words that nobody can mean are no fault, and no SQL. */
static void
test_strange (World         *self,
              gconstpointer  data)
{
  static const char * const texts[] = {
    "\"", "a\"b", "*", "a*", "{x}:y", "NEAR(a b)", "a^b", "'); DROP TABLE letter; --", "AND",
    "a AND AND b", "((((", "))))", "-\"\"", "\xff\xfe", "a:b:c", "tag:none", "会\"议",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GArray) found = search (self, texts[i], ANSER_SEARCH_BY_DATE, 0);

      g_assert_cmpuint (found->len, <=, N_LETTERS);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/search/" name, World, NULL, set_up, function, tear_down)
  ADD ("chinese", test_chinese);
  ADD ("words", test_words);
  ADD ("operators", test_operators);
  ADD ("relevance", test_relevance);
  ADD ("folder-missing", test_folder_missing);
  ADD ("cancel", test_cancel);
  ADD ("strange", test_strange);

  return g_test_run ();
}
