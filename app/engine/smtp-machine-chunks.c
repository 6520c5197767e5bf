/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * The content in chunks (RFC 3030), for letters that DATA cannot carry: those with NUL. Servers have
 * trouble with it (S21), so all other letters go by DATA, and these too once a server has refused:
 *
 *     C: MAIL FROM:<joe@example.org> BODY=BINARYMIME
 *        (the rest of the envelope)        or, when that is refused, at once without BODY=BINARYMIME
 *     C: BDAT 32768
 *     C: (so many bytes)
 *     S: 250 ok                          or  S: 502 what?
 *     C: BDAT 17 LAST                        C: RSET
 *     C: (so many bytes)                     S: 250 ok
 *     S: 250 queued as 4711                  C: MAIL FROM:<joe@example.org>
 *                                               (the letter again, by DATA)
 */

#include "smtp-machine-private.h"

#include <string.h>

#define CHUNK (32 * 1024)

/* Only a letter that can be sent once more by DATA. */
gboolean
anser_smtp_machine_uses_chunks (AnserSmtpMachine *self)
{
  return self->step->envelope->binary && anser_smtp_machine_can_repeat (self) &&
         (self->quirks & ANSER_QUIRK_NO_CHUNKING) == 0 &&
         anser_capabilities_has (self->capabilities, "CHUNKING") &&
         anser_capabilities_has (self->capabilities, "BINARYMIME");
}

/* Is it the command that was refused, or its parameter (555), not the letter? Then DATA from now on. */
gboolean
anser_smtp_machine_gives_up_chunks (AnserSmtpMachine     *self,
                                    const AnserSmtpReply *reply)
{
  gboolean not_understood = (reply->code >= 500 && reply->code <= 504) || reply->code == 555;

  if (!anser_smtp_machine_uses_chunks (self) || !not_understood)
    return FALSE;

  self->quirks |= ANSER_QUIRK_NO_CHUNKING;
  return TRUE;
}

/* The server took a chunk, or the letter with its last one; or it did not. */
static gboolean
on_chunk (AnserSmtpMachine     *self,
          AnserSmtpCommand     *command,
          const AnserSmtpReply *reply,
          GError              **error)
{
  AnserSmtpStep *step = self->step;

  if (reply->code / 100 == 2 && self->sending)
    return TRUE;

  self->sending = FALSE;
  step->dot_sent = FALSE;
  g_clear_pointer (&self->content, g_bytes_unref);
  if (!anser_smtp_machine_gives_up_chunks (self, reply) || !anser_smtp_machine_rewind (self))
    return anser_smtp_machine_on_accepted (self, command, reply, error);

  g_array_prepend_vals (step->left, step->group->data, step->group->len);
  anser_smtp_machine_say_rset (self);
  return TRUE;
}

void
anser_smtp_machine_begin_chunks (AnserSmtpMachine *self)
{
  g_clear_pointer (&self->chunk, g_byte_array_unref);
  self->chunk = g_byte_array_new ();
  self->last_byte = '\n';
  self->sending = TRUE;
  self->content_ended = FALSE;
}

/* As DATA sends it, only that no dot is doubled: no CR and no LF is alone. */
static void
append_byte (AnserSmtpMachine *self,
             guint8            byte)
{
  if (byte == '\n' && self->last_byte != '\r')
    g_byte_array_append (self->chunk, (const guint8 *) "\r", 1);
  if (byte != '\n' && self->last_byte == '\r')
    g_byte_array_append (self->chunk, (const guint8 *) "\n", 1);
  g_byte_array_append (self->chunk, &byte, 1);
  self->last_byte = (char) byte;
}

/* So much of the content that is there as the chunk still takes. */
static void
fill_chunk (AnserSmtpMachine *self)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->content, &size);
  gsize n = MIN (size - self->content_offset, CHUNK - MIN (CHUNK, self->chunk->len));

  for (gsize i = 0; i < n; i++)
    append_byte (self, data[self->content_offset + i]);
  self->content_offset += n;
  self->progress += (gint64) n;
  if (self->content_offset == size)
    g_clear_pointer (&self->content, g_bytes_unref);
}

static void
end_last_line (AnserSmtpMachine *self)
{
  if (self->last_byte == '\r')
    g_byte_array_append (self->chunk, (const guint8 *) "\n", 1);
  else if (self->last_byte != '\n')
    g_byte_array_append (self->chunk, (const guint8 *) "\r\n", 2);
}

static void
say_chunk (AnserSmtpMachine *self,
           GByteArray       *out,
           gboolean          last)
{
  g_autofree char *text = g_strdup_printf ("BDAT %u%s", self->chunk->len, last ? " LAST" : "");
  AnserSmtpCommand *command = anser_smtp_machine_expect (self, on_chunk);

  anser_machine_trace (self->trace, self->trace_data, "C: ", text, strlen (text));
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  g_byte_array_append (out, self->chunk->data, self->chunk->len);
  g_byte_array_set_size (self->chunk, 0);

  command->timeout = last ? ANSER_SMTP_DOT_TIMEOUT : ANSER_SMTP_BLOCK_TIMEOUT;
  self->sending = !last;
  self->step->dot_sent = last;
}

/* One chunk as soon as it is full, or the content at its end, and no other before its reply. */
void
anser_smtp_machine_produce_chunk (AnserSmtpMachine *self,
                                  GByteArray       *out)
{
  gboolean last;

  if (self->in_flight.length > 0)
    return;
  if (self->content != NULL)
    fill_chunk (self);

  last = self->content == NULL && self->content_ended;
  if (last)
    end_last_line (self);
  if (last || self->chunk->len >= CHUNK)
    say_chunk (self, out, last);
}
