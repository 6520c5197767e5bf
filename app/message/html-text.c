/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "html-text.h"

#include "html-parser.h"

#include <string.h>

/* libxml2 compares each end tag with all open elements: deeper than this, its time explodes. */
#define DEPTH_MAX  512
/* It also compares each attribute of a tag with all the others. */
#define ATTRIBUTES_MAX 500
#define QUOTES_MAX 20
#define LISTS_MAX  20
#define CHUNK_SIZE 4096

typedef struct
{
  const AnserHtmlParser *functions;
  htmlParserCtxtPtr      parser;
  GString          *text;
  unsigned          hidden;             /* open elements whose content is not shown */
  unsigned          preformatted;
  unsigned          n_quotes;
  unsigned          line_quotes;        /* of the line that was written last */
  unsigned          n_lists;
  unsigned          counters[LISTS_MAX];    /* 0 for a list without numbers */
  unsigned          newlines;           /* wanted before the next text */
  gboolean          space;              /* wanted before the next word */
  gboolean          line_begun;
  char             *href;
  gsize             href_start;
  gboolean          too_deep;
} Writer;

typedef enum
{
  KIND_INLINE,
  KIND_LINE,
  KIND_PARAGRAPH,
  KIND_HIDDEN,
} Kind;

typedef struct
{
  const char *name;
  Kind        kind;
} Element;

static const Element elements[] = {
  { "address", KIND_LINE },      { "article", KIND_LINE },   { "aside", KIND_LINE },
  { "blockquote", KIND_PARAGRAPH }, { "center", KIND_LINE }, { "dd", KIND_LINE },
  { "div", KIND_LINE },          { "dl", KIND_PARAGRAPH },   { "dt", KIND_LINE },
  { "fieldset", KIND_LINE },     { "footer", KIND_LINE },    { "form", KIND_LINE },
  { "h1", KIND_PARAGRAPH },      { "h2", KIND_PARAGRAPH },   { "h3", KIND_PARAGRAPH },
  { "h4", KIND_PARAGRAPH },      { "h5", KIND_PARAGRAPH },   { "h6", KIND_PARAGRAPH },
  { "header", KIND_LINE },       { "hr", KIND_LINE },        { "li", KIND_LINE },
  { "main", KIND_LINE },         { "ol", KIND_PARAGRAPH },   { "p", KIND_PARAGRAPH },
  { "pre", KIND_PARAGRAPH },     { "section", KIND_LINE },   { "table", KIND_LINE },
  { "tr", KIND_LINE },           { "ul", KIND_PARAGRAPH },   { "caption", KIND_LINE },
  { "script", KIND_HIDDEN },     { "style", KIND_HIDDEN },   { "title", KIND_HIDDEN },
  { "template", KIND_HIDDEN },   { "object", KIND_HIDDEN },  { "iframe", KIND_HIDDEN },
  { "noscript", KIND_INLINE },   { "select", KIND_HIDDEN },  { "textarea", KIND_HIDDEN },
  { "svg", KIND_HIDDEN },        { "math", KIND_INLINE },    { "noframes", KIND_INLINE },
};

static Kind
kind_of (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      if (g_ascii_strcasecmp (name, elements[i].name) == 0)
        return elements[i].kind;
    }
  return KIND_INLINE;
}

static void
want_newlines (Writer  *self,
               unsigned n)
{
  if (self->text->len == 0)
    return;
  self->newlines = MAX (self->newlines, n);
  self->space = FALSE;
}

static void
begin_line (Writer  *self,
            unsigned n_quotes,
            gboolean empty)
{
  for (unsigned i = 0; i < n_quotes; i++)
    g_string_append (self->text, empty && i + 1 == n_quotes ? ">" : "> ");
}

/* Ends the line where one was wanted and begins the next with its quote marks. An empty line
 * belongs to a quote if the lines around it do. */
static void
begin_text (Writer *self)
{
  unsigned n = self->newlines;

  if (n == 0 && self->line_begun)
    {
      if (self->space && self->text->str[self->text->len - 1] != ' ')
        g_string_append_c (self->text, ' ');
      self->space = FALSE;
      return;
    }

  for (unsigned i = 0; i < n; i++)
    {
      g_string_append_c (self->text, '\n');
      if (i + 1 < n)
        begin_line (self, MIN (self->line_quotes, self->n_quotes), TRUE);
    }
  begin_line (self, self->n_quotes, FALSE);
  self->line_quotes = self->n_quotes;
  self->newlines = 0;
  self->space = FALSE;
  self->line_begun = TRUE;
}

static void
append_text (Writer     *self,
             const char *text)
{
  begin_text (self);
  g_string_append (self->text, text);
}

