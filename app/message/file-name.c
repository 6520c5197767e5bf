/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "file-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define NAME_MAX_BYTES      200
#define EXTENSION_MAX_BYTES 20

typedef struct
{
  const char *content_type;
  const char *extension;
} Extension;

static const Extension extensions[] = {
  { "text/plain", ".txt" },        { "text/html", ".html" },
  { "text/calendar", ".ics" },     { "text/csv", ".csv" },
  { "image/jpeg", ".jpg" },        { "image/png", ".png" },
  { "image/gif", ".gif" },         { "image/svg+xml", ".svg" },
  { "image/webp", ".webp" },       { "application/pdf", ".pdf" },
  { "application/zip", ".zip" },   { "message/rfc822", ".eml" },
  { "application/pgp-signature", ".asc" },
  { "application/ms-tnef", ".dat" },
};

/* Shows as nothing, or turns the reading direction so that "gpj.exe" seems to be "exe.jpg". */
static gboolean
is_deceptive (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_PRIVATE_USE
         || type == G_UNICODE_SURROGATE || (type == G_UNICODE_SPACE_SEPARATOR && c != ' ');
}

static char *
clean (const char *name)
{
  g_autoptr(GString) safe = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_deceptive (c))
        {
          if (g_unichar_isspace (c))
            g_string_append_c (safe, ' ');
        }
      else if (c < 0x80 && strchr (":*?\"<>|", (char) c) != NULL)
        {
          g_string_append_c (safe, '_');
        }
      else
        {
          g_string_append_unichar (safe, c);
        }
    }

  return g_string_free (g_steal_pointer (&safe), FALSE);
}

/* The part after the last separator of either kind. */
static const char *
last_element (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    {
      if ((*at == '/' || *at == '\\') && at[1] != '\0')
        name = at + 1;
    }
  return name;
}

/* No leading dot (a hidden file), no dots or spaces at the end (which Windows drops). */
static char *
trim (char *name)
{
  gsize length;
  gsize n_lead = strspn (name, ". _");

  /* A name of nothing but these is no name; an underscore in front of one may stay. */
  if (name[n_lead] == '\0')
    n_lead = strlen (name);
  else
    n_lead = strspn (name, ". ");
  memmove (name, name + n_lead, strlen (name + n_lead) + 1);
  length = strlen (name);
  while (length > 0 && strchr (". /\\", name[length - 1]) != NULL)
    name[--length] = '\0';
  return name;
}

static char *
shorten (const char *name)
{
  const char *extension = strrchr (name, '.');
  g_autofree char *stem = NULL;
  gsize n_stem;

  if (strlen (name) <= NAME_MAX_BYTES)
    return g_strdup (name);
  if (extension == NULL || strlen (extension) > EXTENSION_MAX_BYTES)
    extension = "";

  n_stem = NAME_MAX_BYTES - strlen (extension);
  while (n_stem > 0 && ((guchar) name[n_stem] & 0xc0) == 0x80)
    n_stem--;
  stem = g_strndup (name, n_stem);
  return g_strconcat (stem, extension, NULL);
}

static char *
make_up (const char *content_type)
{
  const char *extension = "";

  for (gsize i = 0; content_type != NULL && i < G_N_ELEMENTS (extensions); i++)
    {
      if (g_ascii_strcasecmp (content_type, extensions[i].content_type) == 0)
        extension = extensions[i].extension;
    }
  /* Translators: the file name of an attachment that has none; an extension may follow. */
  return g_strconcat (_("attachment"), extension, NULL);
}

char *
anser_file_name_make_safe (const char *name,
                           const char *content_type)
{
  g_autofree char *valid = NULL;
  g_autofree char *safe = NULL;

  if (name == NULL)
    return make_up (content_type);

  valid = g_utf8_make_valid (name, -1);
  safe = trim (clean (last_element (valid)));
  if (safe[0] == '\0')
    return make_up (content_type);
  return shorten (safe);
}
