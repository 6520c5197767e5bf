/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-pop3.h"

#include "demo-sasl.h"

#include <stdlib.h>
#include <string.h>

/* S: +OK greeting   C: USER, PASS or AUTH PLAIN   C: STAT LIST UIDL TOP RETR DELE RSET NOOP
 * C: QUIT */

typedef struct
{
  const DemoOptions *options;
  DemoMailbox       *mailbox;
  GPtrArray         *letters;           /* NULL before log-in */
  GHashTable        *deleted;           /* set of DemoLetter */
  char              *user;
  gboolean           wants_plain;       /* the next line is a response of AUTH PLAIN */
  int                n_fetched;
} DemoPop3;

typedef void (*DemoPop3Command) (DemoPop3       *self,
                                 DemoConnection *connection,
                                 char           *argument);

static void
log_in (DemoPop3       *self,
        DemoConnection *connection,
        gboolean        right)
{
  if (!right)
    {
      demo_connection_say (connection, "-ERR [AUTH] User name or password is wrong.");
      return;
    }
  self->letters = demo_mailbox_list (self->mailbox);
  demo_connection_say (connection, "+OK %u letters", self->letters->len);
}

static void
user (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  g_free (self->user);
  self->user = g_strdup (argument);
  demo_connection_say (connection, "+OK Password?");
}

static void
pass (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  log_in (self, connection, demo_options_let_in (self->options, self->user, argument));
}

static void
auth (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  char *response = strchr (argument, ' ');

  if (response)
    *response++ = '\0';
  if (g_ascii_strcasecmp (argument, "PLAIN") != 0)
    {
      demo_connection_say (connection, "-ERR Only PLAIN is known here.");
    }
  else if (response)
    {
      log_in (self, connection, demo_sasl_check_plain (self->options, response));
    }
  else
    {
      self->wants_plain = TRUE;
      demo_connection_say (connection, "+ ");
    }
}

static void
capa (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  demo_connection_say (connection,
                       "+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\n"
                       "PIPELINING\r\nUSER\r\nSASL PLAIN\r\nIMPLEMENTATION Anser-Demo\r\n.");
}

static gboolean
is_deleted (DemoPop3   *self,
            DemoLetter *letter)
{
  return g_hash_table_contains (self->deleted, letter);
}

/* The letter of that number; says -ERR if there is none. */
static DemoLetter *
find (DemoPop3       *self,
      DemoConnection *connection,
      const char     *number)
{
  guint64 n;

  if (!g_ascii_string_to_unsigned (number, 10, 1, self->letters->len, &n, NULL) ||
      is_deleted (self, self->letters->pdata[n - 1]))
    {
      demo_connection_say (connection, "-ERR There is no such letter.");
      return NULL;
    }
  return self->letters->pdata[n - 1];
}

static void
run_stat (DemoPop3       *self,
          DemoConnection *connection,
          char           *argument)
{
  unsigned count = 0;
  gsize size = 0;

  for (unsigned i = 0; i < self->letters->len; i++)
    {
      DemoLetter *letter = self->letters->pdata[i];

      if (is_deleted (self, letter))
        continue;
      count++;
      size += g_bytes_get_size (letter->bytes);
    }
  demo_connection_say (connection, "+OK %u %" G_GSIZE_FORMAT, count, size);
}

/* LIST and UIDL differ in what stands behind the number. */
static void
say_row (DemoConnection *connection,
         const char     *before,
         unsigned        number,
         DemoLetter     *letter,
         gboolean        uid)
{
  if (uid)
    demo_connection_say (connection, "%s%u %s", before, number, letter->uid);
  else
    demo_connection_say (connection, "%s%u %" G_GSIZE_FORMAT, before, number,
                         g_bytes_get_size (letter->bytes));
}

static void
say_table (DemoPop3       *self,
           DemoConnection *connection,
           const char     *number,
           gboolean        uid)
{
  if (*number != '\0')
    {
      DemoLetter *letter = find (self, connection, number);

      if (letter)
        say_row (connection, "+OK ", (unsigned) strtoul (number, NULL, 10), letter, uid);
      return;
    }
  demo_connection_say (connection, "+OK");
  for (unsigned i = 0; i < self->letters->len; i++)
    if (!is_deleted (self, self->letters->pdata[i]))
      say_row (connection, "", i + 1, self->letters->pdata[i], uid);
  demo_connection_say (connection, ".");
}

static void
list (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  say_table (self, connection, argument, FALSE);
}

static void
uidl (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  say_table (self, connection, argument, TRUE);
}

/* Sends the lines of @text with dots stuffed, and after the header no more than @n_lines. */
static void
say_lines (DemoConnection *connection,
           const char     *text,
           gsize           length,
           guint64         n_lines)
{
  const char *end = text + length;
  gboolean in_body = FALSE;

  while (text < end)
    {
      const char *line_end = memchr (text, '\n', end - text);
      const char *next = line_end ? line_end + 1 : end;

      if (in_body && n_lines-- == 0)
        return;
      in_body = in_body || (next - text == 2 && memcmp (text, "\r\n", 2) == 0);
      if (*text == '.')
        demo_connection_send (connection, ".", 1);
      demo_connection_send (connection, text, next - text);
      text = next;
    }
}