static void
begin_item (Writer *self)
{
  g_autoptr(GString) mark = g_string_new (NULL);
  unsigned level = MIN (self->n_lists, LISTS_MAX);

  for (unsigned i = 1; i < level; i++)
    g_string_append (mark, "  ");
  if (level > 0 && self->counters[level - 1] > 0)
    g_string_append_printf (mark, "%u. ", self->counters[level - 1]++);
  else
    g_string_append (mark, "• ");
  append_text (self, mark->str);
}

static void
begin_list (Writer  *self,
            gboolean numbered)
{
  if (self->n_lists < LISTS_MAX)
    self->counters[self->n_lists] = numbered ? 1 : 0;
  self->n_lists++;
}

static const char *
get_attribute (const xmlChar **attributes,
               const char     *name)
{
  for (guint i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
    {
      if (g_ascii_strcasecmp ((const char *) attributes[i], name) == 0)
        return (const char *) attributes[i + 1];
    }
  return NULL;
}

static void
begin_link (Writer     *self,
            const char *href)
{
  g_clear_pointer (&self->href, g_free);
  if (href == NULL || (g_ascii_strncasecmp (href, "http:", 5) != 0
                       && g_ascii_strncasecmp (href, "https:", 6) != 0
                       && g_ascii_strncasecmp (href, "mailto:", 7) != 0))
    return;

  self->href = g_strstrip (g_utf8_make_valid (href, -1));
  self->href_start = self->text->len;
}

static gboolean
is_same_link (const char *href,
              const char *label)
{
  const char *start = strstr (href, "://");
  gsize length;

  if (strcmp (href, label) == 0)
    return TRUE;
  start = start != NULL ? start + 3 : strchr (href, ':') + 1;
  length = strlen (start);
  if (length > 0 && start[length - 1] == '/')
    length--;
  return length == strlen (label) && strncmp (start, label, length) == 0;
}

/* "Anser <https://…>"; a link around a picture alone, or that shows its address, says no more. */
static void
end_link (Writer *self)
{
  g_autofree char *href = g_steal_pointer (&self->href);
  g_autofree char *label = NULL;

  if (href == NULL || self->text->len <= self->href_start)
    return;

  label = g_strstrip (g_strdup (self->text->str + self->href_start));
  if (label[0] == '\0' || strlen (href) > 2000 || is_same_link (href, label))
    return;

  self->space = TRUE;
  append_text (self, "<");
  g_string_append (self->text, href);
  g_string_append_c (self->text, '>');
}

static void
append_picture (Writer     *self,
                const char *description)
{
  g_autofree char *valid = NULL;

  if (description == NULL || description[0] == '\0')
    return;
  valid = g_strstrip (g_utf8_make_valid (description, -1));
  if (valid[0] == '\0' || strchr (valid, '\n') != NULL)
    return;
  append_text (self, "[");
  g_string_append (self->text, valid);
  g_string_append_c (self->text, ']');
}

/* "display:none" hides a preheader, which is there for lists only, and worse. */
static gboolean
is_invisible (const xmlChar **attributes)
{
  const char *style = get_attribute (attributes, "style");
  const char *at = style != NULL ? strstr (style, "display") : NULL;

  if (at == NULL)
    return FALSE;
  at += strlen ("display");
  at += strspn (at, " \t:");
  return g_ascii_strncasecmp (at, "none", 4) == 0;
}

static gboolean
is_void (const char *name)
{
  static const char *const names[] = { "br", "hr", "img", "input", "meta", "link", "area", "base",
                                       "col", "wbr", "embed", "param", "source", "track" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (name, names[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
begin_special (Writer         *self,
               const char     *name,
               const xmlChar **attributes)
{
  if (strcmp (name, "br") == 0)
    self->newlines = self->text->len > 0 ? MIN (self->newlines + 1, 3) : 0;
  else if (strcmp (name, "hr") == 0)
    append_text (self, "――――――――――");
  else if (strcmp (name, "img") == 0)
    append_picture (self, get_attribute (attributes, "alt"));
  else if (strcmp (name, "a") == 0)
    begin_link (self, get_attribute (attributes, "href"));
  else if (strcmp (name, "li") == 0)
    begin_item (self);
  else if (strcmp (name, "ul") == 0 || strcmp (name, "ol") == 0)
    begin_list (self, name[0] == 'o');
  else if (strcmp (name, "blockquote") == 0 && self->n_quotes < QUOTES_MAX)
    self->n_quotes++;
  else if (strcmp (name, "pre") == 0)
    self->preformatted++;
  else if ((strcmp (name, "td") == 0 || strcmp (name, "th") == 0) && self->line_begun)
    self->space = TRUE;
}

static void
on_start_element (void           *user_data,
                  const xmlChar  *element,
                  const xmlChar **attributes)
{
  Writer *self = user_data;
  const char *name = (const char *) element;
  Kind kind = kind_of (name);

  if (self->parser->nameNr > DEPTH_MAX)
    {
      self->too_deep = TRUE;
      self->functions->stop (self->parser);
      return;
    }
  if (self->hidden > 0)
    {
      self->hidden += is_void (name) ? 0 : 1;
      return;
    }
  if (kind == KIND_HIDDEN || (!is_void (name) && is_invisible (attributes)))
    {
      self->hidden = 1;
      return;
    }

  if (kind == KIND_LINE)
    want_newlines (self, 1);
  else if (kind == KIND_PARAGRAPH)
    want_newlines (self, self->n_lists > 0 && strcmp (name, "p") != 0 ? 1 : 2);
  begin_special (self, name, attributes);
}

static void
end_special (Writer     *self,
             const char *name)
{
  if (strcmp (name, "a") == 0)
    end_link (self);
  else if ((strcmp (name, "ul") == 0 || strcmp (name, "ol") == 0) && self->n_lists > 0)
    self->n_lists--;
  else if (strcmp (name, "blockquote") == 0 && self->n_quotes > 0)
    self->n_quotes--;
  else if (strcmp (name, "pre") == 0 && self->preformatted > 0)
    self->preformatted--;
}

static void
on_end_element (void          *user_data,
                const xmlChar *element)
{
  Writer *self = user_data;
  const char *name = (const char *) element;
  Kind kind = kind_of (name);

  if (self->hidden > 0)
    {
      self->hidden -= is_void (name) ? 0 : 1;
      return;
    }

  end_special (self, name);
  if (kind == KIND_LINE)
    want_newlines (self, 1);
  else if (kind == KIND_PARAGRAPH)
    want_newlines (self, self->n_lists > 0 && strcmp (name, "p") != 0 ? 1 : 2);
}

static void
append_preformatted (Writer     *self,
                     const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\n')
        {
          self->newlines++;
          self->space = FALSE;
        }
      else if (*at != '\r')
        {
          begin_text (self);
          g_string_append_c (self->text, *at);
        }
    }
}

static void
on_characters (void          *user_data,
               const xmlChar *characters,
               int            length)
{
  Writer *self = user_data;
  g_autofree char *text = NULL;

  if (self->hidden > 0)
    return;

  text = g_utf8_make_valid ((const char *) characters, length);
  if (self->preformatted > 0)
    {
      append_preformatted (self, text);
      return;
    }

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0)
        {
          self->space = self->line_begun && self->newlines == 0;
          continue;
        }
      /* Soft hyphens and zero-width spaces fill the hidden first lines of newsletters. */
      if (c == 0xad || c == 0x200b || c == 0x200c || c == 0xfeff || c == 0x34f)
        continue;
      begin_text (self);
      g_string_append_unichar (self->text, c);
    }
}

/* Whether a tag has more attributes than anybody would write. */
static gboolean
has_endless_tag (const char *html)
{
  for (const char *at = strchr (html, '<'); at != NULL; at = strchr (at, '<'))
    {
      unsigned n = 0;

      for (at++; *at != '\0' && *at != '>' && *at != '<' && n <= ATTRIBUTES_MAX; at++)
        {
          n += strchr ("= \t\r\n/", *at) != NULL ? 1 : 0;
          if (at[0] == '=' && (at[1] == '"' || at[1] == '\''))
            {
              const char *end = strchr (at + 2, at[1]);

              at = end != NULL ? end : at + 1;
            }
        }
      if (n > ATTRIBUTES_MAX)
        return TRUE;
    }
  return FALSE;
}

/* Hostile pages: the tags are cut out without understanding them. */
static char *
strip_tags (const char *html)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean inside = FALSE;

  for (const char *at = html; *at != '\0'; at++)
    {
      if (*at == '<')
        inside = TRUE;
      else if (*at == '>')
        inside = FALSE;
      else if (!inside)
        g_string_append_c (text, *at);
    }
  return g_utf8_make_valid (text->str, text->len);
}

char *
anser_html_text_make (const char *html)
{
  htmlSAXHandler handler = {
    .startElement = on_start_element,
    .endElement = on_end_element,
    .characters = on_characters,
    .ignorableWhitespace = on_characters,
  };
  Writer self = { .functions = anser_html_parser_get () };
  gsize length;

  g_return_val_if_fail (html != NULL, NULL);

  if (self.functions == NULL || has_endless_tag (html))
    return strip_tags (html);

  self.text = g_string_new (NULL);
  self.parser = self.functions->create (&handler, &self, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
  self.functions->use_options (self.parser, HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                            HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
  length = strlen (html);
  for (gsize at = 0; at < length && !self.too_deep; at += CHUNK_SIZE)
    self.functions->parse_chunk (self.parser, html + at, MIN (CHUNK_SIZE, length - at), FALSE);
  if (!self.too_deep)
    self.functions->parse_chunk (self.parser, "", 0, TRUE);
  self.functions->free (self.parser);
  g_free (self.href);

  if (self.too_deep)
    {
      g_string_free (self.text, TRUE);
      return strip_tags (html);
    }
  if (self.text->len > 0)
    g_string_append_c (self.text, '\n');
  return g_string_free (self.text, FALSE);
}
