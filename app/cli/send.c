/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "send-session.h"
#include "sendmail-words.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Octets of a letter that is made ready before its turn. */
#define PREPARED_SIZE (1024 * 1024)

/* anserctl send: sends one letter described by options, letters that are ready in files, or, in
 * sendmail's place, one that comes by standard input. */

typedef struct
{
  CliSendOptions  options;
  CliSendSession *session;
  int             status;       /* of the first letter that failed, when there are others */
} CliSend;

static void
cli_send_clear (CliSend *self)
{
  cli_send_options_clear (&self->options);
  g_clear_pointer (&self->session, cli_send_session_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSend, cli_send_clear)

/* @parcel (transfer full) (nullable): NULL if the error is set already */
static gboolean
send_one (CliSend    *self,
          CliParcel  *parcel,
          GError    **error)
{
  g_autoptr(CliParcel) owned = parcel;

  if (!owned)
    return FALSE;
  cli_send_session_begin (self->session, owned);
  return cli_send_session_finish (self->session, error);
}

/* Can it be read in no time, while another letter is under way? */
static gboolean
is_small_file (const char *path)
{
  GStatBuf status;

  return !g_str_equal (path, "-") && g_stat (path, &status) == 0 && S_ISREG (status.st_mode) &&
         status.st_size <= PREPARED_SIZE;
}

/* Returns what became of @parcel, and has the next one ready in @next if that is possible. */
static gboolean
send_file (CliSend     *self,
           CliParcel   *parcel,
           const char  *next_file,
           CliParcel  **next,
           GError     **error)
{
  cli_send_session_begin (self->session, parcel);
  /* If it cannot be sent, that is told when it is its turn. */
  if (next_file && is_small_file (next_file) &&
      (*next = cli_parcel_new_for_file (&self->options, next_file, NULL)))
    cli_send_session_prepare (self->session, *next);
  return cli_send_session_finish (self->session, error);
}

static void
name_file (GError     **error,
           const char  *file)
{
  g_autofree char *name = g_filename_display_name (file);

  if (!g_str_equal (file, "-"))
    g_prefix_error (error, "%s: ", name);
}

/* A letter that cannot be sent does not hold up the others. */
static gboolean
send_files (CliSend   *self,
            int        n_files,
            char     **files,
            GError   **error)
{
  g_autoptr(CliParcel) next = NULL;

  for (int i = 0; i < n_files; i++)
    {
      g_autoptr(CliParcel) parcel = g_steal_pointer (&next);
      g_autoptr(GError) local = NULL;
      int status;

      cli_use_json (self->options.server.json);
      if (!parcel)
        parcel = cli_parcel_new_for_file (&self->options, files[i], &local);
      if (parcel && send_file (self, parcel, i + 1 < n_files ? files[i + 1] : NULL, &next, &local))
        continue;
      name_file (&local, files[i]);
      if (n_files == 1 || !cli_send_session_can_go_on (self->session, local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      status = cli_fail (local);
      if (self->status == 0)
        self->status = status;
    }
  return TRUE;
}

static gboolean
run (CliSend   *self,
     int        argc,
     char     **argv,
     GError   **error)
{
  CliSendOptions *options = &self->options;
  char *input[] = { (char *) "-" };
  gboolean has_letter;

  if (!cli_send_options_parse (options, &argc, &argv, error))
    return FALSE;
  has_letter = cli_send_options_has_letter (options);
  if (has_letter && (argc > 1 || options->is_sendmail))
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Describe a message with options, or name files of messages that are "
                             "ready: one of the two."));
      return FALSE;
    }
  self->session = cli_send_session_new (options, MAX (argc - 1, 1));
  if (has_letter)
    return send_one (self, cli_parcel_new_for_draft (options, error), error);
  if (options->is_sendmail)
    return send_one (self, cli_parcel_new_for_pipe (options, argv + 1, error), error);
  return argc == 1 ? send_files (self, 1, input, error)
                   : send_files (self, argc - 1, argv + 1, error);
}

static int
send_words (CliSend  *self,
            char    **words)
{
  /* Parsing takes words out of the vector; they are freed by the other. */
  g_autofree char **rest = g_memdup2 (words, (g_strv_length (words) + 1) * sizeof *words);
  g_autoptr(GError) error = NULL;
  gboolean done = run (self, (int) g_strv_length (words), rest, &error);

  if (self->session)
    cli_send_session_close (self->session);
  if (!done)
    return cli_fail (error);
  return self->status ? self->status : cli_send_session_get_status (self->session);
}

int
cli_send (int    argc,
          char **argv)
{
  g_auto(CliSend) self = { 0 };
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = cli_sendmail_words (argc, argv, &self.options.is_sendmail, &error);

  return words ? send_words (&self, words) : cli_fail (error);
}

int
cli_sendmail (int    argc,
              char **argv)
{
  g_auto(CliSend) self = { .options.is_sendmail = TRUE };
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = cli_sendmail_words (argc, argv, &self.options.is_sendmail, &error);

  return words ? send_words (&self, words) : cli_fail (error);
}
