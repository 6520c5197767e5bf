/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long it takes to store and index letters for good, beside writing their files alone: see
 * README.md here. */

#include "courier/describe.h"
#include "store/delivery.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* As a courier commits. */
#define BATCH_LETTERS 200
#define BATCH_BYTES (16 * 1024 * 1024)

typedef struct
{
  double wall;
  double processor;
} Cost;

static Cost
now (void)
{
  struct rusage usage;
  Cost cost = { g_get_monotonic_time () / 1e6, 0 };

  getrusage (RUSAGE_SELF, &usage);
  cost.processor = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
                   (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  return cost;
}

static void
add_since (Cost *cost,
           Cost  start)
{
  Cost end = now ();

  cost->wall += end.wall - start.wall;
  cost->processor += end.processor - start.processor;
}

/* With CR LF, as a server sends it. */
static GBytes *
read_letter (const char *path)
{
  g_autofree char *text = NULL;
  GByteArray *lines = g_byte_array_new ();
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    g_error ("%s cannot be read", path);
  for (const char *at = text; at < text + length; )
    {
      const char *end = memchr (at, '\n', (gsize) (text + length - at));
      gsize line = (gsize) ((end != NULL ? end : text + length) - at);

      g_byte_array_append (lines, (const guint8 *) at, line);
      g_byte_array_append (lines, (const guint8 *) "\r\n", 2);
      at += line + 1;
    }
  return g_byte_array_free_to_bytes (lines);
}

/* Writes, syncs, renames, syncs the folder. */
static void
write_files (const char *folder,
             GPtrArray  *batch,
             unsigned    first)
{
  g_autofree char *cur = g_build_filename (folder, "cur", NULL);
  int directory = open (cur, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (guint i = 0; i < batch->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/tmp/%u", folder, first + i);
      gsize length;
      const char *data = g_bytes_get_data (batch->pdata[i], &length);
      int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

      if (fd < 0 || write (fd, data, length) != (gssize) length)
        g_error ("%s cannot be written", path);
      close (fd);
    }
  syncfs (directory);
  for (guint i = 0; i < batch->len; i++)
    {
      g_autofree char *from = g_strdup_printf ("%s/tmp/%u", folder, first + i);
      g_autofree char *to = g_strdup_printf ("%s/%u:2,", cur, first + i);

      g_rename (from, to);
    }
  fsync (directory);
  close (directory);
}

static void
deliver (AnserDelivery *delivery,
         GPtrArray     *batch,
         unsigned       first)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < batch->len; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%u", first + i);
      gsize length;
      const char *data = g_bytes_get_data (batch->pdata[i], &length);

      if (!anser_delivery_begin (delivery, uid, &error) ||
          !anser_delivery_write (delivery, data, length, &error) ||
          !anser_delivery_end (delivery, &error))
        g_error ("%s", error->message);
    }
  if (!anser_delivery_commit (delivery, &error))
    g_error ("%s", error->message);
}

static char *
make_maildir (const char *root)
{
  static const char * const parts[] = { "tmp", "new", "cur" };
  char *folder = g_build_filename (root, "files", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *path = g_build_filename (folder, parts[i], NULL);

      g_mkdir_with_parents (path, 0700);
    }
  return folder;
}

/* Batch by batch one way and the other, so that both have the same disk. */
static void
run (GDir          *letters,
     const char    *source,
     const char    *folder,
     AnserDelivery *delivery)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Cost files = { 0, 0 }, store = { 0, 0 };
  const char *name = g_dir_read_name (letters);
  gsize bytes = 0, pending = 0;
  unsigned n = 0;

  for (; name != NULL || batch->len > 0; name = g_dir_read_name (letters))
    {
      g_autofree char *path = name != NULL ? g_build_filename (source, name, NULL) : NULL;
      Cost start;

      if (path != NULL)
        {
          g_ptr_array_add (batch, read_letter (path));
          pending += g_bytes_get_size (batch->pdata[batch->len - 1]);
          if (batch->len < BATCH_LETTERS && pending < BATCH_BYTES)
            continue;
        }
      start = now ();
      write_files (folder, batch, n);
      add_since (&files, start);
      start = now ();
      deliver (delivery, batch, n);
      add_since (&store, start);
      n += batch->len;
      bytes += pending;
      pending = 0;
      g_ptr_array_set_size (batch, 0);
      if (name == NULL)
        break;
    }

  g_print ("%u letters, %.0f MB\n", n, bytes / 1e6);
  g_print ("files alone         %6.2f s  processor %6.2f s\n", files.wall, files.processor);
  g_print ("stored and indexed  %6.2f s  processor %6.2f s\n", store.wall, store.processor);
  g_print ("ratio               %6.2f              %6.2f\n", store.wall / files.wall,
           store.processor / files.processor);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (AnserDelivery) delivery = NULL;
  g_autoptr (AnserStore) store = NULL;
  g_autoptr (GDir) letters = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *root = NULL;

  if (argc != 3)
    {
      g_printerr ("usage: %s LETTERS FOLDER\n", argv[0]);
      return EXIT_FAILURE;
    }

  letters = g_dir_open (argv[1], 0, &error);
  root = g_build_filename (argv[2], "anser", NULL);
  if (letters != NULL)
    store = anser_store_open (root, anser_describe_letter, NULL, &error);
  if (store == NULL || !anser_store_add_account (store, "bench", &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  folder = make_maildir (argv[2]);
  delivery = anser_delivery_new (store, "bench", ANSER_FOLDER_INBOX);
  run (letters, argv[1], folder, delivery);

  return EXIT_SUCCESS;
}
