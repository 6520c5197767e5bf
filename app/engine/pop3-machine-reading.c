/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * What a server answers, by the shape of the command that is in front:
 *
 *     S: +OK 2 320                       one line
 *
 *     S: +OK                             a listing
 *     S: 1 120
 *     S: .
 *
 *     S: +OK 120 octets                  a message, passed to its sink in pieces
 *     S: (the letter, dot-stuffed)
 *     S: .
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of a message that go to the sink at once. */
#define PIECE (256 * 1024)

/* A number and a size, here and in what is remembered of sizes. */
#define SHORTEST_ROW 16

static gssize
protocol_error (GError    **error,
                const char *sentence)
{
  g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL, sentence);
  return -1;
}

/* The head's reply has come to its end. */
static AnserPop3Command *
take_answered (AnserPop3Machine *self)
{
  AnserPop3Command *command = g_queue_pop_head (&self->in_flight);

  self->in_body = FALSE;
  self->after_top = command->shape == ANSER_POP3_MESSAGE && !command->whole;
  self->pipelining_works |= command->pipelined;
  if (command->text != NULL)
    self->outstanding -= strlen (command->text) + 2;

  return command;
}

/* The head's reply is complete: its handler has the word. */
static gboolean
complete_reply (AnserPop3Machine *self,
                GError          **error)
{
  AnserPop3Command *command = take_answered (self);

  if (!command->on_reply (self, command, &self->status, error))
    {
      g_queue_push_head (&self->in_flight, command);
      return FALSE;
    }

  anser_pop3_machine_finish (self, command);
  return TRUE;
}

static gboolean
begin_body (AnserPop3Machine *self,
            AnserPop3Command *command,
            GError          **error)
{
  self->in_body = TRUE;
  self->listed = 0;
  self->body_start = self->progress;
  self->unstuffer = (AnserDotUnstuffer) { .lf_only = self->lf_only };

  if (command->shape == ANSER_POP3_MESSAGE)
    return anser_sink_begin (command->sink, command->answer.number, error);
  return TRUE;
}

/* Reads a line into self->line; returns its length with its end, 0 if it is not complete. */
static gssize
read_line (AnserPop3Machine *self,
           const char       *data,
           gsize             length,
           GError          **error)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gsize line_length = 0;
  gssize n_read = anser_machine_find_line (data, length, self->lf_only, &line_length, error);

  if (n_read <= 0)
    return n_read;

  g_string_truncate (self->line, 0);
  g_string_append_len (self->line, data, line_length);
  if (command != NULL && command->shown != NULL)
    anser_machine_mask_secret (self->line->str, self->line->len, command->text);
  anser_machine_trace (self->trace, self->trace_data, "S: ", self->line->str, line_length);

  return n_read;
}

/* A status line, the answer to the oldest command in flight. */
static gssize
consume_status (AnserPop3Machine *self,
                const char       *data,
                gsize             length,
                GError          **error)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gssize n_read;

  if (!self->line_ends_known)
    self->line_ends_known = anser_machine_learn_line_ends (data, length, &self->lf_only);

  n_read = read_line (self, data, length, error);
  if (n_read <= 0)
    return n_read;

  if (self->doubted != NULL && !anser_pop3_machine_settle_doubt (self, self->line->str, error))
    return -1;

  if (command == NULL && self->after_top)
    anser_pop3_machine_learn_quirk (self, ANSER_QUIRK_TOP_IS_BROKEN);
  if (command == NULL)
    return protocol_error (error, _("The mail server answered although nothing was asked, so "
                                    "Anser ended the connection. Try again."));

  /* A NUL is a character like any other, and no end or bridge of words. */
  for (gsize i = 0; i < self->line->len; i++)
    if (self->line->str[i] == '\0')
      self->line->str[i] = '?';

  anser_pop3_status_clear (&self->status);
  if (!anser_pop3_status_parse (&self->status, self->line->str, self->line->len, error))
    return -1;

  if (self->status.ok && command->shape != ANSER_POP3_ONE_LINE)
    return begin_body (self, command, error) ? n_read : -1;
  return complete_reply (self, error) ? n_read : -1;
}

