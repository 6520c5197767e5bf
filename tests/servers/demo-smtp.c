/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-smtp.h"

#include "demo-sasl.h"

#include <string.h>

/* S: 220 greeting   C: EHLO   C: AUTH   C: MAIL   C: RCPT, many   C: DATA, the letter, "."
 * C: QUIT */

#define SIZE_LIMIT (64 * 1024 * 1024)

typedef enum
{
  EXPECT_COMMAND,
  EXPECT_PLAIN,
  EXPECT_LOGIN_USER,
  EXPECT_LOGIN_PASSWORD,
  EXPECT_CONTENT,
} DemoSmtpState;

typedef struct
{
  const DemoOptions *options;
  DemoMailbox       *mailbox;
  DemoSmtpState      state;
  gboolean           logged_in;
  char              *user;
  char              *sender;            /* NULL before MAIL */
  GPtrArray         *recipients;
  GByteArray        *content;
  gboolean           bare;              /* a line of the content had no CR */
} DemoSmtp;

typedef void (*DemoSmtpCommand) (DemoSmtp       *self,
                                 DemoConnection *connection,
                                 char           *argument);

static void
forget_envelope (DemoSmtp *self)
{
  g_clear_pointer (&self->sender, g_free);
  g_ptr_array_set_size (self->recipients, 0);
  g_byte_array_set_size (self->content, 0);
  self->bare = FALSE;
  self->state = EXPECT_COMMAND;
}

static void
ehlo (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  forget_envelope (self);
  demo_connection_say (connection,
                       "250-mail.anser.example\r\n250-PIPELINING\r\n250-SIZE %d\r\n"
                       "250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN",
                       SIZE_LIMIT);
}

static void
helo (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  forget_envelope (self);
  demo_connection_say (connection, "250 mail.anser.example");
}

static void
log_in (DemoSmtp       *self,
        DemoConnection *connection,
        gboolean        right)
{
  self->state = EXPECT_COMMAND;
  self->logged_in = right;
  if (right)
    demo_connection_say (connection, "235 2.7.0 Welcome");
  else
    demo_connection_say (connection, "535 5.7.8 User name or password is wrong");
}

static void
auth (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  char *response = strchr (argument, ' ');

  if (response)
    *response++ = '\0';
  if (g_ascii_strcasecmp (argument, "LOGIN") == 0)
    {
      self->state = EXPECT_LOGIN_USER;
      demo_connection_say (connection, "334 VXNlcm5hbWU6");
    }
  else if (g_ascii_strcasecmp (argument, "PLAIN") != 0)
    {
      demo_connection_say (connection, "504 5.5.4 Only PLAIN and LOGIN are known here");
    }
  else if (response)
    {
      log_in (self, connection, demo_sasl_check_plain (self->options, response));
    }
  else
    {
      self->state = EXPECT_PLAIN;
      demo_connection_say (connection, "334 ");
    }
}

static void
take_login_user (DemoSmtp       *self,
                 DemoConnection *connection,
                 const char     *line)
{
  g_free (self->user);
  self->user = demo_sasl_decode (line, NULL);
  self->state = EXPECT_LOGIN_PASSWORD;
  demo_connection_say (connection, "334 UGFzc3dvcmQ6");
}

static void
take_login_password (DemoSmtp       *self,
                     DemoConnection *connection,
                     const char     *line)
{
  g_autofree char *password = demo_sasl_decode (line, NULL);

  log_in (self, connection, demo_options_let_in (self->options, self->user, password));
}

/* The address of "FROM:<a@b> …" or "TO:<a@b>"; NULL if it does not look so. */
static char *
parse_path (const char *argument,
            const char *keyword)
{
  const char *end;

  if (g_ascii_strncasecmp (argument, keyword, strlen (keyword)) != 0)
    return NULL;
  argument += strlen (keyword);
  argument += strspn (argument, " ");
  end = strrchr (argument, '>');
  if (*argument != '<' || !end)
    return NULL;
  return g_strndup (argument + 1, end - argument - 1);
}

static void
mail (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  g_autofree char *sender = parse_path (argument, "FROM:");

  if (!self->logged_in)
    {
      demo_connection_say (connection, "530 5.7.0 Log in first");
    }
  else if (!sender)
    {
      demo_connection_say (connection, "501 5.5.4 Who is it from?");
    }
  else
    {
      forget_envelope (self);
      self->sender = g_steal_pointer (&sender);
      demo_connection_say (connection, "250 2.1.0 Ok");
    }
}

