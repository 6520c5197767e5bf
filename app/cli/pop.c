/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "output-sink.h"
#include "pop3-session.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define PRINT_FROM (64 * 1024)

/* anserctl pop: one POP3 command each, in a session of its own. */

typedef struct
{
  AnserPop3Client *client;
  gboolean         json;
  unsigned         numbers[2];        /* 0 where none was given */
  int              argc;
  char           **argv;
} CliPop;

typedef gboolean (*CliPopFunc) (CliPop  *self,
                                GError **error);

static void
print_stat_json (unsigned count,
                 gint64   octets)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, "messages", count);
  cli_json_number (&json, "bytes", octets);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static gboolean
run_stat (CliPop  *self,
          GError **error)
{
  g_auto(CliWait) wait = { NULL };
  unsigned count;
  gint64 octets;

  anser_pop3_client_stat_async (self->client, cli_cancellable (), cli_ready, &wait);
  if (!anser_pop3_client_stat_finish (self->client, cli_wait (&wait), &count, &octets, error))
    return FALSE;
  if (self->json)
    print_stat_json (count, octets);
  else
    g_print (ngettext ("%u message, %" PRId64 " bytes\n",
                       "%u messages, %" PRId64 " bytes\n", count), count, octets);
  return TRUE;
}

static void
print_items_json (AnserPop3Items *items)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '[');
  for (unsigned i = 0; i < anser_pop3_items_get_length (items); i++)
    {
      AnserPop3Item item = anser_pop3_items_get (items, i);

      cli_json_open (&json, NULL, '{');
      cli_json_number (&json, "number", item.number);
      if (item.uid)
        cli_json_string (&json, "uid", item.uid);
      else
        cli_json_number (&json, "bytes", item.size);
      cli_json_close (&json, '{');
      cli_json_flush (&json);
    }
  cli_json_close (&json, '[');
  cli_json_print (&json);
}

/* g_print() writes at once each time, which a million times is a long time. */
static void
print_items_text (AnserPop3Items *items)
{
  g_autoptr(GString) text = g_string_new (NULL);
  unsigned length = anser_pop3_items_get_length (items);

  for (unsigned i = 0; i < length; i++)
    {
      AnserPop3Item item = anser_pop3_items_get (items, i);

      if (item.uid)
        g_string_append_printf (text, "%u %s\n", item.number, item.uid);
      else
        g_string_append_printf (text, "%u %" G_GINT64_FORMAT "\n", item.number, item.size);
      if (text->len < PRINT_FROM && i + 1 < length)
        continue;
      g_print ("%s", text->str);
      g_string_truncate (text, 0);
    }
}

static gboolean
print_items (CliPop         *self,
             AnserPop3Items *items)
{
  if (!items)
    return FALSE;
  if (self->json)
    print_items_json (items);
  else
    print_items_text (items);
  anser_pop3_items_unref (items);
  return TRUE;
}

static gboolean
run_list (CliPop  *self,
          GError **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_list_async (self->client, self->numbers[0], cli_cancellable (), cli_ready,
                                &wait);
  return print_items (self, anser_pop3_client_list_finish (self->client, cli_wait (&wait), error));
}

static gboolean
run_uidl (CliPop  *self,
          GError **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_uidl_async (self->client, self->numbers[0], cli_cancellable (), cli_ready,
                                &wait);
  return print_items (self, anser_pop3_client_uidl_finish (self->client, cli_wait (&wait), error));
}

/* Messages are printed as the server sends them, lines ended with CR LF. */
static AnserSink *
new_output (CliPop  *self,
            CliJson *object)
{
  cli_json_init (object);
  if (self->json)
    cli_json_open (object, NULL, '{');
  return cli_output_sink_new (self->json ? object : NULL);
}

/* A message that broke off leaves a whole line of JSON behind. */
static gboolean
close_output (AnserSink *sink,
              gboolean   came)
{
  cli_output_sink_close (CLI_OUTPUT_SINK (sink));
  return came;
}

static gboolean
run_top (CliPop  *self,
         GError **error)
{
  g_auto(CliJson) object = { NULL };
  g_autoptr(AnserSink) sink = new_output (self, &object);
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_top_async (self->client, self->numbers[0], self->numbers[1], sink,
                               cli_cancellable (), cli_ready, &wait);
  return close_output (sink, anser_pop3_client_top_finish (self->client, cli_wait (&wait), error));
}

static gboolean
run_retr (CliPop  *self,
          GError **error)
{
  g_auto(CliJson) object = { NULL };
  g_autoptr(AnserSink) sink = new_output (self, &object);
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_retr_async (self->client, self->numbers[0], sink, cli_cancellable (), cli_ready,
                                &wait);
  return close_output (sink, anser_pop3_client_retr_finish (self->client, cli_wait (&wait), error));
}

static gboolean
parse_number (const char  *text,
              guint64      least,
              unsigned    *number,
              GError     **error)
{
  guint64 n;

  if (!g_ascii_string_to_unsigned (text, 10, least, G_MAXUINT32, &n, NULL))
    {
      g_set_error (error, CLI_ERROR, EX_USAGE, _("“%s” is not a number that fits here."), text);
      return FALSE;
    }
  *number = n;
  return TRUE;
}

static gboolean
delete_one (CliPop      *self,
            const char  *word,
            GError     **error)
{
  g_auto(CliWait) wait = { NULL };
  unsigned number;

  if (!parse_number (word, 1, &number, error))
    return FALSE;
  anser_pop3_client_dele_async (self->client, number, cli_cancellable (), cli_ready, &wait);
  return anser_pop3_client_dele_finish (self->client, cli_wait (&wait), error);
}

