/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "letter.h"

#include "address-list.h"
#include "header-text.h"
#include "letter-private.h"

#include <string.h>

#define REFERENCES_MAX 1000

typedef enum
{
  LIST_FROM,
  LIST_SENDER,
  LIST_REPLY_TO,
  LIST_TO,
  LIST_CC,
  LIST_BCC,
  N_LISTS,
} List;

static const char *const list_names[N_LISTS] = {
  "From", "Sender", "Reply-To", "To", "Cc", "Bcc",
};

/* A header field as it stands in the letter. */
typedef struct
{
  char *name;
  char *raw;
} Field;

/* All is read when the letter is made, except what the mutex guards: the body is long. */
struct _AnserLetter
{
  GObject      parent_instance;

  AnserSource *source;
  AnserLayout *layout;
  GPtrArray   *fields;          /* (element-type Field) */
  GPtrArray   *lists[N_LISTS];
  char        *subject;
  char        *message_id;
  char        *in_reply_to;
  GStrv        references;
  gint64       date;

  GMutex       mutex;
  AnserBody   *body;
  GStrv        headers;
  GStrv        notices;
};

G_DEFINE_FINAL_TYPE (AnserLetter, anser_letter, G_TYPE_OBJECT)

static void
field_free (Field *self)
{
  g_free (self->name);
  g_free (self->raw);
  g_free (self);
}

static void
add_fields (AnserLetter *self,
            GMimeObject *object)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (object);
  int n = g_mime_header_list_get_count (headers);

  for (int i = 0; i < n; i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (headers, i);
      const char *raw = g_mime_header_get_raw_value (header);
      Field *field;

      if (raw == NULL || g_mime_header_get_offset (header) < 0)
        continue;       /* made by GMime, not in the letter */
      field = g_new0 (Field, 1);
      field->name = anser_header_text_unfold (g_mime_header_get_name (header));
      field->raw = g_strdup (raw);
      g_ptr_array_add (self->fields, field);
    }
}

static const char *
find_raw (AnserLetter *self,
          const char  *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *field = g_ptr_array_index (self->fields, i);

      if (g_ascii_strcasecmp (field->name, name) == 0)
        return field->raw;
    }
  return NULL;
}

/* Message-IDs between angle brackets; words if there are no brackets. */
static GStrv
read_ids (const char *raw)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_autofree char *text = anser_header_text_unfold (raw != NULL ? raw : "");
  gboolean brackets = strchr (text, '<') != NULL;
  const char *at = text;
  unsigned n = 0;

  while (*at != '\0' && n < REFERENCES_MAX)
    {
      gsize length;

      at += brackets ? strcspn (at, "<") : strspn (at, " ,");
      at += *at == '<' ? 1 : 0;
      length = strcspn (at, brackets ? ">" : " ,>");
      if (length > 0)
        {
          g_autofree char *id = g_strstrip (g_strndup (at, length));

          if (id[0] != '\0')
            g_strv_builder_add (ids, id);
          n++;
        }
      at += length;
      at += *at == '>' ? 1 : 0;
    }
  return g_strv_builder_end (ids);
}

static char *
read_first_id (const char *raw)
{
  g_auto(GStrv) ids = read_ids (raw);

  return g_strdup (ids[0]);
}

static void
read_header (AnserLetter *self)
{
  const char *subject = find_raw (self, "Subject");

  self->subject = anser_header_text_decode (subject != NULL ? subject : "");
  self->message_id = read_first_id (find_raw (self, "Message-ID"));
  self->in_reply_to = read_first_id (find_raw (self, "In-Reply-To"));
  self->references = read_ids (find_raw (self, "References"));
  self->date = anser_letter_choose_date (find_raw (self, "Date"), find_raw (self, "Received"));

  for (guint i = 0; i < N_LISTS; i++)
    {
      const char *raw = find_raw (self, list_names[i]);

      self->lists[i] = anser_address_list_read (raw != NULL ? raw : "");
    }
}

static AnserLetter *
letter_new (AnserSource *source)
{
  AnserLetter *self = g_object_new (ANSER_TYPE_LETTER, NULL);
  g_autoptr(GMimeObject) root = NULL;

  self->source = source;
  root = anser_source_parse (source, anser_layout_on_warning, self->layout);
  add_fields (self, root);
  read_header (self);
  anser_layout_read (self->layout, source, root);
  return self;
}

static AnserBody *
ensure_body (AnserLetter *self)
{
  g_mutex_lock (&self->mutex);
  if (self->body == NULL)
    self->body = anser_body_new (self->layout);
  g_mutex_unlock (&self->mutex);
  return self->body;
}

