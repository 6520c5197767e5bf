/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "part-private.h"

#include "file-name.h"
#include "header-params.h"
#include "header-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK_SIZE 16384

struct _AnserPart
{
  GObject               parent_instance;

  AnserSource          *source;
  GMimeMessagePart     *message;        /* a letter inside; NULL for others */
  gint64                start;
  gint64                end;
  GMimeContentEncoding  encoding;
  gboolean              misencoded;

  char                 *content_type;
  char                 *raw_content_type;
  char                 *name;
  char                 *content_id;
  gint64                size;           /* -1 until counted; under the source's lock */
  gboolean              attachment;
  gboolean              wants_attachment;
  gboolean              has_name;
};

G_DEFINE_FINAL_TYPE (AnserPart, anser_part, G_TYPE_OBJECT)

static const char *
raw_header (GMimeObject *object,
            const char  *name)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (object);
  GMimeHeader *header = g_mime_header_list_get_header (headers, name);
  const char *raw = header != NULL ? g_mime_header_get_raw_value (header) : NULL;

  return raw != NULL ? raw : "";
}

/* The name that the sender gave, in any of the forms that are in use. */
static char *
find_name (GMimeObject *object)
{
  g_autofree char *name = NULL;

  name = anser_header_params_get (raw_header (object, "Content-Disposition"), "filename");
  if (name == NULL || name[0] == '\0')
    {
      g_free (name);
      name = anser_header_params_get (raw_header (object, "Content-Type"), "name");
    }
  if (name == NULL || name[0] == '\0')
    return NULL;
  return g_steal_pointer (&name);
}

/* A letter inside is called by its subject. */
static char *
name_from_subject (GMimeMessagePart *message)
{
  GMimeMessage *inner = g_mime_message_part_get_message (message);
  g_autofree char *subject = NULL;
  char *at;

  if (inner == NULL)
    return NULL;
  subject = anser_header_text_decode (raw_header (GMIME_OBJECT (inner), "Subject"));
  if (subject[0] == '\0')
    return NULL;
  for (at = subject; *at != '\0'; at++)
    {
      if (*at == '/' || *at == '\\')
        *at = '_';
    }
  return g_strconcat (subject, ".eml", NULL);
}

static void
take_name (AnserPart   *self,
           GMimeObject *object)
{
  g_autofree char *name = find_name (object);

  self->has_name = name != NULL;
  if (name == NULL && self->message != NULL)
    name = name_from_subject (self->message);
  self->name = anser_file_name_make_safe (name, self->content_type);
}

static char *
read_content_id (GMimeObject *object)
{
  g_autofree char *text = anser_header_text_unfold (raw_header (object, "Content-ID"));
  const char *start = text[0] == '<' ? text + 1 : text;
  gsize length = strcspn (start, ">");

  return length > 0 ? g_strndup (start, length) : NULL;
}

/* Says base64, and is plain text: what no base64 has is a fair share of other characters. */
static gboolean
is_fake_base64 (AnserPart *self)
{
  char buffer[4096];
  gsize length = anser_source_read (self->source, self->start, buffer,
                                    MIN ((gint64) sizeof buffer, self->end - self->start));
  gsize n_junk = 0;
  gsize n_good = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isalnum (buffer[i]) || strchr ("+/=", buffer[i]) != NULL)
        n_good++;
      else if (strchr ("\r\n", buffer[i]) == NULL)
        n_junk++;
    }
  return n_junk * 10 > n_good;
}

static void
take_content (AnserPart *self,
              GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream (content) : NULL;

  if (stream == NULL)
    return;

  self->start = stream->bound_start;
  self->end = stream->bound_end >= 0 ? stream->bound_end : G_MAXINT64;
  self->encoding = g_mime_data_wrapper_get_encoding (content);
  if (self->encoding == GMIME_CONTENT_ENCODING_UUENCODE)
    self->encoding = GMIME_CONTENT_ENCODING_DEFAULT;
  if (self->encoding == GMIME_CONTENT_ENCODING_BASE64 && is_fake_base64 (self))
    {
      self->encoding = GMIME_CONTENT_ENCODING_DEFAULT;
      self->misencoded = TRUE;
    }
}

