/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"
#include "player.h"

#include <string.h>

/* Every dialogue below tests/dialogues, to the bare machine and over a socket, in whole writes, one
 * byte at a time, and in pieces of 1025 bytes. */

typedef struct
{
  char     *path;
  gboolean  over_socket;
  gsize     cut;
} Run;

static Certificates *certificates;

static void
test_run (gconstpointer data)
{
  const Run *run = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(Dialogue) dialogue = dialogue_load (run->path, &error);
  g_autofree char *departure = NULL;

  g_assert_no_error (error);
  if (run->over_socket)
    departure = play_over_socket (dialogue, run->cut, certificates->certificates[CERTIFICATE_GOOD],
                                  certificates->ca_file);
  else
    departure = play_to_machine (dialogue, run->cut);

  if (departure == NULL)
    return;

  {
    g_auto(GStrv) lines = g_strsplit (departure, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
      g_test_message ("%s", *line);
    g_test_fail_printf ("the client departs from %s", dialogue->name);
  }
}

static void
run_free (gpointer data)
{
  Run *run = data;

  g_free (run->path);
  g_free (run);
}

static void
add_dialogue (const char *folder,
              const char *protocol,
              const char *file)
{
  static const struct
  {
    gsize       cut;
    const char *name;
  } cuts[] = { { 0, "whole" }, { 1, "1-byte" }, { 1025, "1025-bytes" } };
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".dialogue"));

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cuts); i++)
    {
      Run *run = g_new0 (Run, 1);
      g_autofree char *test = NULL;

      run->path = g_build_filename (folder, file, NULL);
      run->over_socket = i >= G_N_ELEMENTS (cuts);
      run->cut = cuts[i % G_N_ELEMENTS (cuts)].cut;
      test = g_strdup_printf ("/dialogues/%s/%s/%s/%s", protocol, name,
                              run->over_socket ? "socket" : "machine",
                              cuts[i % G_N_ELEMENTS (cuts)].name);
      g_test_add_data_func_full (test, run, test_run, run_free);
    }
}

static void
add_protocol (const char *protocol)
{
  g_autofree char *folder = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "tests", "dialogues",
                                              protocol, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *file;
  unsigned n = 0;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".dialogue"))
      {
        add_dialogue (folder, protocol, file);
        n++;
      }

  /* A folder that was not found whole must not look like success. */
  g_assert_cmpuint (n, >=, 20);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  certificates = certificates_new ();
  add_protocol ("pop3");
  add_protocol ("smtp");
  status = g_test_run ();
  certificates_free (certificates);

  return status;
}
