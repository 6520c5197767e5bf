/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "draft-private.h"

#include "header-encoder.h"

#include <string.h>

/* "=_" stands in no base64 and in no quoted-printable, the rest makes it unique. */
static char *
make_boundary (const char *purpose)
{
  return g_strdup_printf ("=_%s_%08x%08x%08x", purpose, g_random_int (), g_random_int (),
                          g_random_int ());
}

static void
append_header (AnserDraft *self,
               gboolean    with_bcc,
               GString    *out)
{
  const char *ids[] = { NULL, NULL };
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  anser_header_append_date (out, now);
  if (self->from != NULL)
    {
      g_autoptr(GPtrArray) from = g_ptr_array_new ();

      g_ptr_array_add (from, self->from);
      anser_header_append_addresses (out, "From", from);
    }
  anser_header_append_addresses (out, "Reply-To", self->reply_to);
  anser_header_append_addresses (out, "To", self->to);
  anser_header_append_addresses (out, "Cc", self->cc);
  if (with_bcc)
    anser_header_append_addresses (out, "Bcc", self->bcc);
  else if (self->to->len == 0 && self->cc->len == 0)
    g_string_append (out, "To: undisclosed-recipients:;\r\n");
  if (self->subject[0] != '\0')
    anser_header_append_text (out, "Subject", self->subject);

  ids[0] = anser_draft_get_message_id (self);
  anser_header_append_ids (out, "Message-ID", ids);
  ids[0] = self->in_reply_to;
  anser_header_append_ids (out, "In-Reply-To", ids);
  if (self->references != NULL)
    anser_header_append_ids (out, "References", (const char **) self->references);

  for (guint i = 0; i < self->headers->len; i++)
    {
      const AnserDraftHeader *header = g_ptr_array_index (self->headers, i);

      anser_header_append_text (out, header->name, header->value);
    }
  g_string_append (out, "MIME-Version: 1.0\r\n");
}

static gboolean
write_attachment (AnserAttachment   *attachment,
                  GInputStream      *stream,
                  const char        *boundary,
                  AnserBodyEncoder  *encoder,
                  GError           **error)
{
  g_autoptr(GString) out = g_string_new (NULL);

  g_string_append_printf (out, "\r\n--%s\r\n", boundary);
  anser_header_append_attachment (out, anser_attachment_get_sent_type (attachment),
                                  attachment->content_id != NULL ? "inline" : "attachment",
                                  attachment->name);
  if (attachment->content_id != NULL)
    g_string_append_printf (out, "Content-ID: <%s>\r\n", attachment->content_id);
  g_string_append (out, "Content-Transfer-Encoding: base64\r\n\r\n");
  return anser_body_encoder_write (encoder, out->str, out->len, error)
         && anser_attachment_encode (attachment, stream, encoder, error);
}

/* The HTML alone, or with the images that it shows. */
static gboolean
write_html (AnserDraft        *self,
            GPtrArray         *streams,
            AnserBodyEncoder  *encoder,
            GError           **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *boundary = make_boundary ("related");

  if (self->inlines->len > 0)
    g_string_append_printf (out, "Content-Type: multipart/related; type=\"text/html\";\r\n"
                                 " boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
  anser_body_append_text (out, "html", self->html);
  if (!anser_body_encoder_write (encoder, out->str, out->len, error))
    return FALSE;
  for (guint i = 0; i < self->inlines->len; i++)
    {
      if (!write_attachment (g_ptr_array_index (self->inlines, i), g_ptr_array_index (streams, i),
                             boundary, encoder, error))
        return FALSE;
    }
  if (self->inlines->len == 0)
    return TRUE;
  g_string_printf (out, "\r\n--%s--\r\n", boundary);
  return anser_body_encoder_write (encoder, out->str, out->len, error);
}

/* The text, or text and HTML that say the same. */
static gboolean
write_text (AnserDraft        *self,
            GString           *out,
            GPtrArray         *inline_streams,
            AnserBodyEncoder  *encoder,
            GError           **error)
{
  g_autofree char *boundary = NULL;

  if (self->html == NULL)
    {
      anser_body_append_text (out, "plain", self->text);
      return anser_body_encoder_write (encoder, out->str, out->len, error);
    }

  boundary = make_boundary ("alternative");
  g_string_append_printf (out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
                          boundary);
  g_string_append_printf (out, "--%s\r\n", boundary);
  anser_body_append_text (out, "plain", self->text);
  g_string_append_printf (out, "\r\n--%s\r\n", boundary);
  if (!anser_body_encoder_write (encoder, out->str, out->len, error)
      || !write_html (self, inline_streams, encoder, error))
    return FALSE;
  g_string_printf (out, "\r\n--%s--\r\n", boundary);
  return anser_body_encoder_write (encoder, out->str, out->len, error);
}

static gboolean
write_letter (AnserDraft        *self,
              gboolean           with_bcc,
              GPtrArray         *streams,
              GPtrArray         *inline_streams,
              AnserBodyEncoder  *encoder,
              GError           **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *boundary = make_boundary ("mixed");

  append_header (self, with_bcc, out);
  if (streams->len > 0)
    g_string_append_printf (out, "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n\r\n"
                                 "--%s\r\n", boundary, boundary);
  if (!write_text (self, out, inline_streams, encoder, error))
    return FALSE;

  for (guint i = 0; i < streams->len; i++)
    {
      if (!write_attachment (g_ptr_array_index (self->attachments, i),
                             g_ptr_array_index (streams, i), boundary, encoder, error))
        return FALSE;
    }

  if (streams->len > 0)
    {
      g_string_printf (out, "\r\n--%s--\r\n", boundary);
      if (!anser_body_encoder_write (encoder, out->str, out->len, error))
        return FALSE;
    }
  return anser_body_encoder_flush (encoder, error);
}

static void
clear_stream (gpointer stream)
{
  if (stream != NULL)
    g_object_unref (stream);
}

/* All files are opened before the first octet is written: one that is missing is found early. */
static GPtrArray *
open_attachments (GPtrArray     *attachments,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(GPtrArray) streams = g_ptr_array_new_with_free_func (clear_stream);

  for (guint i = 0; i < attachments->len; i++)
    {
      GInputStream *stream;

      if (!anser_attachment_open (g_ptr_array_index (attachments, i), &stream, cancellable,
                                  error))
        return NULL;
      g_ptr_array_add (streams, stream);
    }
  return g_steal_pointer (&streams);
}

gboolean
anser_draft_write (AnserDraft     *self,
                   gboolean        with_bcc,
                   GOutputStream  *stream,
                   GCancellable   *cancellable,
                   GError        **error)
{
  g_autoptr(GPtrArray) streams = NULL;
  g_autoptr(GPtrArray) inline_streams = NULL;
  AnserBodyEncoder encoder;
  gboolean written;

  g_return_val_if_fail (ANSER_IS_DRAFT (self) && G_IS_OUTPUT_STREAM (stream), FALSE);

  streams = open_attachments (self->attachments, cancellable, error);
  if (streams != NULL)
    inline_streams = open_attachments (self->inlines, cancellable, error);
  if (inline_streams == NULL)
    return FALSE;

  anser_body_encoder_init (&encoder, stream, cancellable);
  written = write_letter (self, with_bcc, streams, inline_streams, &encoder, error);
  anser_body_encoder_clear (&encoder);
  return written;
}