/* The padding that some senders leave away completes the last group; it adds nothing to a whole
 * one. */
static gsize
finish_decoding (GMimeEncoding *state,
                 char          *decoded)
{
  if (state->encoding == GMIME_CONTENT_ENCODING_BASE64)
    return g_mime_encoding_step (state, "==", 2, decoded);
  return g_mime_encoding_flush (state, NULL, 0, decoded);
}

static gboolean
foreach_decoded (AnserPart      *self,
                 AnserPartFunc   func,
                 gpointer        user_data,
                 GError        **error)
{
  g_autofree char *raw = g_malloc (CHUNK_SIZE);
  g_autofree char *decoded = NULL;
  GMimeEncoding state;
  gint64 offset = self->start;

  g_mime_encoding_init_decode (&state, self->encoding);
  decoded = g_malloc (g_mime_encoding_outlen (&state, CHUNK_SIZE) + CHUNK_SIZE);
  while (TRUE)
    {
      gsize wanted = MIN ((gint64) CHUNK_SIZE, self->end - offset);
      gsize n_raw = anser_source_read (self->source, offset, raw, wanted);
      gsize n = n_raw > 0 ? g_mime_encoding_step (&state, raw, n_raw, decoded)
                          : finish_decoding (&state, decoded);

      if (n > 0 && !func (decoded, n, user_data, error))
        return FALSE;
      if (n_raw == 0)
        return TRUE;
      offset += n_raw;
    }
}

/* GMime does not say where an inner letter begins and ends, but writes it as it was. */
static gboolean
foreach_message (AnserPart      *self,
                 AnserPartFunc   func,
                 gpointer        user_data,
                 GError        **error)
{
  GMimeMessage *inner = g_mime_message_part_get_message (self->message);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GMimeStream) stream = NULL;

  if (inner == NULL)
    return TRUE;

  stream = g_mime_stream_mem_new_with_byte_array (bytes);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  anser_source_lock (self->source);
  g_mime_object_write_to_stream (GMIME_OBJECT (inner), NULL, stream);
  anser_source_unlock (self->source);

  return bytes->len == 0 || func ((const char *) bytes->data, bytes->len, user_data, error);
}

static gboolean
count (const char  *data,
       gsize        length,
       gpointer     user_data,
       GError     **error)
{
  gint64 *size = user_data;

  *size += length;
  return TRUE;
}

typedef struct
{
  GByteArray *bytes;
  gsize       limit;
  gboolean    cut;
} Loader;

static gboolean
load (const char  *data,
      gsize        length,
      gpointer     user_data,
      GError     **error)
{
  Loader *loader = user_data;
  gsize room = loader->limit - loader->bytes->len;

  loader->cut = length > room;
  g_byte_array_append (loader->bytes, (const guint8 *) data, MIN (length, room));
  return !loader->cut;
}

typedef struct
{
  GOutputStream *stream;
  GCancellable  *cancellable;
} Saver;

static gboolean
save (const char  *data,
      gsize        length,
      gpointer     user_data,
      GError     **error)
{
  Saver *saver = user_data;

  return g_output_stream_write_all (saver->stream, data, length, NULL, saver->cancellable, error);
}

static void
anser_part_finalize (GObject *object)
{
  AnserPart *self = ANSER_PART (object);

  g_clear_object (&self->message);
  g_clear_pointer (&self->source, anser_source_unref);
  g_free (self->content_type);
  g_free (self->raw_content_type);
  g_free (self->name);
  g_free (self->content_id);
  G_OBJECT_CLASS (anser_part_parent_class)->finalize (object);
}

static void
anser_part_class_init (AnserPartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_part_finalize;
}

static void
anser_part_init (AnserPart *self)
{
  self->size = -1;
}

