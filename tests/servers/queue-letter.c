/* SPDX-License-Identifier: GPL-3.0-or-later */

/* queue-letter ROOT ACCOUNT SENDER FILE RECIPIENT…: puts a letter into the outbox of a store, as the
 * compose window does, and leaves the sending to whoever checks mail next. */

#include "store/outbox.h"

#include <stdlib.h>

static gboolean
describe (const char      *path,
          AnserLetterInfo *info,
          gpointer         user_data)
{
  info->subject = g_path_get_basename (path);
  return TRUE;
}

static gboolean
write_file (GOutputStream  *stream,
            gpointer        path,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);

  return input != NULL &&
         g_output_stream_splice (stream, G_INPUT_STREAM (input),
                                 G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE, cancellable, error) >= 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (AnserStore) store = NULL;
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (argc > 5, EXIT_FAILURE);

  for (int i = 5; i < argc; i++)
    g_ptr_array_add (recipients, argv[i]);
  store = anser_store_open (argv[1], describe, NULL, &error);
  if (store == NULL || !anser_store_add_account (store, argv[2], &error) ||
      anser_outbox_add (store, argv[2], argv[3], recipients, 0, write_file, argv[4], NULL,
                        &error) == 0)
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
