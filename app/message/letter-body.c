/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "letter-private.h"

#include "charset.h"
#include "flowed.h"
#include "html-text.h"
#include "part-private.h"
#include "snippet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is shown of one part, and of all together; beyond it nobody reads, but memory is gone. */
#define PART_MAX   (2 * 1024 * 1024)
#define LETTER_MAX (8 * 1024 * 1024)
/* How far a page may begin before it names its charset. */
#define META_MAX   2048

typedef struct
{
  AnserLayout *layout;
  gsize        room;
} Reader;

/* <meta charset="gbk"> or <meta http-equiv content="text/html; charset=gbk"> */
static char *
find_meta_charset (GByteArray *bytes)
{
  g_autofree char *head = g_strndup ((const char *) bytes->data, MIN (bytes->len, META_MAX));
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *meta = strstr (lower, "<meta");
  const char *at = meta != NULL ? strstr (meta, "charset=") : NULL;

  if (at == NULL)
    return NULL;
  at += strlen ("charset=");
  at += strspn (at, " \"'");
  return g_strndup (at, strcspn (at, " \"'>;/"));
}

/* The text of a part in UTF-8 with LF line ends. */
static char *
read_part (Reader    *self,
           AnserPart *part)
{
  g_autoptr(GByteArray) bytes = NULL;
  g_autofree char *charset = anser_part_dup_parameter (part, "charset");
  g_autofree char *text = NULL;
  gboolean cut = FALSE;
  gboolean damaged = FALSE;
  char *to;

  bytes = anser_part_load (part, MIN (PART_MAX, self->room), &cut);
  if (bytes->len == 0)
    return g_strdup ("");
  if (charset == NULL && g_str_equal (anser_part_get_content_type (part), "text/html"))
    charset = find_meta_charset (bytes);
  text = anser_charset_to_utf8 (charset, (const char *) bytes->data, bytes->len, &damaged);
  self->room -= bytes->len;

  if (cut)
    anser_layout_add_notice (self->layout, _("This message is very long. Only the beginning of its "
                                             "text is shown."));
  else if (damaged)
    anser_layout_add_notice (self->layout, _("Some characters of this message cannot be read. They "
                                             "are shown as �."));

  to = text;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != '\r')
        *to++ = *at;
      else if (at[1] != '\n')
        *to++ = '\n';
    }
  *to = '\0';
  return g_steal_pointer (&text);
}

static char *
read_plain (Reader    *self,
            AnserPart *part)
{
  g_autofree char *text = read_part (self, part);
  g_autofree char *format = anser_part_dup_parameter (part, "format");
  g_autofree char *delete_space = anser_part_dup_parameter (part, "delsp");

  if (format == NULL || g_ascii_strcasecmp (format, "flowed") != 0)
    return g_steal_pointer (&text);
  return anser_flowed_unwrap (text, delete_space != NULL
                                    && g_ascii_strcasecmp (delete_space, "yes") == 0);
}

static gboolean
is_blank (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (!g_unichar_isspace (g_utf8_get_char (at)))
        return FALSE;
    }
  return TRUE;
}

static void
append (GString    *all,
        const char *text)
{
  if (all->len > 0 && text[0] != '\0' && all->str[all->len - 1] != '\n')
    g_string_append_c (all, '\n');
  g_string_append (all, text);
}

/* The plain form if it says something, else the HTML form as text. The first HTML is kept. */
static void
read_passage (Reader        *self,
              AnserPassage  *passage,
              GString       *all,
              GString       *html)
{
  g_autoptr(GString) plain = g_string_new (NULL);
  g_autoptr(GString) pages = g_string_new (NULL);

  for (guint i = 0; i < passage->plain->len; i++)
    {
      g_autofree char *text = read_plain (self, g_ptr_array_index (passage->plain, i));

      append (plain, text);
    }
  for (guint i = 0; i < passage->html->len; i++)
    {
      g_autofree char *page = read_part (self, g_ptr_array_index (passage->html, i));
      g_autofree char *text = NULL;

      g_string_append (html, page);
      if (!is_blank (plain->str))
        continue;
      text = anser_html_text_make (page);
      append (pages, text);
    }

  append (all, is_blank (plain->str) && pages->len > 0 ? pages->str : plain->str);
}

AnserBody *
anser_body_new (AnserLayout *layout)
{
  AnserBody *self;
  Reader reader = { .layout = layout, .room = LETTER_MAX };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) html = g_string_new (NULL);

  g_return_val_if_fail (layout != NULL, NULL);

  for (guint i = 0; i < layout->passages->len; i++)
    read_passage (&reader, g_ptr_array_index (layout->passages, i), text, html);

  self = g_new0 (AnserBody, 1);
  self->snippet = anser_snippet_make (text->str);
  self->text = g_string_free (g_steal_pointer (&text), FALSE);
  if (html->len > 0)
    self->html = g_string_free (g_steal_pointer (&html), FALSE);
  return self;
}

void
anser_body_free (AnserBody *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  g_free (self->html);
  g_free (self->snippet);
  g_free (self);
}
