/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/conversation.h"
#include "store/index.h"
#include "store/store-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY (24 * 60 * 60)

typedef struct
{
  char          *root;
  AnserDatabase *index;
  gint64         inbox;
  gint64         sent;
} Fixture;

/* A letter of a test; what is NULL is not there. */
typedef struct
{
  const char *id;
  const char *references;
  const char *subject;
  const char *from;
  const char *to;
  gint64      date;
} Letter;

static void
open_index (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (GError) error = NULL;

  anser_database_delete (path);
  self->index = anser_database_open (path, anser_index_migrations, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (anser_index_begin (self->index, NULL));
  self->inbox = anser_index_add_folder (self->index, "anna", "Inbox", NULL);
  self->sent = anser_index_add_folder (self->index, "anna", "Sent", NULL);
}

static void
close_index (Fixture *self)
{
  anser_database_roll_back (self->index);
  g_clear_pointer (&self->index, anser_database_free);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->root = g_dir_make_tmp ("anser-conversation-XXXXXX", NULL);
  open_index (self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);

  close_index (self);
  anser_database_delete (path);
  g_rmdir (self->root);
  g_free (self->root);
}

static gint64
put (Fixture      *self,
     gint64        folder,
     const char   *name,
     const Letter *letter)
{
  g_autoptr (AnserLetterInfo) info = anser_letter_info_new ();
  AnserPlace place = { .folder = folder, .name = (char *) name, .info = (char *) ":2," };
  g_autoptr (GError) error = NULL;
  gint64 id;

  info->message_id = g_strdup (letter->id);
  info->references = g_strdup (letter->references);
  info->subject = g_strdup (letter->subject);
  info->sender = g_strdup (letter->from);
  info->sender_address = g_strconcat (letter->from, "@anser.example", NULL);
  info->recipients = g_strdup (letter->to);
  info->date = letter->date;
  id = anser_index_put (self->index, &place, info, &error);
  g_assert_no_error (error);
  return id;
}

static gint64
get_number (Fixture    *self,
            const char *sql,
            gint64      value)
{
  gint64 number = -1;
  g_autoptr (GError) error = NULL;

  anser_database_get (self->index, &number, &error, sql, "i", value);
  g_assert_no_error (error);
  return number;
}

static gint64
conversation_of (Fixture *self,
                 gint64   letter)
{
  return get_number (self, "SELECT conversation FROM letter WHERE id = ?", letter);
}

/* Each conversation has one head in each folder, the newest, and folders count them. */
static void
check_heads (Fixture *self)
{
  g_assert_cmpint (get_number (self, "SELECT count(*) FROM letter AS a WHERE head <> NOT EXISTS"
                               " (SELECT 1 FROM letter AS b WHERE a.conversation = b.conversation"
                               " AND a.folder = b.folder AND (b.date, b.id) > (a.date, a.id)"
                               " AND b.id <> ?)", 0), ==, 0);
  g_assert_cmpint (get_number (self, "SELECT count(*) FROM folder WHERE heads <>"
                               " (SELECT count(DISTINCT conversation) FROM letter"
                               " WHERE folder = folder.id AND folder.id <> ?)", 0), ==, 0);
}

/* Letters by what joins them: "a" and "b" in the same group belong together. */
static void
test_rules (Fixture       *self,
            gconstpointer  data)
{
  static const struct { Letter letter; unsigned group; } letters[] = {
    { { "1@x", NULL, "Lunch", "Berta", "Anna", DAY * 100 }, 1 },
    { { "2@x", "1@x", "Something else", "Anna", "Berta", DAY * 101 }, 1 },
    /* By its subject: it goes to somebody who wrote it. */
    { { "3@x", NULL, "回复：[list] Lunch", "Carl", "Dora, Berta", DAY * 102 }, 1 },
    /* The same subject is not enough: no mark of an answer; nobody of those; too long ago; other
     * headers, which say what it answers. */
    { { "4@x", NULL, "Lunch", "Berta", "Anna", DAY * 103 }, 4 },
    { { "5@x", NULL, "Re: Lunch", "Eve", "Frida", DAY * 104 }, 5 },
    { { "6@x", NULL, "Re: Lunch", "Carl", "Dora, Berta", DAY * 200 }, 6 },
    { { "7@x", "gone@x", "Re: Lunch", "Anna", "Berta", DAY * 101 }, 7 },
    { { "8@x", "gone@x", "Re: Lunch", "Dora", "Anna", DAY * 300 }, 7 },
    /* No subject says nothing, and neither does a mark alone. */
    { { "9@x", NULL, "", "Berta", "Anna", DAY * 100 }, 9 },
    { { "10@x", NULL, "Re:", "Anna", "Berta", DAY * 101 }, 10 },
    { { NULL, NULL, "", "Berta", "Anna", DAY * 100 }, 11 },
  };
  gint64 ids[G_N_ELEMENTS (letters)];

  for (unsigned i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      ids[i] = put (self, self->inbox, name, &letters[i].letter);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (letters); i++)
    for (unsigned j = 0; j < i; j++)
      if ((conversation_of (self, ids[i]) == conversation_of (self, ids[j])) !=
          (letters[i].group == letters[j].group))
        g_error ("Letters %s and %s", letters[i].letter.id, letters[j].letter.id);
  check_heads (self);
}

/* "4" is of one conversation with "3" because of the answer to both of them. */
static void
test_late (Fixture       *self,
           gconstpointer  data)
{
  const Letter first = { "a@x", NULL, "One", "Berta", "Anna", 10 };
  const Letter second = { "c@x", "b@x", "Two", "Carl", "Anna", 30 };
  const Letter missing = { "b@x", "a@x", "Three", "Anna", "Berta", 20 };
  gint64 a = put (self, self->inbox, "a", &first);
  gint64 c = put (self, self->inbox, "c", &second);
  gint64 b;

  g_assert_cmpint (conversation_of (self, a), !=, conversation_of (self, c));
  b = put (self, self->sent, "b", &missing);
  g_assert_cmpint (conversation_of (self, a), ==, conversation_of (self, c));
  g_assert_cmpint (conversation_of (self, a), ==, conversation_of (self, b));
  check_heads (self);
  g_assert_cmpint (get_number (self, "SELECT head FROM letter WHERE id = ?", c), ==, 1);
  g_assert_cmpint (get_number (self, "SELECT heads FROM folder WHERE id = ?", self->inbox), ==, 1);
  /* Described again, they are where they were. */
  g_assert_cmpint (put (self, self->inbox, "a", &first), ==, a);
  g_assert_cmpint (conversation_of (self, a), ==, conversation_of (self, b));
  check_heads (self);
  g_assert_true (anser_index_remove (self->index, c, NULL));
  check_heads (self);
}

#define N_LETTERS 120

typedef struct
{
  Letter   letter;
  char    *id;
  char    *references;
  char    *subject;
  unsigned root;    /* of the plain union-find below */
} Invented;

static unsigned
find_root (Invented *letters,
           unsigned  i)
{
  while (letters[i].root != i)
    i = letters[i].root;
  return i;
}

static void
invent (Invented *letters)
{
  static const char * const people[] = { "Anna", "Berta", "Carl", "Dora" };
  static const char * const marks[] = { "", "", "Re: ", "回复: ", "Fwd: Re: " };

  for (unsigned i = 0; i < N_LETTERS; i++)
    {
      Invented *own = &letters[i];
      GString *references = g_string_new (NULL);

      own->id = g_strdup_printf ("%u@x", i);
      for (unsigned n = g_test_rand_int_range (0, 3); n > 0 && i > 0; n--)
        g_string_append_printf (references, "%s%u@x", references->len > 0 ? " " : "",
                                g_test_rand_int_range (0, 4) == 0
                                  ? 1000 + g_test_rand_int_range (0, 30)
                                  : MAX (0, (int) i - g_test_rand_int_range (1, 9)));
      own->references = g_string_free (references, references->len == 0);
      own->subject = g_strdup_printf ("%ssubject %d", marks[g_test_rand_int_range (0, 5)],
                                      g_test_rand_int_range (0, 25));
      own->letter = (Letter) { own->id, own->references, own->subject,
                               people[g_test_rand_int_range (0, 4)],
                               people[g_test_rand_int_range (0, 4)], i * DAY };
      own->root = i;
    }
}

static gboolean
has_word (const char *words,
          const char *word)
{
  g_auto (GStrv) all = g_strsplit (words != NULL ? words : "", " ", -1);

  return g_strv_contains ((const char * const *) all, word);
}

static gboolean
share_id (const Letter *a,
          const Letter *b)
{
  g_auto (GStrv) words = g_strsplit (a->references != NULL ? a->references : "", " ", -1);

  if (has_word (b->references, a->id) || has_word (a->references, b->id))
    return TRUE;
  for (unsigned i = 0; words[i] != NULL; i++)
    if (has_word (b->references, words[i]))
      return TRUE;
  return FALSE;
}

/* @a answers @b by its subject. */
static gboolean
answers (const Letter *a,
         const Letter *b)
{
  const char *title = strstr (a->subject, "subject");

  return a->references == NULL && title != a->subject &&
         g_str_equal (title, strstr (b->subject, "subject")) && b->date <= a->date &&
         a->date - b->date <= 30 * DAY &&
         (g_str_equal (a->from, b->from) || g_str_equal (a->to, b->from) ||
          g_str_equal (b->to, a->from));
}

/* The rule, letter by letter. */
static void
unite (Invented *letters)
{
  for (unsigned i = 0; i < N_LETTERS; i++)
    for (unsigned j = 0; j < i; j++)
      if (share_id (&letters[i].letter, &letters[j].letter) ||
          answers (&letters[i].letter, &letters[j].letter))
        letters[find_root (letters, i)].root = find_root (letters, j);
}

/* Whatever the order, the conversations are those of the rule. */
static void
test_orders (Fixture       *self,
             gconstpointer  data)
{
  Invented letters[N_LETTERS] = { 0 };
  unsigned order[N_LETTERS];
  gint64 ids[N_LETTERS];
  g_autoptr (GHashTable) unsettled = anser_unsettled_new ();

  invent (letters);
  unite (letters);
  for (unsigned i = 0; i < N_LETTERS; i++)
    order[i] = i;
  for (unsigned round = 0; round < 12; round++)
    {
      close_index (self);
      open_index (self);
      for (unsigned i = N_LETTERS; i > 0; i--)
        {
          unsigned other = round > 0 ? (unsigned) g_test_rand_int_range (0, i) : i - 1;
          unsigned chosen = order[other];
          g_autofree char *name = g_strdup_printf ("%u", chosen);

          order[other] = order[i - 1];
          order[i - 1] = chosen;
          ids[chosen] = put (self, chosen % 3 == 0 ? self->sent : self->inbox, name,
                             &letters[chosen].letter);
        }
      for (unsigned i = 0; i < N_LETTERS; i++)
        for (unsigned j = 0; j < i; j++)
          g_assert_cmpint (conversation_of (self, ids[i]) == conversation_of (self, ids[j]), ==,
                           find_root (letters, i) == find_root (letters, j));
      check_heads (self);
    }
  for (unsigned i = 0; i < N_LETTERS; i++)
    {
      g_autoptr (AnserPlace) place = anser_index_get_place (self->index, ids[i], NULL);

      place->folder = place->folder == self->inbox ? self->sent : self->inbox;
      if (i % 4 == 0)
        g_assert_true (anser_index_remove (self->index, ids[i], NULL));
      else if (i % 2 == 0)
        g_assert_true (anser_index_set_place (self->index, place, i % 40 < 20 ? unsettled : NULL,
                                              NULL));
      if (i % 40 >= 20)
        g_assert_true (anser_unsettled_settle (unsettled, self->index, NULL));
      if (i % 10 == 0 && g_hash_table_size (unsettled) == 0)
        check_heads (self);
      g_free (letters[i].id);
      g_free (letters[i].references);
      g_free (letters[i].subject);
    }
  g_assert_true (anser_unsettled_settle (unsettled, self->index, NULL));
  check_heads (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/conversation/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rules", test_rules);
  ADD ("late", test_late);
  ADD ("orders", test_orders);

  return g_test_run ();
}
