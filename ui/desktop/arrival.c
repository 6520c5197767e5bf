/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/arrival.h"

#include "store/store-search.h"

#include <glib/gi18n.h>

#define MOST_SENDERS 3

/* U+2060, nothing to be seen: what follows is no markup, which some desktops look for in the text. */
#define WORD_JOINER "\342\201\240"

static gboolean
is_news (const AnserLetterData *letter)
{
  return letter != NULL && !(letter->flags & ANSER_LETTER_SEEN) &&
         (letter->role == ANSER_FOLDER_INBOX || letter->role == ANSER_FOLDER_OTHER);
}

static void
add_sender (AnserArrival *self,
            GHashTable   *known,
            GPtrArray    *names,
            const char   *sender)
{
  if (*sender == '\0' || !g_hash_table_add (known, g_strdup (sender)))
    return;

  self->n_senders++;
  if (names->len < MOST_SENDERS)
    g_ptr_array_add (names, g_strdup (sender));
}

static void
take_letters (AnserArrival *self,
              AnserStore   *store,
              GArray       *letters,
              GPtrArray    *names)
{
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < letters->len; i++)
    {
      gint64 id = g_array_index (letters, gint64, i);
      g_autoptr(AnserLetterData) letter = anser_store_read_letter (store, id, NULL);

      if (!is_news (letter))
        continue;

      g_array_append_val (self->letters, id);
      add_sender (self, known, names, letter->sender);
      g_free (self->subject);
      self->subject = g_strdup (letter->subject);
    }
}

AnserArrival *
anser_arrival_new (AnserStore *store,
                   const char *account,
                   GArray     *letters)
{
  g_autoptr(AnserArrival) self = NULL;
  g_autoptr(GPtrArray) names = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL && letters != NULL, NULL);

  self = g_new0 (AnserArrival, 1);
  self->account = g_strdup (account);
  self->letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  names = g_ptr_array_new_with_free_func (g_free);
  take_letters (self, store, letters, names);
  g_ptr_array_add (names, NULL);
  self->senders = (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);

  return self->letters->len > 0 ? g_steal_pointer (&self) : NULL;
}

void
anser_arrival_free (AnserArrival *self)
{
  g_free (self->account);
  g_array_unref (self->letters);
  g_strfreev (self->senders);
  g_free (self->subject);
  g_free (self);
}

/* From the end, so that one letter that is still unread is the only one that is looked at. */
gboolean
anser_arrival_refresh (AnserArrival *self,
                       AnserStore   *store)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  while (self->letters->len > 0)
    {
      gint64 last = g_array_index (self->letters, gint64, self->letters->len - 1);
      g_autoptr(AnserLetterData) letter = anser_store_read_letter (store, last, NULL);

      if (is_news (letter))
        return TRUE;
      g_array_set_size (self->letters, self->letters->len - 1);
    }

  return FALSE;
}

/* What a stranger wrote, as a text without markup in it. */
static char *
dup_plain (const char *text)
{
  g_autoptr(GString) plain = g_string_new (text);

  g_string_replace (plain, "<", "<" WORD_JOINER, 0);
  g_string_replace (plain, "&", "&" WORD_JOINER, 0);

  return g_strdup (plain->str);
}

static char *
dup_senders (const AnserArrival *self)
{
  g_autofree char *names = NULL;
  unsigned others = self->n_senders - g_strv_length (self->senders);

  /* Translators: between the names of those who wrote. */
  names = g_strjoinv (_(", "), self->senders);
  if (others == 0)
    return g_steal_pointer (&names);

  /* Translators: the names of some who wrote, and how many more there are. */
  return g_strdup_printf (ngettext ("%s and %u other", "%s and %u others", others), names, others);
}

static char *
dup_title (const AnserArrival *self,
           gboolean            details)
{
  unsigned n = self->letters->len;

  if (n == 1 && details && self->senders[0] != NULL)
    return g_strdup (self->senders[0]);

  return g_strdup_printf (ngettext ("%'u new message", "%'u new messages", n), n);
}

static char *
dup_body (const AnserArrival *self,
          gboolean            details,
          const char         *label)
{
  g_autoptr(GString) body = g_string_new (NULL);

  if (details && self->letters->len == 1)
    {
      g_autofree char *subject = dup_plain (self->subject);

      g_string_append (body, *subject != '\0' ? subject : _("(no subject)"));
    }
  else if (details)
    {
      g_autofree char *senders = dup_senders (self);
      g_autofree char *plain = dup_plain (senders);

      g_string_append (body, plain);
    }
  if (label != NULL)
    g_string_append_printf (body, "%s%s", body->len > 0 ? "\n" : "", label);

  return g_strdup (body->str);
}

static GVariant *
new_target (const AnserArrival *self)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, self->letters->data, self->letters->len,
                                    sizeof (gint64));
}

static void
add_buttons (const AnserArrival *self,
             GNotification      *notification)
{
  gint64 last = g_array_index (self->letters, gint64, self->letters->len - 1);

  g_notification_set_default_action_and_target (notification, "app.open-letter", "x", last);
  g_notification_add_button_with_target_value (notification, _("Mark as Read"), "app.mark-read",
                                               new_target (self));
  g_notification_add_button_with_target_value (notification, _("Delete"), "app.delete-letters",
                                               new_target (self));
  if (self->letters->len == 1)
    g_notification_add_button_with_target (notification, _("Reply"), "app.reply-to", "x", last);
}

GNotification *
anser_arrival_describe (const AnserArrival *self,
                        gboolean            details,
                        const char         *label)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  GNotification *notification;

  g_return_val_if_fail (self != NULL && self->letters->len > 0, NULL);

  title = dup_title (self, details);
  body = dup_body (self, details, label);
  notification = g_notification_new (title);
  if (*body != '\0')
    g_notification_set_body (notification, body);
  g_notification_set_category (notification, "email.arrived");
  add_buttons (self, notification);

  return notification;
}
