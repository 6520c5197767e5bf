/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"

#include "courier/advice.h"
#include "engine/errors.h"

#include <glib/gi18n-lib.h>

/* How commands fail: the exit status, the sentence, and the object for programs. */

G_DEFINE_QUARK (cli-error-quark, cli_error)

static gboolean in_json;
static char *server_host;

static int
status_of_anser_error (int code)
{
  switch ((AnserError) code)
    {
    case ANSER_ERROR_PROTOCOL:
    case ANSER_ERROR_UNFINISHED:
      return EX_PROTOCOL;
    case ANSER_ERROR_PASSWORD_REFUSED:
      return EX_NOPERM;
    case ANSER_ERROR_CLOSED:
    case ANSER_ERROR_TIMED_OUT:
    case ANSER_ERROR_TRY_LATER:
    case ANSER_ERROR_MAILBOX_IN_USE:
      return EX_TEMPFAIL;
    case ANSER_ERROR_INVALID_INPUT:
      return EX_DATAERR;
    case ANSER_ERROR_NOT_SURE_IF_SENT:
      /* Not EX_TEMPFAIL, which would have it sent again. */
      return EX_IOERR;
    case ANSER_ERROR_NO_MECHANISM:
    case ANSER_ERROR_CERTIFICATE:
    case ANSER_ERROR_TLS_MISSING:
    case ANSER_ERROR_REFUSED:
    case ANSER_ERROR_TOO_LARGE:
    case ANSER_ERROR_UNSUPPORTED:
    case ANSER_ERROR_RECIPIENTS_REFUSED:
    default:
      return EX_UNAVAILABLE;
    }
}

static int
status_of_io_error (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return CLI_INTERRUPTED;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_IS_DIRECTORY:
    case G_IO_ERROR_NOT_REGULAR_FILE:
      return EX_NOINPUT;
    case G_IO_ERROR_NO_SPACE:
    case G_IO_ERROR_EXISTS:
    case G_IO_ERROR_READ_ONLY:
    case G_IO_ERROR_PERMISSION_DENIED:
      return EX_CANTCREAT;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return EX_NOHOST;
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return EX_UNAVAILABLE;
    case G_IO_ERROR_BUSY:
    case G_IO_ERROR_TIMED_OUT:
    case G_IO_ERROR_CONNECTION_CLOSED:
      return EX_TEMPFAIL;
    case G_IO_ERROR_INVALID_ARGUMENT:
    case G_IO_ERROR_INVALID_DATA:
      return EX_DATAERR;
    default:
      return EX_IOERR;
    }
}

int
cli_status_of (const GError *error)
{
  if (error->domain == CLI_ERROR)
    return error->code;
  if (error->domain == ANSER_ERROR)
    return status_of_anser_error (error->code);
  if (error->domain == G_IO_ERROR)
    return status_of_io_error (error->code);
  if (error->domain == G_RESOLVER_ERROR)
    return EX_NOHOST;
  if (error->domain == G_TLS_ERROR)
    return EX_UNAVAILABLE;
  if (error->domain == G_OPTION_ERROR)
    return EX_USAGE;
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? EX_NOINPUT : EX_IOERR;
}

/* One word for programs: what can be done about it. */
static const char *
kind_of_anser_error (int code)
{
  static const char *const kinds[] = {
    "protocol", "closed", "timed-out", "password-refused", "no-mechanism", "certificate",
    "tls-missing", "try-later", "refused", "too-large", "mailbox-in-use", "unsupported",
    "recipients-refused", "not-sure-if-sent", "invalid-input", "unfinished"
  };

  return code >= 0 && code < (int) G_N_ELEMENTS (kinds) ? kinds[code] : "refused";
}

static const char *
kind_of_status (int status)
{
  static const struct { int status; const char *kind; } kinds[] = {
    { EX_USAGE, "usage" },
    { EX_DATAERR, "bad-data" },
    { EX_NOINPUT, "no-input" },
    { EX_NOHOST, "host-unknown" },
    { EX_UNAVAILABLE, "unavailable" },
    { EX_CANTCREAT, "cannot-write" },
    { EX_TEMPFAIL, "try-later" },
    { EX_PROTOCOL, "protocol" },
    { EX_NOPERM, "password-refused" },
    { EX_CONFIG, "configuration" },
    { CLI_INTERRUPTED, "interrupted" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].status == status)
      return kinds[i].kind;
  return "io";
}

static void
add_error (CliJson           *json,
           const GError      *error,
           const AnserAdvice *advice)
{
  int status = cli_status_of (error);

  cli_json_open (json, "error", '{');
  cli_json_number (json, "status", status);
  cli_json_string (json, "kind", error->domain == ANSER_ERROR ? kind_of_anser_error (error->code)
                                                              : kind_of_status (status));
  cli_json_string (json, "message", error->message);
  cli_json_string (json, "advice", advice->sentence);
  if (advice->url)
    cli_json_string (json, "help", advice->url);
  if (anser_error_get_reply_code (error) != 0)
    cli_json_number (json, "code", anser_error_get_reply_code (error));
  if (anser_error_get_status (error))
    cli_json_string (json, "enhanced", anser_error_get_status (error));
  if (anser_error_get_server_text (error))
    cli_json_string (json, "server", anser_error_get_server_text (error));
  cli_json_close (json, '{');
}

void
cli_json_error (CliJson      *json,
                const GError *error)
{
  g_autoptr(AnserAdvice) advice = anser_advice_new (error, server_host);

  add_error (json, error, advice);
}

static void
print_json (const GError *error)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_error (&json, error);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

void
cli_set_output_error (GError **error)
{
  g_set_error_literal (error, CLI_ERROR, EX_IOERR,
                       _("What is to be printed cannot be written. Look whether standard output is "
                         "open, and whether there is room on the disk."));
}

void
cli_use_json (gboolean json)
{
  in_json = json;
}

void
cli_use_server (const char *host)
{
  g_free (server_host);
  server_host = g_strdup (host);
}

const char *
cli_server_in_use (void)
{
  return server_host;
}

int
cli_fail (const GError *error)
{
  g_autoptr(AnserAdvice) advice = anser_advice_new (error, server_host);

  cli_progress_end ();
  g_printerr ("%s: %s\n", g_get_prgname (), advice->sentence);
  if (advice->words)
    g_printerr ("%s\n", advice->words);
  if (advice->url)
    {
      g_printerr (_("More about it: %s"), advice->url);
      g_printerr ("\n");
    }
  if (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_UNFINISHED))
    g_printerr ("%s\n", _("“anserctl pop fetch --keep-unfinished” keeps it as it is."));
  if (in_json)
    print_json (error);
  return cli_status_of (error);
}
