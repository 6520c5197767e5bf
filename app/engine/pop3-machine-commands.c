/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * The TRANSACTION state (RFC 1939 sections 5 and 7). Each command alone, in any order; where the
 * server lists PIPELINING many are in flight:
 *
 *     C: STAT                             C: RETR 1
 *     S: +OK 2 320                        S: +OK 120 octets
 *     C: LIST                             S: (the letter, dot-stuffed)
 *     S: +OK 2 messages                   S: .
 *     S: 1 120                            C: DELE 1
 *     S: 2 200                            S: +OK deleted
 *     S: .                                C: NOOP
 *     C: UIDL                             S: +OK
 *     S: +OK                              C: RSET
 *     S: 1 whqtswO00WBw418f9t5JxYwZ       S: +OK
 *     S: 2 QhdPYR:00WBw1Ph7x7             C: QUIT
 *     S: .                                S: +OK bye
 *     C: TOP 1 10                            (the server deletes, and closes)
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* P15: silence after QUIT is not waited for. */
#define QUIT_TIMEOUT 3

/* Opening a mailbox of a hundred thousand letters takes some servers minutes. */
#define LIST_TIMEOUT 300

/* A negative reply is the end of its command only. */
static gboolean
refused (AnserPop3Command      *command,
         const AnserPop3Status *status,
         const char            *what)
{
  if (status->ok)
    return FALSE;

  command->answer.refused = TRUE;
  command->error = anser_pop3_status_to_error (status, what);
  return TRUE;
}

static gboolean
on_capa (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  anser_pop3_machine_learn (self, command, status);
  refused (command, status, _("Asking what the server can do"));
  return TRUE;
}

static gboolean
on_stat (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  if (refused (command, status, _("Looking into the mailbox")))
    return TRUE;

  if (!anser_pop3_parse_stat (status->text, &command->answer.count, &command->answer.octets))
    command->error = anser_error_new_reply (ANSER_ERROR_PROTOCOL, 0, NULL, status->text,
                                            _("The mail server did not say how many messages "
                                              "there are. Try again later. It said: “%s”"),
                                            status->text);
  return TRUE;
}

static void
take_item (AnserPop3Command *command,
           AnserPop3Item    *item)
{
  if (command->answer.items == NULL)
    command->answer.items = anser_pop3_items_new ();
  anser_pop3_items_add (command->answer.items, item);
}

static void
on_list_line (AnserPop3Machine *self,
              AnserPop3Command *command,
              const char       *line)
{
  AnserPop3Item item;

  if (!anser_pop3_parse_list_line (line, &item))
    return;

  anser_pop3_machine_note_size (self, &item);
  take_item (command, &item);
}

static void
on_uidl_line (AnserPop3Machine *self,
              AnserPop3Command *command,
              const char       *line)
{
  g_autofree char *uid = NULL;
  AnserPop3Item item;

  if (!anser_pop3_parse_uidl_line (line, &item, &uid))
    return;

  take_item (command, &item);
}

/* LIST without a number. */
static gboolean
on_list (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  if (!refused (command, status, _("Listing the mailbox")) && command->answer.items == NULL)
    command->answer.items = anser_pop3_items_new ();
  return TRUE;
}

/* A server that lists UIDL and refuses it is out of order today; one that does not list it, does not
 * know it (P7). Codes and words of the refusal that say something else are believed. */
static GError *
uidl_refused (AnserPop3Machine      *self,
              const AnserPop3Status *status)
{
  if (anser_capabilities_has (self->capabilities, "UIDL"))
    return anser_error_new_reply (ANSER_ERROR_TRY_LATER, 0, status->code, status->text,
                                  _("The mail server %s cannot tell its messages apart just now, so "
                                    "nothing was fetched. Try again later. It said: “%s”"),
                                  self->server->host, status->text);

  return anser_error_new_reply (ANSER_ERROR_UNSUPPORTED, 0, status->code, status->text,
                                _("The mail server %s does not know unique ids. It said: “%s”"),
                                self->server->host, status->text);
}