static void
say_letter (DemoConnection *connection,
            DemoLetter     *letter,
            guint64         n_lines)
{
  gsize length;
  const char *text = g_bytes_get_data (letter->bytes, &length);

  demo_connection_say (connection, "+OK %" G_GSIZE_FORMAT " octets", length);
  say_lines (connection, text, length, n_lines);
  demo_connection_say (connection, ".");
}

/* Half of the letter, and then nothing more. */
static void
break_off (DemoConnection *connection,
           DemoLetter     *letter)
{
  gsize length;
  const char *text = g_bytes_get_data (letter->bytes, &length);

  demo_connection_say (connection, "+OK %" G_GSIZE_FORMAT " octets", length);
  say_lines (connection, text, length / 2, G_MAXUINT64);
  demo_connection_close (connection);
}

static void
retr (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  DemoLetter *letter = find (self, connection, argument);

  if (!letter)
    return;
  if (self->n_fetched++ == self->options->close_after_letter)
    break_off (connection, letter);
  else
    say_letter (connection, letter, G_MAXUINT64);
}

static void
top (DemoPop3       *self,
     DemoConnection *connection,
     char           *argument)
{
  char *lines = strchr (argument, ' ');
  guint64 n_lines;
  DemoLetter *letter;

  if (lines)
    *lines++ = '\0';
  if (!lines || !g_ascii_string_to_unsigned (lines, 10, 0, G_MAXUINT32, &n_lines, NULL))
    {
      demo_connection_say (connection, "-ERR How many lines?");
      return;
    }
  letter = find (self, connection, argument);
  if (letter)
    say_letter (connection, letter, n_lines);
}

static void
dele (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  DemoLetter *letter = find (self, connection, argument);

  if (!letter)
    return;
  g_hash_table_add (self->deleted, letter);
  demo_connection_say (connection, "+OK");
}

static void
rset (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  g_hash_table_remove_all (self->deleted);
  demo_connection_say (connection, "+OK");
}

static void
noop (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  demo_connection_say (connection, "+OK");
}

static void
quit (DemoPop3       *self,
      DemoConnection *connection,
      char           *argument)
{
  GHashTableIter iter;
  gpointer letter;

  g_hash_table_iter_init (&iter, self->deleted);
  while (g_hash_table_iter_next (&iter, &letter, NULL))
    demo_mailbox_remove (self->mailbox, letter);
  demo_connection_say (connection, "+OK Good-bye.");
  demo_connection_close (connection);
}

typedef enum { BEFORE_LOGIN, AFTER_LOGIN, ALWAYS } DemoPop3When;

static const struct
{
  const char      *name;
  DemoPop3When     when;
  DemoPop3Command  run;
} commands[] = {
  { "USER", BEFORE_LOGIN, user },
  { "PASS", BEFORE_LOGIN, pass },
  { "AUTH", BEFORE_LOGIN, auth },
  { "CAPA", ALWAYS, capa },
  { "STAT", AFTER_LOGIN, run_stat },
  { "LIST", AFTER_LOGIN, list },
  { "UIDL", AFTER_LOGIN, uidl },
  { "TOP", AFTER_LOGIN, top },
  { "RETR", AFTER_LOGIN, retr },
  { "DELE", AFTER_LOGIN, dele },
  { "RSET", AFTER_LOGIN, rset },
  { "NOOP", AFTER_LOGIN, noop },
  { "QUIT", ALWAYS, quit },
};

static void
run_command (DemoPop3       *self,
             DemoConnection *connection,
             char           *line)
{
  DemoPop3When now = self->letters ? AFTER_LOGIN : BEFORE_LOGIN;
  gsize length = strcspn (line, " ");
  char *argument = line[length] == ' ' ? line + length + 1 : line + length;

  line[length] = '\0';
  for (unsigned i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_ascii_strcasecmp (line, commands[i].name) != 0)
        continue;
      if (commands[i].when != ALWAYS && commands[i].when != now)
        demo_connection_say (connection, "-ERR Not now.");
      else
        commands[i].run (self, connection, argument);
      return;
    }
  demo_connection_say (connection, "-ERR Unknown command.");
}

static void
greet (DemoConnection *connection,
       gpointer        session)
{
  demo_connection_say (connection, "+OK Anser's demonstration mailbox");
}

static void
take_line (DemoConnection *connection,
           gpointer        session,
           char           *line,
           gsize           length,
           gboolean        bare)
{
  DemoPop3 *self = session;

  if (self->wants_plain)
    {
      self->wants_plain = FALSE;
      log_in (self, connection, demo_sasl_check_plain (self->options, line));
      return;
    }
  run_command (self, connection, line);
}

static void
demo_pop3_free (gpointer session)
{
  DemoPop3 *self = session;

  g_clear_pointer (&self->letters, g_ptr_array_unref);
  g_hash_table_unref (self->deleted);
  g_free (self->user);
  g_free (self);
}

void
demo_pop3_serve (GSocketConnection *stream,
                 const DemoOptions *options,
                 DemoMailbox       *mailbox)
{
  static const DemoProtocol protocol = { greet, take_line, demo_pop3_free };
  DemoPop3 *self = g_new0 (DemoPop3, 1);

  self->options = options;
  self->mailbox = mailbox;
  self->deleted = g_hash_table_new (NULL, NULL);
  demo_connection_start (stream, options, &protocol, self);
}
