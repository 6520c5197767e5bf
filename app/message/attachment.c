/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "attachment.h"

#include "file-name.h"
#include "part-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK_SIZE 65536
#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
                   G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," \
                   G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_READ

static char *
get_display_name (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return g_utf8_make_valid (name != NULL ? name : "?", -1);
}

/* Turns what GIO says into a sentence that names the file. */
static void
explain (GError **error,
         GFile   *file,
         GError  *reason)
{
  g_autofree char *name = get_display_name (file);

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (reason));
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, reason->domain, reason->code,
                 _("“%s” is no longer there, so it cannot be attached. Choose the file again."),
                 name);
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    g_set_error (error, reason->domain, reason->code,
                 _("“%s” is a folder. Only files can be attached: put the folder into an archive "
                   "and attach that."), name);
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, reason->domain, reason->code,
                 _("“%s” cannot be attached because you are not allowed to read it. Change its "
                   "permissions or choose another file."), name);
  else
    g_set_error (error, reason->domain, reason->code,
                 _("“%s” cannot be attached because it cannot be read: %s. Choose another file."),
                 name, reason->message);
}

/* FALSE for what is no file that can be read. */
static gboolean
check (GFile      *file,
       GFileInfo  *info,
       GError    **error)
{
  g_autoptr(GError) reason = NULL;
  GFileType type = g_file_info_get_file_type (info);

  if (type == G_FILE_TYPE_DIRECTORY)
    reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "");
  else if (type == G_FILE_TYPE_SPECIAL)
    reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                                  _("It is not an ordinary file"));
  else if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ)
           && !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "");

  if (reason == NULL)
    return TRUE;
  explain (error, file, reason);
  return FALSE;
}

static gboolean
is_mime_type (const char *text)
{
  const char *slash = text != NULL ? strchr (text, '/') : NULL;

  if (slash == NULL || slash == text || slash[1] == '\0' || strlen (text) > 120)
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (at != slash && !g_ascii_isalnum (*at) && strchr ("!#$&-^_.+", *at) == NULL)
        return FALSE;
    }
  return TRUE;
}

static char *
guess_content_type (GFileInfo *info)
{
  const char *content_type = g_file_info_get_content_type (info);
  g_autofree char *mime_type = NULL;

  if (content_type != NULL)
    mime_type = g_content_type_get_mime_type (content_type);
  if (!is_mime_type (mime_type) || g_str_equal (mime_type, "application/x-zerosize")
      || g_str_has_prefix (mime_type, "inode/"))
    return g_strdup ("application/octet-stream");
  return g_steal_pointer (&mime_type);
}

/* GIO writes "(invalid encoding)" behind a name that is no UTF-8, and behind the extension. */
static char *
choose_name (GFile     *file,
             GFileInfo *info)
{
  g_autofree char *base = g_file_get_basename (file);

  return base != NULL && g_utf8_validate (base, -1, NULL)
           ? g_strdup (g_file_info_get_display_name (info)) : get_display_name (file);
}

AnserAttachment *
anser_attachment_new_for_file (GFile   *file,
                               GError **error)
{
  AnserAttachment *self;
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GError) reason = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, NULL, &reason);
  if (info == NULL)
    {
      explain (error, file, reason);
      return NULL;
    }
  if (!check (file, info, error))
    return NULL;

  self = g_new0 (AnserAttachment, 1);
  self->file = g_object_ref (file);
  self->content_type = guess_content_type (info);
  name = choose_name (file, info);
  self->name = anser_file_name_make_safe (name, self->content_type);
  self->size = g_file_info_get_size (info);
  return self;
}

AnserAttachment *
anser_attachment_new_for_bytes (GBytes     *bytes,
                                const char *name,
                                const char *content_type)
{
  AnserAttachment *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (AnserAttachment, 1);
  self->bytes = g_bytes_ref (bytes);
  self->content_type = g_strdup (is_mime_type (content_type) ? content_type
                                                             : "application/octet-stream");
  self->name = anser_file_name_make_safe (name, self->content_type);
  self->size = g_bytes_get_size (bytes);
  return self;
}

AnserAttachment *
anser_attachment_new_for_part (AnserPart *part)
{
  AnserAttachment *self;
  const char *content_type;

  g_return_val_if_fail (ANSER_IS_PART (part), NULL);

  content_type = anser_part_get_content_type (part);
  self = g_new0 (AnserAttachment, 1);
  self->part = g_object_ref (part);
  self->content_type = g_strdup (is_mime_type (content_type) ? content_type
                                                             : "application/octet-stream");
  self->name = g_strdup (anser_part_get_name (part));
  self->size = anser_part_get_size (part);
  return self;
}

