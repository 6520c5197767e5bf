/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "letter-private.h"

#include "part-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Deeper or with more parts is no letter, but an attempt to bring its reader down. */
#define DEPTH_MAX   64
#define PARTS_MAX   10000
/* HTML that is searched for the pictures it shows. */
#define HTML_MAX    (4 * 1024 * 1024)

typedef struct
{
  AnserLayout  *layout;
  AnserSource  *source;
  AnserPassage *passage;      /* of the multipart/alternative around; NULL outside one */
  gboolean      related;      /* inside multipart/related */
  gboolean      again;        /* inside what is being read again */
  unsigned      depth;
  GPtrArray    *pictures;     /* parts that the HTML perhaps shows */
} Walk;

static void walk (const Walk  *self,
                  GMimeObject *object);

static AnserPassage *
add_passage (AnserLayout *layout)
{
  AnserPassage *passage = g_new0 (AnserPassage, 1);

  passage->plain = g_ptr_array_new_with_free_func (g_object_unref);
  passage->html = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (layout->passages, passage);
  return passage;
}

static void
passage_free (AnserPassage *passage)
{
  g_ptr_array_unref (passage->plain);
  g_ptr_array_unref (passage->html);
  g_free (passage);
}

static gboolean
has_text (AnserLayout *layout)
{
  for (guint i = 0; i < layout->passages->len; i++)
    {
      AnserPassage *passage = g_ptr_array_index (layout->passages, i);

      if (passage->plain->len > 0 || passage->html->len > 0)
        return TRUE;
    }
  return FALSE;
}

/* Text to be read in the letter rather than a file: a named text is one only if it comes first. */
static gboolean
is_text (const Walk *self,
         AnserPart  *part)
{
  const char *content_type = anser_part_get_content_type (part);

  if (anser_part_wants_attachment (part))
    return FALSE;
  if (!g_str_equal (content_type, "text/plain") && !g_str_equal (content_type, "text/html"))
    return FALSE;
  return !anser_part_has_name (part) || !has_text (self->layout);
}

static void
add_leaf (const Walk  *self,
          GMimeObject *object)
{
  AnserLayout *layout = self->layout;
  AnserPart *part = anser_part_new (self->source, object);

  g_ptr_array_add (layout->parts, part);
  if (anser_part_is_misencoded (part))
    anser_layout_add_notice (layout, _("A part of this message is coded in another way than it "
                                       "says. It is shown as it came."));

  if (is_text (self, part))
    {
      AnserPassage *passage = self->passage != NULL ? self->passage : add_passage (layout);
      gboolean html = g_str_equal (anser_part_get_content_type (part), "text/html");

      g_ptr_array_add (html ? passage->html : passage->plain, g_object_ref (part));
      return;
    }

  anser_part_set_attachment (part, TRUE);
  if (self->related && anser_part_get_content_id (part) != NULL
      && g_str_has_prefix (anser_part_get_content_type (part), "image/"))
    g_ptr_array_add (self->pictures, part);
}

/* The line that stands in front of the first header of a part: what the boundary must be. */
static char *
find_boundary (const char *text)
{
  for (const char *line = text; line != NULL && *line != '\0';)
    {
      gsize length = strcspn (line, "\r\n");
      const char *next = strchr (line, '\n');

      if (next != NULL && length > 2 && length < 200 && line[0] == '-' && line[1] == '-'
          && g_ascii_strncasecmp (next + 1, "Content-", 8) == 0)
        return g_strndup (line + 2, length - 2);
      line = next != NULL ? next + 1 : NULL;
    }
  return NULL;
}

/* Reads the text of a multipart in which no part was found once more, with a better boundary or
 * else as plain text. */
static void
walk_again (const Walk *self,
            const char *text)
{
  g_autofree char *boundary = find_boundary (text);
  g_autoptr(GString) letter = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(AnserSource) source = NULL;
  g_autoptr(GMimeObject) root = NULL;
  Walk inner = *self;

  /* Once is enough: what is read again is not read a third time. */
  inner.again = TRUE;
  if (boundary != NULL)
    {
      g_strdelimit (boundary, "\"\\", '?');
      g_string_append_printf (letter, "Content-Type: multipart/mixed; boundary=\"%s\"\n", boundary);
    }
  g_string_append_printf (letter, "MIME-Version: 1.0\n\n%s", text);

  bytes = g_bytes_new (letter->str, letter->len);
  source = anser_source_new_for_bytes (bytes);
  root = anser_source_parse (source, NULL, NULL);
  inner.source = source;
  walk (&inner, root);
  anser_layout_add_notice (self->layout, _("This message does not say correctly where its parts "
                                           "begin. They are shown as well as they could be "
                                           "found."));
}

