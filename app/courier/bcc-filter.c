/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "bcc-filter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK 65536
/* White space between a field's name and its colon, beyond which nobody writes a letter. */
#define MAX_NAME 1024

typedef enum
{
  AT_LINE_START,
  AFTER_CR,                         /* a line that began with CR: the empty one, if LF follows */
  IN_NAME,                          /* held back until it is known which field it is */
  IN_KEPT,
  IN_DROPPED,
  IN_BODY,
} Place;

struct _AnserBccFilter
{
  GInputStream  parent_instance;

  GInputStream *base;
  char         *chunk;
  gboolean      ended;              /* the base has */

  Place         place;
  gboolean      dropping;           /* what a continuation line does */
  GString      *held;
  GByteArray   *ready;              /* filtered, not yet read */
  gsize         ready_start;

  goffset       position;           /* of what was read, filtered */
  goffset       expected;           /* how much there will be, or -1 */
};

static void anser_bcc_filter_seekable_init (GSeekableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserBccFilter, anser_bcc_filter, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE,
                                                      anser_bcc_filter_seekable_init))

static const char * const dropped_fields[] = { "bcc", "resent-bcc" };

static void
emit (AnserBccFilter *self,
      const char     *data,
      gsize           length)
{
  g_byte_array_append (self->ready, (const guint8 *) data, (guint) length);
}

static void
emit_held (AnserBccFilter *self)
{
  emit (self, self->held->str, self->held->len);
  g_string_truncate (self->held, 0);
}

/* Whether what is held is, or may yet become, the name of a field that is dropped. */
static gboolean
may_be_dropped (AnserBccFilter *self,
                gboolean       *whole)
{
  gsize length = self->held->len;

  while (length > 0 && strchr (" \t", self->held->str[length - 1]) != NULL)
    length--;

  for (gsize i = 0; i < G_N_ELEMENTS (dropped_fields); i++)
    {
      gsize full = strlen (dropped_fields[i]);
      gboolean same = length <= full &&
                      g_ascii_strncasecmp (self->held->str, dropped_fields[i], length) == 0;

      *whole = same && length == full;
      if (*whole || (same && length == self->held->len))
        return TRUE;
    }

  return FALSE;
}

static void
drop_field (AnserBccFilter *self)
{
  g_string_truncate (self->held, 0);
  self->place = IN_DROPPED;
}

static void
take_name (AnserBccFilter *self,
           char            c)
{
  gboolean whole;

  if (c == ':' && may_be_dropped (self, &whole) && whole)
    {
      drop_field (self);
      return;
    }

  g_string_append_c (self->held, c);
  if (!may_be_dropped (self, &whole))
    {
      emit_held (self);
      self->place = c == '\n' ? AT_LINE_START : IN_KEPT;
      self->dropping = FALSE;
    }
  else if (self->held->len > MAX_NAME)
    {
      /* Better to lose a line of nonsense than to give away a recipient. */
      drop_field (self);
    }
}

static void
take_line_start (AnserBccFilter *self,
                 char            c)
{
  if (c == '\n')
    {
      emit (self, &c, 1);
      self->place = IN_BODY;
    }
  else if (c == '\r')
    {
      self->place = AFTER_CR;
    }
  else if (c == ' ' || c == '\t')
    {
      if (!self->dropping)
        emit (self, &c, 1);
      self->place = self->dropping ? IN_DROPPED : IN_KEPT;
    }
  else
    {
      self->place = IN_NAME;
      take_name (self, c);
    }
}

static void
take_rest_of_line (AnserBccFilter *self,
                   char            c)
{
  if (self->place == IN_KEPT)
    emit (self, &c, 1);

  if (c == '\n')
    {
      self->dropping = self->place == IN_DROPPED;
      self->place = AT_LINE_START;
    }
}