/* A line of a listing. */
static gssize
consume_listing (AnserPop3Machine *self,
                 const char       *data,
                 gsize             length,
                 GError          **error)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gssize n_read = read_line (self, data, length, error);

  if (n_read <= 0)
    return n_read;

  if (self->line->len == 1 && self->line->str[0] == '.')
    return complete_reply (self, error) ? n_read : -1;

  /* Short rows take more room here than they had in the line. */
  self->listed += MAX (n_read, SHORTEST_ROW);
  if (self->listed > command->listing_bound)
    return protocol_error (error, _("The mail server lists more messages than Anser has room for, or "
                                    "a list without an end, so Anser ended the connection. If the "
                                    "mailbox holds a million messages or more, move the old "
                                    "ones to another folder with the provider's web mail, then try "
                                    "again."));

  /* A NUL would cut the line in two; such a line tells nothing. */
  if (strlen (self->line->str) == self->line->len)
    command->on_line (self, command, self->line->str + (self->line->str[0] == '.' ? 1 : 0));
  return n_read;
}

gboolean
anser_pop3_machine_end_letter (AnserPop3Machine *self,
                               GError          **error)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);

  return anser_sink_end (command->sink, error) && complete_reply (self, error);
}

/* FTGate says +OK to TOP twice, which no header begins with (P12). Returns the length of the second
 * one, 0 if it is not complete, -1 if there is none. */
static gssize
skip_second_status (AnserPop3Machine *self,
                    const char       *data,
                    gsize             length)
{
  const char *end = memchr (data, '\n', MIN (length, ANSER_MACHINE_LINE_LIMIT));

  if (self->progress > self->body_start || g_ascii_strncasecmp (data, "+OK", MIN (length, 3)) != 0)
    return -1;
  if (end == NULL)
    return length < ANSER_MACHINE_LINE_LIMIT ? 0 : -1;

  anser_pop3_machine_learn_quirk (self, ANSER_QUIRK_TOP_IS_BROKEN);
  return end + 1 - data;
}

/* A piece of a message: it has no line limit, and its text is never looked at (P30, P31). */
static gssize
consume_message (AnserPop3Machine *self,
                 const char       *data,
                 gsize             length,
                 GError          **error)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gboolean complete = FALSE;
  gsize bound = MIN (length, PIECE);
  gssize skipped = command->whole ? -1 : skip_second_status (self, data, length);
  gsize n_read = 0;

  if (skipped >= 0)
    return skipped;

  while (n_read < bound && !complete)
    {
      const char *run;
      gsize n_run;

      n_read += anser_dot_unstuffer_next (&self->unstuffer, data + n_read, bound - n_read, &run,
                                          &n_run, &complete);
      if (n_run == 0)
        continue;

      self->progress += n_run;
      anser_pop3_machine_note_tail (self, run, n_run);
      if (!anser_sink_write (command->sink, run, n_run, error))
        return -1;
    }

  if (complete && anser_pop3_machine_doubts (self, command))
    self->doubted = take_answered (self);
  else if (complete && !anser_pop3_machine_end_letter (self, error))
    return -1;
  return n_read;
}

gssize
anser_pop3_machine_read (AnserPop3Machine *self,
                         const char       *data,
                         gsize             length,
                         GError          **error)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);

  if (self->tls_wanted)
    return protocol_error (error, _("Somebody put words into the connection before encryption "
                                    "began, so Anser ended it and sent no password. Do not use "
                                    "this network for mail, or ask your mail provider."));
  if (!self->in_body)
    return consume_status (self, data, length, error);
  if (command->shape == ANSER_POP3_MESSAGE)
    return consume_message (self, data, length, error);
  return consume_listing (self, data, length, error);
}
