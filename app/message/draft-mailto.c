/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "draft-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
refuse (const char  *url,
        GError     **error)
{
  g_autofree char *shown = g_utf8_make_valid (url, -1);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("The link “%s” cannot be written to: it is no mail address."), shown);
  return FALSE;
}

/* Percent signs opened, line ends as LF. NULL if it is no UTF-8. "+" stands for itself. */
static char *
unescape (const char *text)
{
  g_autofree char *plain = g_uri_unescape_string (text, NULL);
  char *to = plain;

  if (plain == NULL || !g_utf8_validate (plain, -1, NULL))
    return NULL;
  for (const char *at = plain; *at != '\0'; at++)
    {
      if (*at != '\r')
        *to++ = *at;
      else if (at[1] != '\n')
        *to++ = '\n';
    }
  *to = '\0';
  return g_steal_pointer (&plain);
}

static gboolean
add_addresses (GPtrArray  *list,
               const char *text)
{
  g_autoptr(GPtrArray) addresses = anser_addresses_parse (text, NULL);

  if (addresses == NULL)
    return FALSE;
  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add (list, anser_address_copy (g_ptr_array_index (addresses, i)));
  return TRUE;
}

static void
set_in_reply_to (AnserDraft *self,
                 const char *value)
{
  const char *start = value + strspn (value, " <");
  g_autofree char *id = g_strndup (start, strcspn (start, "> \n"));

  if (id[0] == '\0')
    return;
  g_free (self->in_reply_to);
  self->in_reply_to = g_steal_pointer (&id);
}

/* One name=value. Only what a page may decide: no From, no files, no other fields (RFC 6068
 * section 4). */
static gboolean
apply (AnserDraft *self,
       const char *field)
{
  const char *equals = strchr (field, '=');
  g_autofree char *raw_name = equals != NULL ? g_strndup (field, equals - field) : NULL;
  g_autofree char *name = raw_name != NULL ? unescape (raw_name) : NULL;
  g_autofree char *value = equals != NULL ? unescape (equals + 1) : NULL;

  if (name == NULL || value == NULL)
    return field[0] == '\0';

  if (g_ascii_strcasecmp (name, "to") == 0)
    return add_addresses (self->to, value);
  if (g_ascii_strcasecmp (name, "cc") == 0)
    return add_addresses (self->cc, value);
  if (g_ascii_strcasecmp (name, "bcc") == 0)
    return add_addresses (self->bcc, value);

  if (g_ascii_strcasecmp (name, "subject") == 0)
    anser_draft_set_subject (self, g_strdelimit (value, "\n\t", ' '));
  else if (g_ascii_strcasecmp (name, "body") == 0)
    anser_draft_set_text (self, value);
  else if (g_ascii_strcasecmp (name, "in-reply-to") == 0)
    set_in_reply_to (self, value);
  return TRUE;
}

static gboolean
apply_all (AnserDraft *self,
           const char *query)
{
  g_auto(GStrv) fields = g_strsplit (query, "&", -1);

  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *field = fields[i];

      /* Links in HTML that were copied raw. */
      if (g_str_has_prefix (field, "amp;"))
        field += strlen ("amp;");
      if (!apply (self, field))
        return FALSE;
    }
  return TRUE;
}

AnserDraft *
anser_draft_new_for_mailto (const char  *url,
                            GError     **error)
{
  g_autoptr(AnserDraft) self = NULL;
  g_autofree char *path = NULL;
  g_autofree char *to = NULL;
  const char *rest;
  gsize length;

  g_return_val_if_fail (url != NULL, NULL);

  if (g_ascii_strncasecmp (url, "mailto:", 7) != 0)
    {
      refuse (url, error);
      return NULL;
    }

  self = anser_draft_new ();
  rest = url + 7;
  if (g_str_has_prefix (rest, "//"))
    rest += 2;
  length = strcspn (rest, "?#");
  path = g_strndup (rest, length);
  to = unescape (path);
  if (to == NULL || !add_addresses (self->to, to))
    {
      refuse (url, error);
      return NULL;
    }

  if (rest[length] == '?')
    {
      g_autofree char *query = g_strndup (rest + length + 1, strcspn (rest + length + 1, "#"));

      if (!apply_all (self, query))
        {
          refuse (url, error);
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}
