/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "draft-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#define HEADER_VALUE_MAX 10000

G_DEFINE_FINAL_TYPE (AnserDraft, anser_draft, G_TYPE_OBJECT)

static void
header_free (AnserDraftHeader *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static GPtrArray *
new_addresses (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);
}

static gpointer
copy_attachment (gconstpointer attachment,
                 gpointer      user_data)
{
  return anser_attachment_copy (attachment);
}

static gpointer
copy_header (gconstpointer header,
             gpointer      user_data)
{
  const AnserDraftHeader *self = header;
  AnserDraftHeader *copy = g_new0 (AnserDraftHeader, 1);

  copy->name = g_strdup (self->name);
  copy->value = g_strdup (self->value);
  return copy;
}

static void
replace_addresses (GPtrArray **list,
                   GPtrArray  *addresses)
{
  GPtrArray *copy = new_addresses ();

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    g_ptr_array_add (copy, anser_address_copy (g_ptr_array_index (addresses, i)));
  g_ptr_array_unref (*list);
  *list = copy;
}

static void
replace_string (char       **string,
                const char  *value)
{
  char *copy = g_strdup (value);

  g_free (*string);
  *string = copy;
}

/* The domain of @address for a Message-ID, which is ASCII. */
static char *
id_domain (const AnserAddress *address)
{
  const char *at = address != NULL ? strrchr (address->address, '@') : NULL;
  g_autofree char *domain = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;

  if (domain == NULL || domain[0] == '\0')
    return g_strdup ("localhost");
  for (const char *c = domain; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && strchr (".-_", *c) == NULL)
        return g_strdup ("localhost");
    }
  return g_steal_pointer (&domain);
}

/* 128 random bits: nobody can guess it, and no clock or host name can be read from it. */
static char *
make_message_id (const AnserAddress *from)
{
  g_autofree char *domain = id_domain (from);
  g_autoptr(GString) id = g_string_new (NULL);
  guint8 random[16];

  if (getentropy (random, sizeof random) != 0)
    {
      for (gsize i = 0; i < sizeof random; i++)
        random[i] = g_random_int_range (0, 256);
    }
  for (gsize i = 0; i < sizeof random; i++)
    g_string_append_printf (id, "%02x", random[i]);
  g_string_append_printf (id, "@%s", domain);
  return g_string_free (g_steal_pointer (&id), FALSE);
}

/* Fields that the letter has anyway; a second one would make it invalid. */
static gboolean
is_own_header (const char *name)
{
  static const char *const names[] = { "From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date",
                                       "Message-ID", "In-Reply-To", "References", "MIME-Version" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (name, names[i]) == 0)
        return TRUE;
    }
  return g_ascii_strncasecmp (name, "Content-", 8) == 0;
}

static gboolean
is_header_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at <= ' ' || *at >= 0x7f || *at == ':')
        return FALSE;
    }
  return name[0] != '\0' && strlen (name) <= 70;
}

static gboolean
is_header_value (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at) && *at != '\t')
        return FALSE;
    }
  return g_utf8_validate (value, -1, NULL) && strlen (value) <= HEADER_VALUE_MAX;
}

static void
add_recipients (GPtrArray  *recipients,
                GHashTable *seen,
                GPtrArray  *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *address = g_ptr_array_index (addresses, i);
      const char *at = strrchr (address->address, '@');
      g_autofree char *local = NULL;
      g_autofree char *domain = NULL;
      g_autofree char *key = NULL;

      if (at == NULL)
        continue;
      local = g_strndup (address->address, at - address->address);
      domain = g_utf8_casefold (at, -1);
      key = g_strconcat (local, domain, NULL);
      if (g_hash_table_add (seen, g_steal_pointer (&key)))
        g_ptr_array_add (recipients, g_strdup (address->address));
    }
}

static AnserAttachment *
get_attachment (AnserDraft *self,
                unsigned    position)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self) && position < self->attachments->len, NULL);

  return g_ptr_array_index (self->attachments, position);
}

static void
anser_draft_finalize (GObject *object)
{
  AnserDraft *self = ANSER_DRAFT (object);

  anser_address_free (self->from);
  g_clear_pointer (&self->to, g_ptr_array_unref);
  g_clear_pointer (&self->cc, g_ptr_array_unref);
  g_clear_pointer (&self->bcc, g_ptr_array_unref);
  g_clear_pointer (&self->reply_to, g_ptr_array_unref);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->inlines, g_ptr_array_unref);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  G_OBJECT_CLASS (anser_draft_parent_class)->finalize (object);
}

static void
anser_draft_class_init (AnserDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_draft_finalize;
}

static void
anser_draft_init (AnserDraft *self)
{
  self->to = new_addresses ();
  self->cc = new_addresses ();
  self->bcc = new_addresses ();
  self->reply_to = new_addresses ();
  self->subject = g_strdup ("");
  self->text = g_strdup ("");
  self->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) header_free);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_attachment_free);
  self->inlines = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_attachment_free);
}

AnserDraft *
anser_draft_new (void)
{
  return g_object_new (ANSER_TYPE_DRAFT, NULL);
}

/**
 * anser_draft_copy:
 * @self: a draft
 *
 * The copy has the same Message-ID, so that it is known as the same letter wherever it is built.
 *
 * Returns: (transfer full): an independent copy
 */