static void
walk_multipart (const Walk     *self,
                GMimeMultipart *multipart)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (multipart));
  int n = g_mime_multipart_get_count (multipart);
  Walk inner = *self;

  inner.depth++;
  if (g_mime_content_type_is_type (type, "multipart", "alternative") && self->passage == NULL)
    inner.passage = add_passage (self->layout);
  if (g_mime_content_type_is_type (type, "multipart", "related"))
    inner.related = TRUE;

  for (int i = 0; i < n; i++)
    walk (&inner, g_mime_multipart_get_part (multipart, i));

  if (n == 0 && !self->again && g_mime_multipart_get_prologue (multipart) != NULL)
    walk_again (&inner, g_mime_multipart_get_prologue (multipart));
}

static void
walk (const Walk  *self,
      GMimeObject *object)
{
  if (self->depth > DEPTH_MAX || self->layout->parts->len >= PARTS_MAX)
    {
      anser_layout_add_notice (self->layout, _("This message has more parts inside each other than "
                                               "can be shown. The innermost ones are left out."));
      return;
    }

  if (GMIME_IS_MULTIPART (object))
    walk_multipart (self, GMIME_MULTIPART (object));
  else
    add_leaf (self, object);
}

static char *
load_html (AnserLayout *layout)
{
  g_autoptr(GString) html = g_string_new (NULL);

  for (guint i = 0; i < layout->passages->len; i++)
    {
      AnserPassage *passage = g_ptr_array_index (layout->passages, i);

      for (guint j = 0; j < passage->html->len && html->len < HTML_MAX; j++)
        {
          g_autoptr(GByteArray) bytes = NULL;

          bytes = anser_part_load (g_ptr_array_index (passage->html, j), HTML_MAX, NULL);
          g_string_append_len (html, (const char *) bytes->data, bytes->len);
        }
    }
  return g_string_free (g_steal_pointer (&html), FALSE);
}

/* A picture that the HTML shows by its Content-ID is no attachment. */
static void
find_inline_pictures (AnserLayout *layout,
                      GPtrArray   *pictures)
{
  g_autofree char *html = pictures->len > 0 ? load_html (layout) : NULL;

  for (guint i = 0; i < pictures->len; i++)
    {
      AnserPart *part = g_ptr_array_index (pictures, i);
      g_autofree char *url = g_strconcat ("cid:", anser_part_get_content_id (part), NULL);

      if (strstr (html, url) != NULL)
        anser_part_set_attachment (part, FALSE);
    }
}

AnserLayout *
anser_layout_new (void)
{
  AnserLayout *self = g_new0 (AnserLayout, 1);

  self->parts = g_ptr_array_new_with_free_func (g_object_unref);
  self->attachments = g_ptr_array_new_with_free_func (g_object_unref);
  self->passages = g_ptr_array_new_with_free_func ((GDestroyNotify) passage_free);
  self->notices = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
anser_layout_free (AnserLayout *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->attachments);
  g_ptr_array_unref (self->passages);
  g_ptr_array_unref (self->notices);
  g_free (self);
}

void
anser_layout_read (AnserLayout *self,
                   AnserSource *source,
                   GMimeObject *root)
{
  g_autoptr(GPtrArray) pictures = g_ptr_array_new ();
  Walk start = { .layout = self, .source = source, .pictures = pictures };

  g_return_if_fail (self != NULL && source != NULL);

  walk (&start, root);
  find_inline_pictures (self, pictures);
  for (guint i = 0; i < self->parts->len; i++)
    {
      AnserPart *part = g_ptr_array_index (self->parts, i);

      if (anser_part_is_attachment (part))
        g_ptr_array_add (self->attachments, g_object_ref (part));
    }
}

void
anser_layout_add_notice (AnserLayout *self,
                         const char  *notice)
{
  g_return_if_fail (self != NULL && notice != NULL);

  if (!g_ptr_array_find_with_equal_func (self->notices, notice, g_str_equal, NULL))
    g_ptr_array_add (self->notices, g_strdup (notice));
}

void
anser_layout_on_warning (gint64              offset,
                         GMimeParserWarning  warning,
                         const char         *item,
                         gpointer            layout)
{
  const char *notice = NULL;

  if (warning == GMIME_WARN_TRUNCATED_MESSAGE)
    notice = _("This message seems to be cut off: its end is missing.");
  else if (warning == GMIME_WARN_MALFORMED_MULTIPART)
    notice = _("The parts of this message are put together wrongly. Something may be missing or "
               "look odd.");
  else if (warning == GMIME_CRIT_INVALID_HEADER_NAME)
    notice = _("The header of this message is damaged. Something may be missing or look odd.");
  else if (warning == GMIME_CRIT_NESTING_OVERFLOW)
    notice = _("This message has more parts inside each other than can be shown. The innermost "
               "ones are left out.");

  if (notice != NULL)
    anser_layout_add_notice (layout, notice);
}
