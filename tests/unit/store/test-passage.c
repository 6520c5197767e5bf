/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/passage.h"

/* What a letter says around the place where it says what is looked for. */

static gboolean
describe_text (const char      *path,
               AnserLetterInfo *info,
               gpointer         n_described)
{
  g_autofree char *text = NULL;

  if (!describe_simply (path, info, n_described) || !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  info->text = g_strdup (strstr (text, "\n\n") + 2);
  return TRUE;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (AnserDelivery) delivery = NULL;
  g_autofree char *filler = g_strnfill (5000, 'x');
  g_autofree char *text = NULL;

  fixture_set_up (self, data);
  fixture_close (self);
  self->store = anser_store_open (self->root, describe_text, &self->n_described, NULL);
  delivery = anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  text = g_strdup_printf ("From: Berta\r\nSubject: Goose\r\nDate: 1\r\n\r\nDear Anna,\r\n%s\r\n\r\n"
                          "and then, at  last,\r\nthe goose came over 北湖的湿地 and %s\r\n", filler,
                          filler);
  anser_delivery_begin (delivery, "1", NULL);
  anser_delivery_write (delivery, text, strlen (text), NULL);
  anser_delivery_end (delivery, NULL);
  g_assert_true (anser_delivery_commit (delivery, NULL));
  settle ();
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
find (Fixture       *self,
      const char    *words,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (AnserQuery) query = anser_query_parse (words, 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  self->n_described = 0;
  anser_passage_find_async (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 0), query,
                            FALSE, cancellable, on_found, &result);
  wait_for (result != NULL);
  return anser_passage_find_finish (result, error);
}

static void
test_found (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *english = find (self, "goos from:berta", NULL, NULL);
  g_autofree char *chinese = find (self, "湿地", NULL, NULL);
  const char *words = strstr (english, "and then, at last, the goose came over 北湖的湿地 and xxx");

  g_assert_nonnull (words);
  g_assert_cmpint (words - english, <, 60);
  g_assert_cmpuint (strlen (english), <, 400);
  g_assert_nonnull (strstr (chinese, "the goose came over 北湖的湿地"));
}

static void
test_nothing (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (find (self, "swan", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (find (self, "-goose", NULL, &error));
  g_assert_no_error (error);
  /* What is not about its text costs no look at the letter. */
  g_assert_null (find (self, "from:berta is:unread subject:goose", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_described, ==, 0);
}

static void
test_cancelled (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (find (self, "goose", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->n_described, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/passage/" name, Fixture, NULL, set_up, function, fixture_tear_down)
  ADD ("found", test_found);
  ADD ("nothing", test_nothing);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
