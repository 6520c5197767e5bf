/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "draft-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Images that the HTML of a letter shows: multipart/related (RFC 2387). Whoever writes the HTML calls
 * an image by the name of its file, "cid:logo.png"; in the letter each has an id that nobody else
 * uses (RFC 2392), and the HTML calls it by that.
 */

#define SCHEME "cid:"

static gboolean
ends_url (char c)
{
  return c == '\0' || strchr ("\"'<>() \t\r\n;,", c) != NULL;
}

/* How many octets of what follows "cid:" are @name, as it is or escaped as in a URL; 0 if another
 * name is there. */
static gsize
measure_name (const char *url,
              const char *name)
{
  gsize length = strlen (name);
  gsize n = 0;
  g_autofree char *unescaped = NULL;

  if (strncmp (url, name, length) == 0 && ends_url (url[length]))
    return length;
  while (!ends_url (url[n]))
    n++;
  unescaped = g_uri_unescape_segment (url, url + n, NULL);
  return unescaped != NULL && g_str_equal (unescaped, name) ? n : 0;
}

/* @html with @name called by @id. (transfer full): NULL if it does not show that image. */
static char *
replace_name (const char *html,
              const char *name,
              const char *id)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean found = FALSE;

  while (*html != '\0')
    {
      gsize n = g_ascii_strncasecmp (html, SCHEME, strlen (SCHEME)) == 0
                  ? measure_name (html + strlen (SCHEME), name) : 0;

      if (n == 0)
        {
          g_string_append_c (out, *html++);
          continue;
        }
      g_string_append_printf (out, SCHEME "%s", id);
      html += strlen (SCHEME) + n;
      found = TRUE;
    }
  return found ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* The part of the letter's own id before @ is random; one more number tells the images apart. */
static char *
make_content_id (AnserDraft *self)
{
  const char *message_id = anser_draft_get_message_id (self);

  return g_strdup_printf ("image%u.%s", self->inlines->len + 1, message_id);
}

gboolean
anser_draft_add_inline_file (AnserDraft  *self,
                             GFile       *file,
                             GError     **error)
{
  g_autoptr(AnserAttachment) image = NULL;
  char *html;

  g_return_val_if_fail (ANSER_IS_DRAFT (self) && G_IS_FILE (file), FALSE);

  image = anser_attachment_new_for_file (file, error);
  if (image == NULL)
    return FALSE;
  image->content_id = make_content_id (self);
  html = self->html != NULL ? replace_name (self->html, image->name, image->content_id) : NULL;
  if (html == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The HTML does not show the image “%s”. It shows one with "
                     "<img src=\"cid:%s\">, or attach the file."), image->name, image->name);
      return FALSE;
    }
  g_free (self->html);
  self->html = html;
  g_ptr_array_add (self->inlines, g_steal_pointer (&image));
  return TRUE;
}