/* UIDL without a number. */
static gboolean
on_uidl (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  on_list (self, command, status, error);

  if (g_error_matches (command->error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
      g_error_matches (command->error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED))
    {
      g_clear_error (&command->error);
      command->error = uidl_refused (self, status);
    }
  return TRUE;
}

/* "+OK 2 200" */
static gboolean
on_list_one (AnserPop3Machine      *self,
             AnserPop3Command      *command,
             const AnserPop3Status *status,
             GError               **error)
{
  AnserPop3Item item;

  if (refused (command, status, _("Looking up a message")))
    return TRUE;

  if (!anser_pop3_parse_list_line (status->text, &item))
    item = (AnserPop3Item) { .size = -1 };
  item.number = command->answer.number;
  anser_pop3_machine_note_size (self, &item);
  take_item (command, &item);
  return TRUE;
}

/* "+OK 2 QhdPYR:00WBw1Ph7x7"; some servers leave the number out (P9). */
static gboolean
on_uidl_one (AnserPop3Machine      *self,
             AnserPop3Command      *command,
             const AnserPop3Status *status,
             GError               **error)
{
  g_autofree char *uid = NULL;
  AnserPop3Item item;

  if (refused (command, status, _("Looking up a message")))
    return TRUE;

  if (!anser_pop3_parse_uidl_line (status->text, &item, &uid))
    item = (AnserPop3Item) { .size = -1, .uid = status->text };
  item.number = command->answer.number;
  take_item (command, &item);
  return TRUE;
}

/* A server that refuses the very first message in UTF8 may do better without (P26). */
static gboolean
on_retr (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  if (refused (command, status, _("Fetching a message")) && self->utf8 && !self->fetched)
    anser_pop3_machine_learn_quirk (self, ANSER_QUIRK_NO_UTF8);

  self->fetched |= status->ok;
  return TRUE;
}

/* Nobody has to know TOP; a server that does not will not know it next time either (P12). */
static gboolean
on_top (AnserPop3Machine      *self,
        AnserPop3Command      *command,
        const AnserPop3Status *status,
        GError               **error)
{
  if (refused (command, status, _("Fetching a message")) &&
      g_error_matches (command->error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED))
    anser_pop3_machine_learn_quirk (self, ANSER_QUIRK_TOP_IS_BROKEN);

  return TRUE;
}

static gboolean
on_dele (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  refused (command, status, _("Deleting a message from the server"));
  return TRUE;
}

static gboolean
on_noop (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  refused (command, status, _("Keeping the connection open"));
  return TRUE;
}

static gboolean
on_rset (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  refused (command, status, _("Keeping the messages on the server"));
  return TRUE;
}

/* QUIT: whatever it says, the conversation is over. */
static gboolean
on_quit (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  self->closed = TRUE;
  refused (command, status, _("Ending the session"));
  return TRUE;
}

static void
give_listing (AnserPop3Machine     *self,
              AnserPop3Command     *command,
              AnserPop3LineHandler  on_line,
              AnserPop3DoneFunc     done,
              gpointer              user_data)
{
  command->shape = ANSER_POP3_LISTING;
  command->only_looks = TRUE;
  command->on_line = on_line;
  command->timeout = LIST_TIMEOUT;
  anser_pop3_machine_give (self, command, done, user_data);
}

static void
give_message (AnserPop3Machine  *self,
              AnserPop3Command  *command,
              unsigned           number,
              AnserSink         *sink,
              AnserPop3DoneFunc  done,
              gpointer           user_data)
{
  command->shape = ANSER_POP3_MESSAGE;
  command->answer.number = number;
  command->sink = g_object_ref (sink);
  anser_pop3_machine_give (self, command, done, user_data);
}

static void
give_numbered (AnserPop3Machine  *self,
               AnserPop3Command  *command,
               unsigned           number,
               AnserPop3DoneFunc  done,
               gpointer           user_data)
{
  command->answer.number = number;
  anser_pop3_machine_give (self, command, done, user_data);
}

void
anser_pop3_machine_capa (AnserPop3Machine  *self,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  anser_pop3_machine_give (self, anser_pop3_machine_capa_new (on_capa), done, user_data);
}

void
anser_pop3_machine_stat (AnserPop3Machine  *self,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  AnserPop3Command *command;

  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  command = anser_pop3_command_new (on_stat, g_strdup ("STAT"));
  command->only_looks = TRUE;
  anser_pop3_machine_give (self, command, done, user_data);
}

void
anser_pop3_machine_list (AnserPop3Machine  *self,
                         unsigned           number,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  if (number == 0)
    give_listing (self, anser_pop3_command_new (on_list, g_strdup ("LIST")), on_list_line, done,
                  user_data);
  else
    give_numbered (self,
                   anser_pop3_command_new (on_list_one, g_strdup_printf ("LIST %u", number)),
                   number, done, user_data);
}

void
anser_pop3_machine_uidl (AnserPop3Machine  *self,
                         unsigned           number,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  if (number == 0)
    give_listing (self, anser_pop3_command_new (on_uidl, g_strdup ("UIDL")), on_uidl_line, done,
                  user_data);
  else
    give_numbered (self,
                   anser_pop3_command_new (on_uidl_one, g_strdup_printf ("UIDL %u", number)),
                   number, done, user_data);
}

void
anser_pop3_machine_top (AnserPop3Machine  *self,
                        unsigned           number,
                        unsigned           lines,
                        AnserSink         *sink,
                        AnserPop3DoneFunc  done,
                        gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));
  g_return_if_fail (ANSER_IS_SINK (sink));

  give_message (self,
                anser_pop3_command_new (on_top, g_strdup_printf ("TOP %u %u", number, lines)),
                number, sink, done, user_data);
}

void
anser_pop3_machine_retr (AnserPop3Machine  *self,
                         unsigned           number,
                         AnserSink         *sink,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  AnserPop3Command *command;

  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));
  g_return_if_fail (ANSER_IS_SINK (sink));

  command = anser_pop3_command_new (on_retr, g_strdup_printf ("RETR %u", number));
  command->whole = TRUE;
  give_message (self, command, number, sink, done, user_data);
}

void
anser_pop3_machine_dele (AnserPop3Machine  *self,
                         unsigned           number,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  give_numbered (self, anser_pop3_command_new (on_dele, g_strdup_printf ("DELE %u", number)),
                 number, done, user_data);
}

void
anser_pop3_machine_noop (AnserPop3Machine  *self,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  anser_pop3_machine_give (self, anser_pop3_command_new (on_noop, g_strdup ("NOOP")), done,
                           user_data);
}

void
anser_pop3_machine_rset (AnserPop3Machine  *self,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  anser_pop3_machine_give (self, anser_pop3_command_new (on_rset, g_strdup ("RSET")), done,
                           user_data);
}

void
anser_pop3_machine_quit (AnserPop3Machine  *self,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  AnserPop3Command *command;

  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  command = anser_pop3_command_new (on_quit, g_strdup ("QUIT"));
  command->is_quit = TRUE;
  command->timeout = QUIT_TIMEOUT;
  anser_pop3_machine_give (self, command, done, user_data);
}