static void
rcpt (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  g_autofree char *recipient = parse_path (argument, "TO:");

  if (!self->sender)
    {
      demo_connection_say (connection, "503 5.5.1 MAIL first");
    }
  else if (!recipient || !strchr (recipient, '@'))
    {
      demo_connection_say (connection, "501 5.1.3 That is no address");
    }
  else if (self->options->refused &&
           g_strv_contains ((const char * const *) self->options->refused, recipient))
    {
      demo_connection_say (connection, "550 5.1.1 <%s> is not known here", recipient);
    }
  else
    {
      g_ptr_array_add (self->recipients, g_steal_pointer (&recipient));
      demo_connection_say (connection, "250 2.1.5 Ok");
    }
}

static void
data (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  if (self->recipients->len == 0)
    {
      demo_connection_say (connection, "503 5.5.1 RCPT first");
      return;
    }
  self->state = EXPECT_CONTENT;
  demo_connection_say (connection, "354 End with <CR><LF>.<CR><LF>");
}

static void
finish_content (DemoSmtp       *self,
                DemoConnection *connection)
{
  if (self->bare)
    demo_connection_say (connection, "550 5.5.2 A line did not end with CR LF");
  else if (self->content->len > SIZE_LIMIT)
    demo_connection_say (connection, "552 5.3.4 The letter is too large");
  else
    demo_connection_say (connection, "250 2.0.0 Queued as %s",
                         demo_mailbox_deliver (self->mailbox, self->sender,
                                               self->recipients->pdata[0], self->content));
  forget_envelope (self);
}

static void
take_content (DemoSmtp       *self,
              DemoConnection *connection,
              const char     *line,
              gsize           length,
              gboolean        bare)
{
  if (!bare && length == 1 && line[0] == '.')
    {
      finish_content (self, connection);
      return;
    }
  if (line[0] == '.')
    {
      line++;
      length--;
    }
  self->bare = self->bare || bare || memchr (line, '\r', length);
  if (self->content->len > SIZE_LIMIT)
    return;
  g_byte_array_append (self->content, (const guint8 *) line, length);
  g_byte_array_append (self->content, (const guint8 *) "\r\n", 2);
}

static void
rset (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  forget_envelope (self);
  demo_connection_say (connection, "250 2.0.0 Ok");
}

static void
noop (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  demo_connection_say (connection, "250 2.0.0 Ok");
}

static void
quit (DemoSmtp       *self,
      DemoConnection *connection,
      char           *argument)
{
  demo_connection_say (connection, "221 2.0.0 Good-bye");
  demo_connection_close (connection);
}

static const struct
{
  const char      *name;
  DemoSmtpCommand  run;
} commands[] = {
  { "EHLO", ehlo },
  { "HELO", helo },
  { "AUTH", auth },
  { "MAIL", mail },
  { "RCPT", rcpt },
  { "DATA", data },
  { "RSET", rset },
  { "NOOP", noop },
  { "QUIT", quit },
};

static void
run_command (DemoSmtp       *self,
             DemoConnection *connection,
             char           *line)
{
  gsize length = strcspn (line, " ");
  char *argument = line[length] == ' ' ? line + length + 1 : line + length;

  line[length] = '\0';
  for (unsigned i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_ascii_strcasecmp (line, commands[i].name) == 0)
        {
          commands[i].run (self, connection, argument);
          return;
        }
    }
  demo_connection_say (connection, "500 5.5.2 Unknown command");
}

static void
greet (DemoConnection *connection,
       gpointer        session)
{
  demo_connection_say (connection, "220 mail.anser.example Anser's demonstration mailbox");
}

static void
take_line (DemoConnection *connection,
           gpointer        session,
           char           *line,
           gsize           length,
           gboolean        bare)
{
  DemoSmtp *self = session;

  switch (self->state)
    {
    case EXPECT_CONTENT:
      take_content (self, connection, line, length, bare);
      break;
    case EXPECT_PLAIN:
      log_in (self, connection, demo_sasl_check_plain (self->options, line));
      break;
    case EXPECT_LOGIN_USER:
      take_login_user (self, connection, line);
      break;
    case EXPECT_LOGIN_PASSWORD:
      take_login_password (self, connection, line);
      break;
    case EXPECT_COMMAND:
    default:
      run_command (self, connection, line);
      break;
    }
}

static void
demo_smtp_free (gpointer session)
{
  DemoSmtp *self = session;

  g_free (self->user);
  g_free (self->sender);
  g_ptr_array_unref (self->recipients);
  g_byte_array_unref (self->content);
  g_free (self);
}

void
demo_smtp_serve (GSocketConnection *stream,
                 const DemoOptions *options,
                 DemoMailbox       *mailbox)
{
  static const DemoProtocol protocol = { greet, take_line, demo_smtp_free };
  DemoSmtp *self = g_new0 (DemoSmtp, 1);

  self->options = options;
  self->mailbox = mailbox;
  self->recipients = g_ptr_array_new_with_free_func (g_free);
  self->content = g_byte_array_new ();
  demo_connection_start (stream, options, &protocol, self);
}
