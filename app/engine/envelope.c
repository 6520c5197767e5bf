/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "envelope.h"

#include "errors.h"
#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (AnserEnvelope, anser_envelope, anser_envelope_copy, anser_envelope_free)

static char *
copy_string (gconstpointer source,
             gpointer      unused)
{
  return g_strdup (source);
}

/**
 * anser_envelope_new:
 * @sender: (nullable): address for MAIL FROM; %NULL or "" for the null reverse-path
 *
 * Returns: (transfer full): an envelope without recipients
 */
AnserEnvelope *
anser_envelope_new (const char *sender)
{
  AnserEnvelope *self = g_new0 (AnserEnvelope, 1);

  self->sender = g_strdup (sender != NULL ? sender : "");
  self->recipients = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * anser_envelope_copy:
 *
 * Returns: (transfer full): a copy that shares nothing
 */
AnserEnvelope *
anser_envelope_copy (const AnserEnvelope *self)
{
  AnserEnvelope *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (AnserEnvelope, 1);
  copy->sender = g_strdup (self->sender);
  copy->recipients = g_ptr_array_copy (self->recipients, (GCopyFunc) copy_string, NULL);
  g_ptr_array_set_free_func (copy->recipients, g_free);
  copy->size = self->size;
  copy->eight_bit = self->eight_bit;
  copy->binary = self->binary;
  copy->partial = self->partial;
  copy->notify = self->notify;
  copy->ret = self->ret;
  copy->envid = g_strdup (self->envid);
  copy->orcpt = self->orcpt;

  return copy;
}

void
anser_envelope_free (AnserEnvelope *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->sender);
  g_ptr_array_unref (self->recipients);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_free (self->envid);
  g_free (self);
}

/* Is there nothing that would end the path, or the command, too early? RFC 5321 section 4.1.2. */
static gboolean
is_safe (const char *address)
{
  gboolean quoted = FALSE;

  if (!g_utf8_validate (address, -1, NULL))
    return FALSE;

  for (const char *c = address; *c != '\0'; c++)
    {
      if ((unsigned char) *c < 0x20 || *c == 0x7f)
        return FALSE;

      if (quoted && *c == '\\')
        {
          c++;
          if ((unsigned char) *c < 0x20 || *c == 0x7f)
            return FALSE;
        }
      else if (*c == '"')
        {
          quoted = !quoted;
        }
      else if (!quoted && strchr (" <>", *c) != NULL)
        {
          return FALSE;
        }
    }

  return !quoted;
}

/**
 * anser_envelope_check_address:
 * @address: an address for MAIL or RCPT, not empty
 *
 * Returns: whether it can be written between < and >; if not, %ANSER_ERROR_INVALID_INPUT
 */
gboolean
anser_envelope_check_address (const char  *address,
                              GError     **error)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (address != NULL, FALSE);

  if (address[0] != '\0' && address[0] != '@' && is_safe (address))
    return TRUE;

  shown = anser_text_from_server (address, strlen (address));
  g_set_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
               _("“%s” is not an e-mail address. Nothing was sent. Correct it, then try again."),
               shown);
  return FALSE;
}

/* What two spellings of one mailbox have in common: exact local part, domain in any case (S31). */
static char *
make_key (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *domain = at != NULL ? g_utf8_casefold (at, -1) : g_strdup ("");
  g_autofree char *local = at != NULL ? g_strndup (address, (gsize) (at - address))
                                      : g_strdup (address);

  return g_strconcat (local, domain, NULL);
}

static void
note_known (AnserEnvelope *self)
{
  if (self->known != NULL)
    return;

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->recipients->len; i++)
    g_hash_table_add (self->known, make_key (g_ptr_array_index (self->recipients, i)));
}

/**
 * anser_envelope_add_recipient:
 * @address: a bare address, without name and angle brackets
 *
 * Does nothing for an address that is there already.
 */
gboolean
anser_envelope_add_recipient (AnserEnvelope  *self,
                              const char     *address,
                              GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (!anser_envelope_check_address (address, error))
    return FALSE;

  note_known (self);
  if (g_hash_table_add (self->known, make_key (address)))
    g_ptr_array_add (self->recipients, g_strdup (address));

  return TRUE;
}

/**
 * anser_envelope_check:
 *
 * Returns: whether MAIL and RCPT can say all of this envelope
 */
gboolean
anser_envelope_check (const AnserEnvelope  *self,
                      GError              **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->sender[0] != '\0' && !anser_envelope_check_address (self->sender, error))
    return FALSE;
  if (self->envid != NULL && !anser_dsn_check_envid (self->envid, error))
    return FALSE;

  for (guint i = 0; i < self->recipients->len; i++)
    if (!anser_envelope_check_address (g_ptr_array_index (self->recipients, i), error))
      return FALSE;

  if (self->recipients->len > 0)
    return TRUE;
  g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                       _("The message has no recipients. Add one, then send it again."));
  return FALSE;
}

static gboolean
has_utf8_local_part (const char *address)
{
  const char *at = strrchr (address, '@');

  for (const char *c = address; *c != '\0' && c != at; c++)
    if ((unsigned char) *c >= 0x80)
      return TRUE;
  return FALSE;
}

gboolean
anser_envelope_needs_utf8 (const AnserEnvelope *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (has_utf8_local_part (self->sender))
    return TRUE;
  for (guint i = 0; i < self->recipients->len; i++)
    if (has_utf8_local_part (g_ptr_array_index (self->recipients, i)))
      return TRUE;
  return FALSE;
}

/* Compatibility forms turn into ASCII on the way, ">" among them. */
static gboolean
is_host_name (const char *domain)
{
  for (const char *c = domain; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-._", *c) == NULL)
      return FALSE;
  return domain[0] != '\0';
}

/**
 * anser_envelope_to_ascii:
 * @address: one that anser_envelope_check_address() found good
 *
 * Returns: (transfer full) (nullable): the same address, in ASCII only
 */
char *
anser_envelope_to_ascii (const char  *address,
                         GError     **error)
{
  const char *at;
  g_autofree char *domain = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  if (g_str_is_ascii (address))
    return g_strdup (address);
  if (has_utf8_local_part (address))
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED,
                   _("This mail server cannot send with the address “%s”, because of the letters "
                     "before the @. Nothing was sent. Use another address instead, then try "
                     "again."), address);
      return NULL;
    }

  at = strrchr (address, '@');
  domain = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;
  if (domain == NULL || !is_host_name (domain))
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                   _("The domain of the address “%s” cannot exist. Nothing was sent. Correct it, "
                     "then try again."), address);
      return NULL;
    }
  return g_strdup_printf ("%.*s@%s", (int) (at - address), address, domain);
}

void
anser_recipient_result_free (AnserRecipientResult *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->recipient);
  g_free (self->text);
  g_free (self);
}
