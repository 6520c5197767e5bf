/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * Letters that do not end where they should, and what silence means.
 *
 *     C: LIST                            C: LIST
 *     S: 1 8000                          S: 1 120
 *     C: RETR 1                          C: RETR 1
 *     S: +OK                             S: +OK
 *     S: (the letter)                    S: (the letter, 120 octets)
 *     S: .                               S: Yours, Tim.
 *     S: (more of the letter)               (silence)
 *
 * On the left a server that does not stuff dots (P4): a letter far shorter than LIST said is not
 * believed before the next reply, or a moment of silence. On the right one that puts the final dot
 * behind a letter without a final line end (P3).
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The difference between LF and CR LF, or between octets and kibibytes, is no reason for doubt. */
#define DOUBTFUL_OCTETS 4096

/* A server whose sizes were wrong so many times is believed its ends. */
#define MAX_DOUBTS      3

/* Sizes of letters with numbers below this are remembered: 4 bytes each. */
#define MAX_SIZES       (4 * 1024 * 1024)
#define UNKNOWN         G_MAXUINT32

void
anser_pop3_machine_note_size (AnserPop3Machine    *self,
                              const AnserPop3Item *item)
{
  guint32 unknown = UNKNOWN;

  if (item->number >= MAX_SIZES)
    return;

  while (self->sizes->len <= item->number)
    g_array_append_val (self->sizes, unknown);
  g_array_index (self->sizes, guint32, item->number) =
    item->size >= 0 ? (guint32) MIN (item->size, UNKNOWN) : UNKNOWN;
}

/* What LIST said; -1 if it said nothing sensible, or more than is counted here. */
static gint64
get_size (AnserPop3Machine *self,
          unsigned          number)
{
  guint32 size = number < self->sizes->len ? g_array_index (self->sizes, guint32, number) : UNKNOWN;

  return size != UNKNOWN ? (gint64) size : -1;
}

void
anser_pop3_machine_note_tail (AnserPop3Machine *self,
                              const char       *data,
                              gsize             length)
{
  gsize kept = sizeof self->tail - MIN (length, sizeof self->tail);

  memmove (self->tail, self->tail + sizeof self->tail - kept, kept);
  memcpy (self->tail + kept, data + length - (sizeof self->tail - kept),
          sizeof self->tail - kept);
}

gboolean
anser_pop3_machine_doubts (AnserPop3Machine *self,
                           AnserPop3Command *command)
{
  gint64 received = self->progress - self->body_start;
  gint64 size = get_size (self, command->answer.number);

  return command->whole && self->n_doubts < MAX_DOUBTS && received < size / 2 &&
         size - received > DOUBTFUL_OCTETS;
}

gboolean
anser_pop3_machine_settle_doubt (AnserPop3Machine *self,
                                 const char       *line,
                                 GError          **error)
{
  AnserPop3Command *command = self->doubted;

  if (line != NULL && line[0] != '+' && g_ascii_strncasecmp (line, "-ERR", 4) != 0)
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
                   _("The mail server ended message %u too early, so Anser ended the connection "
                     "and deleted nothing. Try again; if it happens again, ask your mail provider "
                     "or read this message on its web page."), command->answer.number);
      return FALSE;
    }

  if (!anser_sink_end (command->sink, error) ||
      !command->on_reply (self, command, &self->status, error))
    return FALSE;

  self->doubted = NULL;
  self->n_doubts++;
  anser_pop3_machine_finish (self, command);
  return TRUE;
}

/* "+OK 120 octets", where LIST was not asked for. */
static gint64
get_announced_size (AnserPop3Machine *self)
{
  const char *text = self->status.text != NULL ? self->status.text : "";
  gsize length = strspn (text, "0123456789");
  g_autofree char *digits = g_strndup (text, length);
  gint64 size;

  if (!g_str_has_prefix (text + length, " octets") ||
      !g_ascii_string_to_signed (digits, 10, 0, G_MAXINT64, &size, NULL))
    return -1;
  return size;
}

gboolean
anser_pop3_machine_is_unfinished (AnserPop3Machine *self)
{
  const AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gint64 received = self->progress - self->body_start;
  gint64 size;

  if (!self->in_body || !command->whole)
    return FALSE;

  size = get_size (self, command->answer.number);
  if (size < 0)
    size = get_announced_size (self);
  return size >= 0 && received >= size && received >= (gint64) sizeof self->tail &&
         memcmp (self->tail + 1, ".\r\n", 3) == 0 && self->tail[0] != '\n';
}

/* Nothing was asked for some time: the server shall not think that nobody is there (P16). */
static gboolean
is_resting (AnserPop3Machine *self)
{
  return self->ready && self->in_flight.length == 0 && self->queued.length == 0 &&
         self->doubted == NULL;
}

gboolean
anser_pop3_machine_bear_silence (AnserPop3Machine *self,
                                 GError          **error)
{
  if (is_resting (self))
    {
      anser_pop3_machine_noop (self, NULL, NULL);
      return TRUE;
    }
  if (self->doubted != NULL && self->in_flight.length == 0 && !self->heard_more)
    return anser_pop3_machine_settle_doubt (self, NULL, error);
  if (anser_pop3_machine_is_unfinished (self) &&
      anser_pop3_machine_has_quirk (self, ANSER_QUIRK_KEEP_UNFINISHED))
    return anser_pop3_machine_end_letter (self, error);

  return FALSE;
}