AnserAttachment *
anser_attachment_copy (const AnserAttachment *self)
{
  AnserAttachment *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (AnserAttachment, 1);
  g_set_object (&copy->file, self->file);
  g_set_object (&copy->part, self->part);
  copy->bytes = self->bytes != NULL ? g_bytes_ref (self->bytes) : NULL;
  copy->name = g_strdup (self->name);
  copy->content_type = g_strdup (self->content_type);
  copy->size = self->size;
  copy->content_id = g_strdup (self->content_id);
  return copy;
}

void
anser_attachment_free (AnserAttachment *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->file);
  g_clear_object (&self->part);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->name);
  g_free (self->content_type);
  g_free (self->content_id);
  g_free (self);
}

gboolean
anser_attachment_open (AnserAttachment  *self,
                       GInputStream    **stream,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) reason = NULL;

  g_return_val_if_fail (self != NULL && stream != NULL, FALSE);

  *stream = NULL;
  if (self->file == NULL)
    return TRUE;

  /* Opening a named pipe would wait for ever. */
  info = g_file_query_info (self->file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, &reason);
  if (info != NULL && !check (self->file, info, error))
    return FALSE;
  if (info != NULL)
    *stream = G_INPUT_STREAM (g_file_read (self->file, cancellable, &reason));
  if (*stream == NULL)
    explain (error, self->file, reason);
  return *stream != NULL;
}

static gboolean
encode_piece (const char  *data,
              gsize        length,
              gpointer     encoder,
              GError     **error)
{
  return anser_body_encoder_base64 (encoder, data, length, error);
}

/* What is sent is the file as it was when it was opened. */
static gboolean
check_size (AnserAttachment  *self,
            GInputStream     *stream,
            gint64            n_read,
            gint64            size,
            GError          **error)
{
  g_autofree char *name = NULL;
  char more;

  /* Files of /proc tell no size. */
  if (size == 0)
    return TRUE;
  if (n_read == size && g_input_stream_read (stream, &more, 1, NULL, NULL) == 0)
    return TRUE;
  name = get_display_name (self->file);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               _("“%s” changed while it was being read, so the message is not complete. Try again "
                 "when no program writes to that file any more."), name);
  return FALSE;
}

static gint64
get_open_size (GInputStream *stream)
{
  g_autoptr(GFileInfo) info = NULL;

  info = g_file_input_stream_query_info (G_FILE_INPUT_STREAM (stream),
                                         G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, NULL);
  return info != NULL ? g_file_info_get_size (info) : 0;
}

static gboolean
encode_stream (AnserAttachment   *self,
               GInputStream      *stream,
               AnserBodyEncoder  *encoder,
               GError           **error)
{
  g_autofree char *buffer = g_malloc (CHUNK_SIZE);
  gint64 size = get_open_size (stream);
  gint64 n_read = 0;

  while (size == 0 || n_read < size)
    {
      gsize wanted = size == 0 ? CHUNK_SIZE : (gsize) MIN (CHUNK_SIZE, size - n_read);
      g_autoptr(GError) reason = NULL;
      gssize n = g_input_stream_read (stream, buffer, wanted, encoder->cancellable, &reason);

      if (n < 0)
        {
          explain (error, self->file, reason);
          return FALSE;
        }
      if (n == 0)
        break;
      if (!anser_body_encoder_base64 (encoder, buffer, n, error))
        return FALSE;
      n_read += n;
    }
  return check_size (self, stream, n_read, size, error);
}

gboolean
anser_attachment_encode (AnserAttachment   *self,
                         GInputStream      *stream,
                         AnserBodyEncoder  *encoder,
                         GError           **error)
{
  gboolean encoded;

  g_return_val_if_fail (self != NULL && encoder != NULL, FALSE);

  if (self->bytes != NULL)
    encoded = anser_body_encoder_base64 (encoder, g_bytes_get_data (self->bytes, NULL),
                                         g_bytes_get_size (self->bytes), error);
  else if (self->part != NULL)
    encoded = anser_part_foreach (self->part, encode_piece, encoder, error);
  else
    encoded = encode_stream (self, stream, encoder, error);

  return encoded && anser_body_encoder_end_base64 (encoder, error);
}

/* A message/rfc822 or multipart part may not be base64 (RFC 2045 section 6.4), but only base64
 * brings every octet through. The name ends in .eml, which says what it is. */
const char *
anser_attachment_get_sent_type (const AnserAttachment *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (g_str_has_prefix (self->content_type, "message/")
      || g_str_has_prefix (self->content_type, "multipart/"))
    return "application/octet-stream";
  return self->content_type;
}
