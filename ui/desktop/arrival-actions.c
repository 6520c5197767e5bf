/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/arrival-actions.h"

#include "application-private.h"
#include "inbox/inbox-window.h"
#include "store/store-search.h"

#include <glib/gi18n.h>

/* Each holds the application, which may have no window, until it is done. */

static const gint64 *
get_letters (GVariant *parameter,
             gsize    *n)
{
  return g_variant_get_fixed_array (parameter, n, sizeof (gint64));
}

static AnserStore *
begin (AnserApplication *self)
{
  AnserPostOffice *office = anser_application_get_office (self);

  if (office == NULL)
    return NULL;

  g_application_hold (G_APPLICATION (self));
  return anser_post_office_get_store (office);
}

/* @error: (nullable) */
static void
end (AnserApplication *self,
     const GError     *error)
{
  if (error != NULL)
    anser_application_toast (self, error->message);
  g_application_release (G_APPLICATION (self));
}

static void
on_open_letter (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  AnserApplication *self = user_data;
  GtkWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = anser_application_get_inbox_window (self);
  if (window != NULL)
    anser_inbox_window_open_letter (ANSER_INBOX_WINDOW (window), g_variant_get_int64 (parameter));
}

static void
on_flagged (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(AnserApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  anser_store_flag_finish (ANSER_STORE (source), result, &error);
  end (self, error);
}

static void
on_mark_read (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  AnserStore *store = begin (user_data);
  gsize n;
  const gint64 *letters = get_letters (parameter, &n);

  if (store != NULL)
    anser_store_flag_async (store, letters, n, ANSER_LETTER_SEEN, 0, NULL, on_flagged,
                            g_object_ref (user_data));
}

static void
on_moved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(AnserApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  anser_store_move_finish (ANSER_STORE (source), result, &error);
  end (self, error);
}

static void
on_delete_letters (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  AnserStore *store = begin (user_data);
  gsize n;
  const gint64 *letters = get_letters (parameter, &n);

  if (store != NULL)
    anser_store_move_async (store, letters, n, ANSER_FOLDER_TRASH, NULL, on_moved,
                            g_object_ref (user_data));
}

typedef struct
{
  AnserApplication *application;
  gint64 letter;
} Answering;

static void
answer (AnserApplication *self,
        gint64            id,
        AnserLetter      *letter)
{
  AnserPostOffice *office = anser_application_get_office (self);
  g_autoptr(AnserLetterData) data =
    anser_store_read_letter (anser_post_office_get_store (office), id, NULL);
  g_autoptr(GPtrArray) own = anser_post_office_dup_own_addresses (office);
  g_autoptr(AnserDraft) draft = anser_draft_new_reply (letter, ANSER_REPLY_SENDER, own);
  AnserAccount *account = NULL;

  if (data != NULL)
    account = anser_accounts_find (anser_post_office_get_accounts (office), data->account);
  anser_application_compose (self, account, draft, 0, id, ANSER_LETTER_REPLIED);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Answering *answering = user_data;
  g_autoptr(AnserApplication) self = answering->application;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserLetter) letter =
    anser_post_office_open_letter_finish (ANSER_POST_OFFICE (source), result, &error);

  if (letter != NULL)
    answer (self, answering->letter, letter);
  end (self, error);
}

static void
on_reply_to (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  Answering *answering;

  if (begin (user_data) == NULL)
    return;

  answering = g_new (Answering, 1);
  answering->application = g_object_ref (user_data);
  answering->letter = g_variant_get_int64 (parameter);
  anser_post_office_open_letter_async (anser_application_get_office (user_data), answering->letter,
                                       NULL, on_opened, answering);
}

void
anser_arrival_actions_add (AnserApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "open-letter", .activate = on_open_letter, .parameter_type = "x" },
    { .name = "mark-read", .activate = on_mark_read, .parameter_type = "ax" },
    { .name = "delete-letters", .activate = on_delete_letters, .parameter_type = "ax" },
    { .name = "reply-to", .activate = on_reply_to, .parameter_type = "x" },
  };

  g_return_if_fail (ANSER_IS_APPLICATION (application));

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
}