static void
take (AnserBccFilter *self,
      char            c)
{
  switch (self->place)
    {
    case AT_LINE_START:
      take_line_start (self, c);
      break;

    case AFTER_CR:
      emit (self, "\r", 1);
      self->place = IN_KEPT;
      take_rest_of_line (self, c);
      if (c == '\n')
        self->place = IN_BODY;
      break;

    case IN_NAME:
      take_name (self, c);
      break;

    case IN_KEPT:
    case IN_DROPPED:
      take_rest_of_line (self, c);
      break;

    case IN_BODY:
      emit (self, &c, 1);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
take_chunk (AnserBccFilter *self,
            gsize           length)
{
  gsize i = 0;

  while (i < length && self->place != IN_BODY)
    take (self, self->chunk[i++]);

  emit (self, self->chunk + i, length - i);
}

static void
take_end (AnserBccFilter *self)
{
  self->ended = TRUE;
  if (self->place == AFTER_CR)
    emit (self, "\r", 1);
  emit_held (self);
}

/* More into ready, or the end. */
static gboolean
fill (AnserBccFilter  *self,
      GCancellable    *cancellable,
      GError         **error)
{
  g_byte_array_set_size (self->ready, 0);
  self->ready_start = 0;

  while (self->ready->len == 0 && !self->ended)
    {
      gssize n = g_input_stream_read (self->base, self->chunk, CHUNK, cancellable, error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        take_end (self);
      else
        take_chunk (self, (gsize) n);
    }

  return TRUE;
}

/* Somebody changed the file since it was counted: a part of a letter is no letter. */
static gboolean
check_length (AnserBccFilter  *self,
              gsize            n,
              GError         **error)
{
  if (self->expected < 0 || (n > 0 ? self->position <= self->expected
                                   : self->position == self->expected))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                       _("The message changed while it was being sent. Send it again."));
  return FALSE;
}

static gssize
anser_bcc_filter_read (GInputStream  *stream,
                       void          *buffer,
                       gsize          count,
                       GCancellable  *cancellable,
                       GError       **error)
{
  AnserBccFilter *self = ANSER_BCC_FILTER (stream);
  gsize n;

  if (self->ready_start == self->ready->len && !fill (self, cancellable, error))
    return -1;

  n = MIN (count, self->ready->len - self->ready_start);
  if (n > 0)
    memcpy (buffer, self->ready->data + self->ready_start, n);
  self->ready_start += n;
  self->position += (goffset) n;

  return check_length (self, n, error) ? (gssize) n : -1;
}

static gboolean
anser_bcc_filter_close (GInputStream  *stream,
                        GCancellable  *cancellable,
                        GError       **error)
{
  return g_input_stream_close (ANSER_BCC_FILTER (stream)->base, cancellable, error);
}

static goffset
anser_bcc_filter_tell (GSeekable *seekable)
{
  return ANSER_BCC_FILTER (seekable)->position;
}

static gboolean
anser_bcc_filter_can_seek (GSeekable *seekable)
{
  GInputStream *base = ANSER_BCC_FILTER (seekable)->base;

  return G_IS_SEEKABLE (base) && g_seekable_can_seek (G_SEEKABLE (base));
}

/* To the beginning, and nowhere else. */
static gboolean
anser_bcc_filter_seek (GSeekable     *seekable,
                       goffset        offset,
                       GSeekType      type,
                       GCancellable  *cancellable,
                       GError       **error)
{
  AnserBccFilter *self = ANSER_BCC_FILTER (seekable);

  if (type != G_SEEK_SET || offset != 0 || !anser_bcc_filter_can_seek (seekable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "Only the beginning can be sought");
      return FALSE;
    }
  if (!g_seekable_seek (G_SEEKABLE (self->base), 0, G_SEEK_SET, cancellable, error))
    return FALSE;

  self->ended = FALSE;
  self->place = AT_LINE_START;
  self->dropping = FALSE;
  self->position = 0;
  self->ready_start = 0;
  g_string_truncate (self->held, 0);
  g_byte_array_set_size (self->ready, 0);
  return TRUE;
}

static gboolean
anser_bcc_filter_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static void
anser_bcc_filter_seekable_init (GSeekableIface *iface)
{
  iface->tell = anser_bcc_filter_tell;
  iface->can_seek = anser_bcc_filter_can_seek;
  iface->seek = anser_bcc_filter_seek;
  iface->can_truncate = anser_bcc_filter_can_truncate;
}

static void
anser_bcc_filter_finalize (GObject *object)
{
  AnserBccFilter *self = ANSER_BCC_FILTER (object);

  g_clear_object (&self->base);
  g_free (self->chunk);
  g_string_free (self->held, TRUE);
  g_byte_array_unref (self->ready);

  G_OBJECT_CLASS (anser_bcc_filter_parent_class)->finalize (object);
}

static void
anser_bcc_filter_class_init (AnserBccFilterClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anser_bcc_filter_finalize;
  stream_class->read_fn = anser_bcc_filter_read;
  stream_class->close_fn = anser_bcc_filter_close;
}

static void
anser_bcc_filter_init (AnserBccFilter *self)
{
  self->chunk = g_malloc (CHUNK);
  self->expected = -1;
  self->held = g_string_new (NULL);
  self->ready = g_byte_array_new ();
}

/**
 * anser_bcc_filter_new:
 * @base: the message as it lies in the outbox
 *
 * Returns: (transfer full): the message as it is sent
 */
GInputStream *
anser_bcc_filter_new (GInputStream *base)
{
  AnserBccFilter *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (base), NULL);

  self = g_object_new (ANSER_TYPE_BCC_FILTER, NULL);
  self->base = g_object_ref (base);

  return G_INPUT_STREAM (self);
}

/**
 * anser_bcc_filter_expect:
 * @length: of the message as it is sent, as it was counted before
 *
 * Reading fails with G_IO_ERROR_PARTIAL_INPUT where the message is longer or shorter.
 */
void
anser_bcc_filter_expect (AnserBccFilter *self,
                         goffset         length)
{
  g_return_if_fail (ANSER_IS_BCC_FILTER (self));

  self->expected = length;
}
