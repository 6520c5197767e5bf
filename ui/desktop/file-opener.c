/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/file-opener.h"

#include "application-private.h"
#include "compose/compose-window.h"
#include "reader/letter-window.h"
#include "transfer/transfer-window.h"

#include <glib/gi18n.h>

/* What went wrong is said in the inbox window, which comes up for it. */
static void
tell (AnserApplication *self,
      const char       *sentence)
{
  g_application_activate (G_APPLICATION (self));
  anser_application_toast (self, sentence);
}

static GtkWidget *
open_mailto (AnserApplication *self,
             const char       *url)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserDraft) draft = anser_draft_new_for_mailto (url, &error);

  if (draft != NULL)
    return anser_application_compose (self, NULL, draft, 0, 0, 0);

  tell (self, error->message);
  return NULL;
}

/* By its name where the desktop knows no types. */
static gboolean
is_mailbox (GFile *file)
{
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
                                                 G_FILE_QUERY_INFO_NONE, NULL, NULL);
  const char *type = info != NULL ? g_file_info_get_content_type (info) : NULL;
  g_autofree char *name = g_file_get_basename (file);

  return (type != NULL && g_content_type_is_a (type, "application/mbox")) ||
         (name != NULL && g_str_has_suffix (name, ".mbox"));
}

static void
import (AnserApplication *self,
        const char       *path)
{
  AnserPostOffice *office = anser_application_get_office (self);
  GtkWindow *parent;
  GtkWidget *window;

  g_application_activate (G_APPLICATION (self));
  parent = anser_application_get_inbox_window (self);
  if (office == NULL || parent == NULL)
    return;

  window = anser_transfer_window_new (parent, office, ANSER_TRANSFER_IMPORT);
  anser_transfer_window_set_path (ANSER_TRANSFER_WINDOW (window), path);
  gtk_window_present (GTK_WINDOW (window));
}

void
anser_file_opener_open (AnserApplication *application,
                        GFile            *file)
{
  g_autofree char *url = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (ANSER_IS_APPLICATION (application));
  g_return_if_fail (G_IS_FILE (file));

  url = g_file_get_uri (file);
  path = g_file_get_path (file);
  if (g_file_has_uri_scheme (file, "mailto"))
    open_mailto (application, url);
  else if (path != NULL && is_mailbox (file))
    import (application, path);
  else
    gtk_window_present (GTK_WINDOW (
      anser_letter_window_new (GTK_APPLICATION (application),
                               anser_application_get_office (application), file)));
}

/* The window that a mailto: URL among them asks for, or an empty one. */
static GtkWidget *
begin_message (AnserApplication   *self,
               const char * const *uris)
{
  for (; *uris != NULL; uris++)
    if (g_str_has_prefix (*uris, "mailto:"))
      return open_mailto (self, *uris);

  return anser_application_compose (self, NULL, NULL, 0, 0, 0);
}

void
anser_file_opener_compose (AnserApplication   *application,
                           const char * const *uris)
{
  GSList *files = NULL;
  GtkWidget *window;

  g_return_if_fail (ANSER_IS_APPLICATION (application));
  g_return_if_fail (uris != NULL);

  window = begin_message (application, uris);
  if (window == NULL)
    return;

  for (; *uris != NULL; uris++)
    if (!g_str_has_prefix (*uris, "mailto:"))
      files = g_slist_prepend (files, g_file_new_for_uri (*uris));
  files = g_slist_reverse (files);
  anser_compose_window_attach (ANSER_COMPOSE_WINDOW (window), files);
  g_slist_free_full (files, g_object_unref);
}