AnserDraft *
anser_draft_copy (AnserDraft *self)
{
  AnserDraft *copy;

  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  copy = anser_draft_new ();
  copy->from = anser_address_copy (self->from);
  replace_addresses (&copy->to, self->to);
  replace_addresses (&copy->cc, self->cc);
  replace_addresses (&copy->bcc, self->bcc);
  replace_addresses (&copy->reply_to, self->reply_to);
  replace_string (&copy->subject, self->subject);
  replace_string (&copy->text, self->text);
  copy->html = g_strdup (self->html);
  g_ptr_array_extend (copy->headers, self->headers, (GCopyFunc) copy_header, NULL);
  g_ptr_array_extend (copy->attachments, self->attachments, (GCopyFunc) copy_attachment, NULL);
  g_ptr_array_extend (copy->inlines, self->inlines, (GCopyFunc) copy_attachment, NULL);
  copy->message_id = g_strdup (anser_draft_get_message_id (self));
  copy->in_reply_to = g_strdup (self->in_reply_to);
  copy->references = g_strdupv (self->references);
  return copy;
}

void
anser_draft_set_from (AnserDraft         *self,
                      const AnserAddress *from)
{
  AnserAddress *copy;

  g_return_if_fail (ANSER_IS_DRAFT (self));

  copy = anser_address_copy (from);
  anser_address_free (self->from);
  self->from = copy;
}

const AnserAddress *
anser_draft_get_from (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->from;
}

void
anser_draft_set_to (AnserDraft *self,
                    GPtrArray  *addresses)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_addresses (&self->to, addresses);
}

void
anser_draft_set_cc (AnserDraft *self,
                    GPtrArray  *addresses)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_addresses (&self->cc, addresses);
}

void
anser_draft_set_bcc (AnserDraft *self,
                     GPtrArray  *addresses)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_addresses (&self->bcc, addresses);
}

void
anser_draft_set_reply_to (AnserDraft *self,
                          GPtrArray  *addresses)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_addresses (&self->reply_to, addresses);
}

GPtrArray *
anser_draft_get_to (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->to;
}

GPtrArray *
anser_draft_get_cc (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->cc;
}

GPtrArray *
anser_draft_get_bcc (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->bcc;
}

void
anser_draft_set_subject (AnserDraft *self,
                         const char *subject)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_string (&self->subject, subject != NULL ? subject : "");
}

const char *
anser_draft_get_subject (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->subject;
}

void
anser_draft_set_text (AnserDraft *self,
                      const char *text)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_string (&self->text, text != NULL ? text : "");
}

const char *
anser_draft_get_text (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->text;
}

void
anser_draft_set_html (AnserDraft *self,
                      const char *html)
{
  g_return_if_fail (ANSER_IS_DRAFT (self));

  replace_string (&self->html, html);
}

gboolean
anser_draft_add_header (AnserDraft  *self,
                        const char  *name,
                        const char  *value,
                        GError     **error)
{
  AnserDraftHeader *header;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (ANSER_IS_DRAFT (self) && name != NULL && value != NULL, FALSE);

  if (!is_header_name (name) || is_own_header (name) || !is_header_value (value))
    {
      shown = g_strescape (name, NULL);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   is_header_name (name) && !is_own_header (name)
                   ? _("The value of the header field “%s” cannot be sent. It must be one line of "
                       "text.")
                   : _("“%s” cannot be added as a header field. Choose another name."), shown);
      return FALSE;
    }

  header = g_new0 (AnserDraftHeader, 1);
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  g_ptr_array_add (self->headers, header);
  return TRUE;
}

gboolean
anser_draft_attach_file (AnserDraft  *self,
                         GFile       *file,
                         GError     **error)
{
  AnserAttachment *attachment;

  g_return_val_if_fail (ANSER_IS_DRAFT (self) && G_IS_FILE (file), FALSE);

  attachment = anser_attachment_new_for_file (file, error);
  if (attachment == NULL)
    return FALSE;

  g_ptr_array_add (self->attachments, attachment);
  return TRUE;
}

void
anser_draft_attach_bytes (AnserDraft *self,
                          GBytes     *bytes,
                          const char *name,
                          const char *content_type)
{
  g_return_if_fail (ANSER_IS_DRAFT (self) && bytes != NULL);

  g_ptr_array_add (self->attachments, anser_attachment_new_for_bytes (bytes, name, content_type));
}

unsigned
anser_draft_get_n_attachments (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), 0);

  return self->attachments->len;
}

const char *
anser_draft_get_attachment_name (AnserDraft *self,
                                 unsigned    position)
{
  AnserAttachment *attachment = get_attachment (self, position);

  return attachment != NULL ? attachment->name : NULL;
}

const char *
anser_draft_get_attachment_type (AnserDraft *self,
                                 unsigned    position)
{
  AnserAttachment *attachment = get_attachment (self, position);

  return attachment != NULL ? attachment->content_type : NULL;
}

gint64
anser_draft_get_attachment_size (AnserDraft *self,
                                 unsigned    position)
{
  AnserAttachment *attachment = get_attachment (self, position);

  return attachment != NULL ? attachment->size : 0;
}

void
anser_draft_remove_attachment (AnserDraft *self,
                               unsigned    position)
{
  g_return_if_fail (ANSER_IS_DRAFT (self) && position < self->attachments->len);

  g_ptr_array_remove_index (self->attachments, position);
}

GPtrArray *
anser_draft_get_recipients (AnserDraft *self)
{
  g_autoptr(GHashTable) seen = NULL;
  GPtrArray *recipients;

  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  recipients = g_ptr_array_new_with_free_func (g_free);
  add_recipients (recipients, seen, self->to);
  add_recipients (recipients, seen, self->cc);
  add_recipients (recipients, seen, self->bcc);
  return recipients;
}

const char *
anser_draft_get_message_id (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  if (self->message_id == NULL)
    self->message_id = make_message_id (self->from);
  return self->message_id;
}

const char *
anser_draft_get_in_reply_to (AnserDraft *self)
{
  g_return_val_if_fail (ANSER_IS_DRAFT (self), NULL);

  return self->in_reply_to;
}