AnserPart *
anser_part_new (AnserSource *source,
                GMimeObject *object)
{
  AnserPart *self;
  GMimeContentType *content_type;
  g_autofree char *mime_type = NULL;
  g_autofree char *disposition = NULL;

  g_return_val_if_fail (source != NULL && object != NULL, NULL);

  self = g_object_new (ANSER_TYPE_PART, NULL);
  self->source = anser_source_ref (source);
  content_type = g_mime_object_get_content_type (object);
  mime_type = g_mime_content_type_get_mime_type (content_type);
  self->content_type = g_ascii_strdown (mime_type, -1);
  self->raw_content_type = g_strdup (raw_header (object, "Content-Type"));

  if (GMIME_IS_MESSAGE_PART (object))
    self->message = g_object_ref (GMIME_MESSAGE_PART (object));
  else if (GMIME_IS_PART (object))
    take_content (self, GMIME_PART (object));

  disposition = anser_header_text_unfold (raw_header (object, "Content-Disposition"));
  self->wants_attachment = g_ascii_strncasecmp (disposition, "attachment", 10) == 0;
  self->content_id = read_content_id (object);
  take_name (self, object);
  return self;
}

void
anser_part_set_attachment (AnserPart *self,
                           gboolean   attachment)
{
  g_return_if_fail (ANSER_IS_PART (self));

  self->attachment = attachment;
}

gboolean
anser_part_wants_attachment (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), FALSE);

  return self->wants_attachment;
}

gboolean
anser_part_has_name (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), FALSE);

  return self->has_name;
}

gboolean
anser_part_is_misencoded (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), FALSE);

  return self->misencoded;
}

char *
anser_part_dup_parameter (AnserPart  *self,
                          const char *name)
{
  g_return_val_if_fail (ANSER_IS_PART (self), NULL);

  return anser_header_params_get (self->raw_content_type, name);
}

gboolean
anser_part_foreach (AnserPart      *self,
                    AnserPartFunc   func,
                    gpointer        user_data,
                    GError        **error)
{
  g_return_val_if_fail (ANSER_IS_PART (self) && func != NULL, FALSE);

  if (self->message != NULL)
    return foreach_message (self, func, user_data, error);
  return foreach_decoded (self, func, user_data, error);
}

GByteArray *
anser_part_load (AnserPart *self,
                 gsize      limit,
                 gboolean  *cut)
{
  Loader loader = { .limit = limit };

  g_return_val_if_fail (ANSER_IS_PART (self), NULL);

  loader.bytes = g_byte_array_new ();
  anser_part_foreach (self, load, &loader, NULL);
  if (cut != NULL)
    *cut = loader.cut;
  return loader.bytes;
}

const char *
anser_part_get_content_type (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), NULL);

  return self->content_type;
}

const char *
anser_part_get_name (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), NULL);

  return self->name;
}

gint64
anser_part_get_size (AnserPart *self)
{
  gint64 size;

  g_return_val_if_fail (ANSER_IS_PART (self), 0);

  anser_source_lock (self->source);
  size = self->size;
  anser_source_unlock (self->source);
  if (size >= 0)
    return size;

  size = 0;
  anser_part_foreach (self, count, &size, NULL);
  anser_source_lock (self->source);
  self->size = size;
  anser_source_unlock (self->source);
  return size;
}

const char *
anser_part_get_content_id (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), NULL);

  return self->content_id;
}

gboolean
anser_part_is_attachment (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), FALSE);

  return self->attachment;
}

GBytes *
anser_part_get_bytes (AnserPart *self)
{
  g_return_val_if_fail (ANSER_IS_PART (self), NULL);

  return g_byte_array_free_to_bytes (anser_part_load (self, G_MAXUINT / 2, NULL));
}

gboolean
anser_part_save (AnserPart     *self,
                 GFile         *file,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GCancellable) abandon = NULL;
  Saver saver;

  g_return_val_if_fail (ANSER_IS_PART (self) && G_IS_FILE (file), FALSE);

  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable,
                           error);
  if (stream == NULL)
    return FALSE;

  saver.stream = G_OUTPUT_STREAM (stream);
  saver.cancellable = cancellable;
  if (anser_part_foreach (self, save, &saver, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);

  /* Closing under a cancelled cancellable leaves the old file as it was. */
  abandon = g_cancellable_new ();
  g_cancellable_cancel (abandon);
  g_output_stream_close (G_OUTPUT_STREAM (stream), abandon, NULL);
  return FALSE;
}