static void
anser_letter_finalize (GObject *object)
{
  AnserLetter *self = ANSER_LETTER (object);

  g_clear_pointer (&self->body, anser_body_free);
  g_clear_pointer (&self->layout, anser_layout_free);
  g_clear_pointer (&self->source, anser_source_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  for (guint i = 0; i < N_LISTS; i++)
    g_clear_pointer (&self->lists[i], g_ptr_array_unref);
  g_free (self->subject);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  g_strfreev (self->headers);
  g_strfreev (self->notices);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (anser_letter_parent_class)->finalize (object);
}

static void
anser_letter_class_init (AnserLetterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_letter_finalize;
}

static void
anser_letter_init (AnserLetter *self)
{
  g_mutex_init (&self->mutex);
  self->layout = anser_layout_new ();
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
}

static GPtrArray *
get_list (AnserLetter *self,
          List         list)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return self->lists[list];
}

/**
 * anser_letter_new_for_path:
 * @path: a file with one message, with CR LF or LF line ends
 *
 * Errors: those of opening the file, in G_IO_ERROR.
 *
 * Returns: (transfer full): the letter, which keeps the file open
 */
AnserLetter *
anser_letter_new_for_path (const char  *path,
                           GError     **error)
{
  AnserSource *source = anser_source_new_for_path (path, error);

  return source != NULL ? letter_new (source) : NULL;
}

AnserLetter *
anser_letter_new_for_bytes (GBytes *bytes)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return letter_new (anser_source_new_for_bytes (bytes));
}

const char *
anser_letter_get_subject (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return self->subject;
}

const char *
anser_letter_get_message_id (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return self->message_id;
}

const char *
anser_letter_get_in_reply_to (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return self->in_reply_to;
}

const char **
anser_letter_get_references (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return (const char **) self->references;
}

gint64
anser_letter_get_date (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), 0);

  return self->date;
}

GPtrArray *
anser_letter_get_from (AnserLetter *self)
{
  return get_list (self, LIST_FROM);
}

GPtrArray *
anser_letter_get_sender (AnserLetter *self)
{
  return get_list (self, LIST_SENDER);
}

GPtrArray *
anser_letter_get_reply_to (AnserLetter *self)
{
  return get_list (self, LIST_REPLY_TO);
}

GPtrArray *
anser_letter_get_to (AnserLetter *self)
{
  return get_list (self, LIST_TO);
}

GPtrArray *
anser_letter_get_cc (AnserLetter *self)
{
  return get_list (self, LIST_CC);
}

GPtrArray *
anser_letter_get_bcc (AnserLetter *self)
{
  return get_list (self, LIST_BCC);
}

const char *
anser_letter_get_text (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return ensure_body (self)->text;
}

const char *
anser_letter_get_html (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return ensure_body (self)->html;
}

const char *
anser_letter_get_snippet (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return ensure_body (self)->snippet;
}

GPtrArray *
anser_letter_get_attachments (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return self->layout->attachments;
}

GPtrArray *
anser_letter_get_parts (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  return self->layout->parts;
}

const char **
anser_letter_get_notices (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  ensure_body (self);
  g_mutex_lock (&self->mutex);
  if (self->notices == NULL)
    {
      GPtrArray *notices = self->layout->notices;

      self->notices = g_new0 (char *, notices->len + 1);
      for (guint i = 0; i < notices->len; i++)
        self->notices[i] = g_strdup (g_ptr_array_index (notices, i));
    }
  g_mutex_unlock (&self->mutex);
  return (const char **) self->notices;
}

const char **
anser_letter_get_headers (AnserLetter *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  g_mutex_lock (&self->mutex);
  if (self->headers == NULL)
    {
      self->headers = g_new0 (char *, self->fields->len + 1);
      for (guint i = 0; i < self->fields->len; i++)
        {
          const Field *field = g_ptr_array_index (self->fields, i);
          g_autofree char *value = anser_header_text_decode (field->raw);

          self->headers[i] = g_strdup_printf ("%s: %s", field->name, value);
        }
    }
  g_mutex_unlock (&self->mutex);
  return (const char **) self->headers;
}

char *
anser_letter_dup_header (AnserLetter *self,
                         const char  *name)
{
  const char *raw;

  g_return_val_if_fail (ANSER_IS_LETTER (self) && name != NULL, NULL);

  raw = find_raw (self, name);
  return raw != NULL ? anser_header_text_decode (raw) : NULL;
}