/* A mark counts only once QUIT was answered, so this comes after it. */
static void
print_deleted (CliPop *self)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_open (&json, "deleted", '[');
  for (int i = 1; i < self->argc; i++)
    cli_json_number (&json, NULL, g_ascii_strtoll (self->argv[i], NULL, 10));
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

/* All of them or none: RSET takes back what was marked before one failed. */
static gboolean
run_dele (CliPop  *self,
          GError **error)
{
  g_auto(CliWait) wait = { NULL };

  for (int i = 1; i < self->argc; i++)
    {
      if (delete_one (self, self->argv[i], error))
        continue;
      anser_pop3_client_rset_async (self->client, cli_cancellable (), cli_ready, &wait);
      anser_pop3_client_rset_finish (self->client, cli_wait (&wait), NULL);
      return FALSE;
    }
  return TRUE;
}

static void
print_login (CliPop *self)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "mechanism", anser_pop3_client_get_mechanism (self->client));
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static gboolean
run_noop (CliPop  *self,
          GError **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_noop_async (self->client, cli_cancellable (), cli_ready, &wait);
  if (!anser_pop3_client_noop_finish (self->client, cli_wait (&wait), error))
    return FALSE;
  if (self->json)
    print_login (self);
  return TRUE;
}

static void
print_capabilities (CliPop            *self,
                    AnserCapabilities *capabilities)
{
  g_auto(GStrv) lines = anser_capabilities_to_strv (capabilities);
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '[');
  for (unsigned i = 0; lines[i]; i++)
    {
      cli_json_string (&json, NULL, lines[i]);
      if (!self->json)
        g_print ("%s\n", lines[i]);
    }
  cli_json_close (&json, '[');
  if (self->json)
    cli_json_print (&json);
}

static gboolean
run_capa (CliPop  *self,
          GError **error)
{
  g_auto(CliWait) wait = { NULL };
  g_autoptr(AnserCapabilities) capabilities = NULL;

  anser_pop3_client_capa_async (self->client, cli_cancellable (), cli_ready, &wait);
  capabilities = anser_pop3_client_capa_finish (self->client, cli_wait (&wait), error);
  if (!capabilities)
    return FALSE;
  print_capabilities (self, capabilities);
  return TRUE;
}

/* What went wrong with the command comes before what went wrong with QUIT. */
static gboolean
run_in_session (CliPop            *self,
                CliServerOptions  *options,
                CliPopFunc         func,
                GError           **error)
{
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserPop3Client) client = NULL;

  server = cli_server_options_resolve (options, ANSER_PROTOCOL_POP3, error);
  client = server ? cli_pop3_session_open (options, server, error) : NULL;
  if (!client)
    return FALSE;
  self->client = client;
  self->json = options->json;
  if (!func (self, error))
    {
      cli_pop3_session_close (client, NULL);
      return FALSE;
    }
  if (!cli_pop3_session_close (client, error))
    return FALSE;
  if (self->json && func == run_dele)
    print_deleted (self);
  return TRUE;
}

static gboolean
parse_numbers (CliPop  *self,
               GError **error)
{
  for (int i = 1; i < self->argc && i <= (int) G_N_ELEMENTS (self->numbers); i++)
    if (!parse_number (self->argv[i], i == 1 ? 1 : 0, &self->numbers[i - 1], error))
      return FALSE;
  return TRUE;
}

static int
run (const char *arguments,
     int         least,
     int         most,
     CliPopFunc  func,
     int         argc,
     char      **argv)
{
  CliPop self = { .argc = argc, .argv = argv };
  g_auto(CliServerOptions) options = { 0 };
  g_autoptr(GOptionContext) context = g_option_context_new (arguments);
  g_autoptr(GError) error = NULL;

  cli_server_options_add (&options, context);
  if (!cli_parse (context, least, most, &self.argc, &self.argv, &error) ||
      !parse_numbers (&self, &error) || !run_in_session (&self, &options, func, &error))
    return cli_fail (error);
  return 0;
}

static int
pop_stat (int    argc,
          char **argv)
{
  return run ("", 0, 0, run_stat, argc, argv);
}

static int
pop_list (int    argc,
          char **argv)
{
  return run ("[N]", 0, 1, run_list, argc, argv);
}

static int
pop_uidl (int    argc,
          char **argv)
{
  return run ("[N]", 0, 1, run_uidl, argc, argv);
}

static int
pop_top (int    argc,
         char **argv)
{
  return run ("N LINES", 2, 2, run_top, argc, argv);
}

static int
pop_retr (int    argc,
          char **argv)
{
  return run ("N", 1, 1, run_retr, argc, argv);
}

static int
pop_dele (int    argc,
          char **argv)
{
  return run ("N…", 1, G_MAXINT - 1, run_dele, argc, argv);
}

static int
pop_noop (int    argc,
          char **argv)
{
  return run ("", 0, 0, run_noop, argc, argv);
}

static int
pop_capa (int    argc,
          char **argv)
{
  return run ("", 0, 0, run_capa, argc, argv);
}

int
cli_pop (int    argc,
         char **argv)
{
  static const CliCommand commands[] = {
    { "stat", N_("How many messages there are"), pop_stat },
    { "list", N_("Number and size of each message, or of message N"), pop_list },
    { "uidl", N_("Number and unique id of each message, or of message N"), pop_uidl },
    { "top", N_("Print the header and LINES lines of message N"), pop_top },
    { "retr", N_("Print message N"), pop_retr },
    { "dele", N_("Delete messages on the server"), pop_dele },
    { "capa", N_("What the server can do"), pop_capa },
    { "noop", N_("Log in and out again"), pop_noop },
    { "fetch", N_("Get what is new into a Maildir"), cli_pop_fetch },
    { NULL }
  };

  return cli_dispatch ("anserctl pop", commands, argc, argv);
}
