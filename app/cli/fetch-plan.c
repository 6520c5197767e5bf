/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "fetch-plan.h"

#include "command.h"
#include "engine/errors.h"

#include <glib/gi18n-lib.h>

/* A UID's line in the file of UIDs must be one line, and end somewhere. */
#define UID_LIMIT 1024

static GArray *
get_listing (AnserPop3Client  *client,
             GError          **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_uidl_async (client, 0, cli_cancellable (), cli_ready, &wait);
  return anser_pop3_client_uidl_finish (client, cli_wait (&wait), error);
}

/* A server without UIDL: only the numbers are known. */
static GArray *
get_numbers (AnserPop3Client  *client,
             GError          **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_list_async (client, 0, cli_cancellable (), cli_ready, &wait);
  return anser_pop3_client_list_finish (client, cli_wait (&wait), error);
}

/* The identity of a message whose UID is missing or not its own: its header. */
static char *
get_header_identity (AnserPop3Client  *client,
                     unsigned          number,
                     GError          **error)
{
  g_autoptr(AnserSink) sink = anser_bytes_sink_new ();
  g_autoptr(GBytes) header = NULL;
  g_autofree char *digest = NULL;
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_top_async (client, number, 0, sink, cli_cancellable (), cli_ready, &wait);
  if (!anser_pop3_client_top_finish (client, cli_wait (&wait), error))
    {
      g_prefix_error_literal (error, _("The server does not tell its messages apart, and it does "
                                       "not show their headers either. "));
      return NULL;
    }
  header = anser_bytes_sink_steal (ANSER_BYTES_SINK (sink));
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, header);
  return g_strconcat ("header:", digest, NULL);
}

/* UIDs that the server gave to two messages, or to none. */
static gboolean
is_unusable (GHashTable *counts,
             const char *uid)
{
  return !uid || *uid == '\0' || strlen (uid) > UID_LIMIT || strchr (uid, '\n') ||
         GPOINTER_TO_UINT (g_hash_table_lookup (counts, uid)) > 1;
}

static GHashTable *
count_uids (GArray *items)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < items->len; i++)
    {
      char *uid = g_array_index (items, AnserPop3Item, i).uid;

      if (uid)
        g_hash_table_insert (counts, uid,
                             GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, uid))
                                               + 1));
    }
  return counts;
}

static gboolean
add_items (CliFetchPlan     *self,
           AnserPop3Client  *client,
           AnserArrivals    *arrivals,
           GArray           *items,
           GError          **error)
{
  g_autoptr(GHashTable) counts = count_uids (items);

  for (unsigned i = 0; i < items->len; i++)
    {
      AnserPop3Item *item = &g_array_index (items, AnserPop3Item, i);
      char *uid = is_unusable (counts, item->uid)
                    ? get_header_identity (client, item->number, error)
                    : g_strdup (item->uid);

      if (!uid)
        return FALSE;
      g_ptr_array_add (self->uids, uid);
      g_array_append_val (self->numbers, item->number);
      g_hash_table_insert (self->by_number, GUINT_TO_POINTER (item->number), uid);
      if (!anser_arrivals_has (arrivals, uid))
        g_array_append_val (self->wanted, item->number);
    }
  return TRUE;
}

CliFetchPlan *
cli_fetch_plan_new (AnserPop3Client  *client,
                    AnserArrivals    *arrivals,
                    GError          **error)
{
  g_autoptr(CliFetchPlan) self = g_new0 (CliFetchPlan, 1);
  g_autoptr(GArray) items = NULL;
  g_autoptr(GError) local = NULL;

  self->uids = g_ptr_array_new_with_free_func (g_free);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (guint));
  self->by_number = g_hash_table_new (NULL, NULL);
  items = get_listing (client, &local);
  if (g_error_matches (local, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED))
    {
      items = get_numbers (client, error);
    }
  else if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!items || !add_items (self, client, arrivals, items, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cli_fetch_plan_free (CliFetchPlan *self)
{
  g_ptr_array_unref (self->uids);
  g_array_unref (self->numbers);
  g_array_unref (self->wanted);
  g_hash_table_unref (self->by_number);
  g_free (self);
}
