/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "address.h"

#include "address-list.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 5321 section 4.5.3.1.3 allows 254; a few more because some count in characters. */
#define ADDRESS_MAX 320
#define ATEXT       "!#$%&'*+-/=?^_`{|}~."

G_DEFINE_BOXED_TYPE (AnserAddress, anser_address, anser_address_copy, anser_address_free)

/* Characters that are neither seen nor typed, which come along when one copies from a page, go;
 * the wide signs of a Chinese keyboard become the plain ones. */
static char *
tidy_typed (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) tidy = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      if (c == '"')
        quoted = !quoted;
      if (c == 0xff20 && !quoted)
        c = '@';
      else if (c == 0xff1c && !quoted)
        c = '<';
      else if (c == 0xff1e && !quoted)
        c = '>';
      else if (c != '\n' && c != '\r' && g_unichar_isspace (c))
        c = ' ';
      g_string_append_unichar (tidy, c);
    }

  return g_string_free (g_steal_pointer (&tidy), FALSE);
}

static gboolean
is_visible (gunichar c)
{
  return g_unichar_isgraph (c) && g_unichar_type (c) != G_UNICODE_PRIVATE_USE;
}

static gboolean
is_quoted_local (const char *local,
                 gsize       length)
{
  if (length < 3 || local[0] != '"' || local[length - 1] != '"')
    return FALSE;
  for (gsize i = 1; i < length - 1; i++)
    {
      if (local[i] == '\\' && i + 1 < length - 1)
        i++;
      else if (local[i] == '"' || local[i] == '\\')
        return FALSE;
      if (g_ascii_iscntrl (local[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_local (const char *local,
          gsize       length)
{
  if (length == 0)
    return FALSE;
  if (local[0] == '"')
    return is_quoted_local (local, length);

  for (const char *at = local; at < local + length; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 0x80 ? !g_ascii_isalnum (c) && strchr (ATEXT, (char) c) == NULL : !is_visible (c))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_domain (const char *domain)
{
  gsize length = strlen (domain);
  gboolean label = FALSE;

  if (domain[0] == '[')
    return length > 2 && strcspn (domain, "]") == length - 1
           && strspn (domain + 1, "0123456789abcdefABCDEF.:IPv") == length - 2;

  for (const char *at = domain; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '.' && !label)
        return FALSE;
      label = c != '.';
      if (c < 0x80 ? !g_ascii_isalnum (c) && strchr (".-_", (char) c) == NULL : !is_visible (c))
        return FALSE;
    }
  return label;
}

static gboolean
is_addr_spec (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL && strlen (address) <= ADDRESS_MAX
         && is_local (address, at - address) && is_domain (at + 1);
}

/* "a@example.org b@example.org": nothing but addresses with spaces between. */
static gboolean
add_spaced (GPtrArray  *addresses,
            const char *piece)
{
  g_auto(GStrv) words = g_strsplit (piece, " ", -1);

  if (words[0] == NULL || words[1] == NULL)
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] != '\0' && !is_addr_spec (words[i]))
        return FALSE;
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] != '\0')
        g_ptr_array_add (addresses, anser_address_new (NULL, words[i]));
    }
  return TRUE;
}

static gboolean
add_typed (GPtrArray   *addresses,
           const char  *piece,
           GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;

  if (add_spaced (addresses, piece))
    return TRUE;

  anser_address_list_part (piece, &name, &address);
  if (!is_addr_spec (address))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not an address. An address looks like name@example.org."), piece);
      return FALSE;
    }

  g_ptr_array_add (addresses, anser_address_new (name, address));
  return TRUE;
}

static char *
quote_name (const char *name)
{
  static const char *const wide[] = { "，", "；", "、", "＠", "＜", "＞" };
  g_autofree char *clean = g_strdup (name);
  g_autoptr(GString) quoted = g_string_new ("\"");
  gboolean needed = strpbrk (name, "()<>[]:;@\\,.\"") != NULL || strstr (name, "=?") != NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wide); i++)
    needed = needed || strstr (name, wide[i]) != NULL;
  for (char *at = clean; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = ' ';
      if (*at == '"' || *at == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *at);
    }
  if (!needed)
    return g_steal_pointer (&clean);

  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

/* xn-- and the written name are the same domain. */
static gboolean
domain_equal (const char *first,
              const char *second)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (g_ascii_strcasecmp (first, second) == 0)
    return TRUE;
  if (g_str_is_ascii (first) && g_str_is_ascii (second))
    return FALSE;

  a = g_hostname_to_ascii (first);
  b = g_hostname_to_ascii (second);
  return a != NULL && b != NULL && g_ascii_strcasecmp (a, b) == 0;
}

AnserAddress *
anser_address_new (const char *name,
                   const char *address)
{
  AnserAddress *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (AnserAddress, 1);
  self->name = name != NULL && name[0] != '\0' ? g_strdup (name) : NULL;
  self->address = g_strdup (address);
  return self;
}

AnserAddress *
anser_address_copy (const AnserAddress *self)
{
  return self != NULL ? anser_address_new (self->name, self->address) : NULL;
}

void
anser_address_free (AnserAddress *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

char *
anser_address_to_string (const AnserAddress *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->name == NULL)
    return g_strdup (self->address);

  name = quote_name (self->name);
  if (self->address[0] == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s <%s>", name, self->address);
}

const char *
anser_address_get_label (const AnserAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name != NULL ? self->name : self->address;
}

gboolean
anser_address_equal (const AnserAddress *self,
                     const AnserAddress *other)
{
  const char *at;
  const char *other_at;

  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  at = strrchr (self->address, '@');
  other_at = strrchr (other->address, '@');
  if (at == NULL || other_at == NULL)
    return g_str_equal (self->address, other->address);

  return at - self->address == other_at - other->address
         && memcmp (self->address, other->address, at - self->address) == 0
         && domain_equal (at + 1, other_at + 1);
}

GPtrArray *
anser_addresses_parse (const char  *text,
                       GError     **error)
{
  g_autoptr(GPtrArray) addresses = NULL;
  g_autoptr(GPtrArray) pieces = NULL;
  g_autofree char *tidy = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);
  tidy = tidy_typed (text);
  pieces = anser_address_list_split (tidy, TRUE);
  for (guint i = 0; i < pieces->len; i++)
    {
      if (!add_typed (addresses, g_ptr_array_index (pieces, i), error))
        return NULL;
    }

  return g_steal_pointer (&addresses);
}

char *
anser_addresses_to_string (GPtrArray *addresses)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (addresses != NULL, NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *one = anser_address_to_string (g_ptr_array_index (addresses, i));

      if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, one);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
