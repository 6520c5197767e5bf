/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include <string.h>

/* Actions on the clients: each verb with what starts and what ends it. */

static void
end (Call         *call,
     const GError *error)
{
  if (error != NULL)
    call_fail (call, error);
  else
    call_succeed (call, "%s", "");
}

/* An open session tells how its connection came about. */
static void
assert_timing (const AnserTiming *timing,
               GTlsConnection    *tls)
{
  g_assert_true (g_str_has_prefix (timing->peer, "127.0.0.1:"));
  g_assert_cmpint (timing->connecting, >=, 0);
  g_assert_true ((tls != NULL) == (timing->handshake >= 0));
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  AnserPop3Client *client = ANSER_POP3_CLIENT (source);
  g_autoptr(GError) error = NULL;
  const char *mechanism;

  if (!anser_pop3_client_connect_finish (client, result, &error))
    {
      end (user_data, error);
      return;
    }

  assert_timing (anser_pop3_client_get_timing (client), anser_pop3_client_get_tls (client));
  mechanism = anser_pop3_client_get_mechanism (client);
  call_succeed (user_data, "%s", mechanism != NULL ? mechanism : "");
}

static void
on_capa (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserCapabilities) capabilities =
    anser_pop3_client_capa_finish (ANSER_POP3_CLIENT (source), result, &error);

  if (capabilities != NULL)
    call_add_capabilities (user_data, capabilities);
  end (user_data, error);
}

static void
on_stat (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  unsigned count;
  gint64 octets;

  if (anser_pop3_client_stat_finish (ANSER_POP3_CLIENT (source), result, &count, &octets, &error))
    call_succeed (user_data, "%u %" G_GINT64_FORMAT, count, octets);
  else
    end (user_data, error);
}

static void
on_list (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserPop3Items) items =
    anser_pop3_client_list_finish (ANSER_POP3_CLIENT (source), result, &error);

  call_add_items (user_data, items, FALSE);
  end (user_data, error);
}

static void
on_uidl (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserPop3Items) items =
    anser_pop3_client_uidl_finish (ANSER_POP3_CLIENT (source), result, &error);

  call_add_items (user_data, items, TRUE);
  end (user_data, error);
}

static void
on_top (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_pop3_client_top_finish (ANSER_POP3_CLIENT (source), result, &error);
  call_add_sink (user_data);
  end (user_data, error);
}

static void
on_retr (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_pop3_client_retr_finish (ANSER_POP3_CLIENT (source), result, &error);
  call_add_sink (user_data);
  end (user_data, error);
}

static void
on_fetch (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) refused = NULL;

  anser_pop3_client_fetch_finish (ANSER_POP3_CLIENT (source), result, &refused, &error);
  call_add_sink (user_data);
  call_add_refused (user_data, refused);
  end (user_data, error);
}

static void
on_dele (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_pop3_client_dele_finish (ANSER_POP3_CLIENT (source), result, &error);
  end (user_data, error);
}

static void
on_noop (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_pop3_client_noop_finish (ANSER_POP3_CLIENT (source), result, &error);
  end (user_data, error);
}

static void
on_rset (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_pop3_client_rset_finish (ANSER_POP3_CLIENT (source), result, &error);
  end (user_data, error);
}

static void
on_quit (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, &error);
  end (user_data, error);
}

static void
start_fetch (AnserPop3Client *client,
             Call            *call,
             GCancellable    *cancellable)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));

  g_array_append_vals (numbers, call->action->numbers, call->action->n_numbers);
  anser_pop3_client_fetch_async (client, numbers, call->sink, cancellable, on_fetch, call);
}

static void
start_pop3 (AnserPop3Client *client,
            Call            *call)
{
  const char *verb = call->action->verb;
  const unsigned *n = call->action->numbers;
  GCancellable *cancellable = call->session->cancellable;

  if (strcmp (verb, "rest") == 0)
    call->session->resting = call;
  else if (strcmp (verb, "connect") == 0)
    anser_pop3_client_connect_async (client, cancellable, on_connected, call);
  else if (strcmp (verb, "capa") == 0)
    anser_pop3_client_capa_async (client, cancellable, on_capa, call);
  else if (strcmp (verb, "stat") == 0)
    anser_pop3_client_stat_async (client, cancellable, on_stat, call);
  else if (strcmp (verb, "list") == 0)
    anser_pop3_client_list_async (client, n[0], cancellable, on_list, call);
  else if (strcmp (verb, "uidl") == 0)
    anser_pop3_client_uidl_async (client, n[0], cancellable, on_uidl, call);
  else if (strcmp (verb, "top") == 0)
    anser_pop3_client_top_async (client, n[0], n[1], call->sink, cancellable, on_top, call);
  else if (strcmp (verb, "retr") == 0)
    anser_pop3_client_retr_async (client, n[0], call->sink, cancellable, on_retr, call);
  else if (strcmp (verb, "fetch") == 0)
    start_fetch (client, call, cancellable);
  else if (strcmp (verb, "dele") == 0)
    anser_pop3_client_dele_async (client, n[0], cancellable, on_dele, call);
  else if (strcmp (verb, "noop") == 0)
    anser_pop3_client_noop_async (client, cancellable, on_noop, call);
  else if (strcmp (verb, "rset") == 0)
    anser_pop3_client_rset_async (client, cancellable, on_rset, call);
  else if (strcmp (verb, "quit") == 0)
    anser_pop3_client_quit_async (client, cancellable, on_quit, call);
  else
    g_error ("%s: no such action: %s", call->session->dialogue->name, verb);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  AnserSmtpClient *client = ANSER_SMTP_CLIENT (source);
  g_autoptr(GError) error = NULL;

  if (anser_smtp_client_connect_finish (client, result, &error))
    assert_timing (anser_smtp_client_get_timing (client), anser_smtp_client_get_tls (client));
  end (user_data, error);
}

static void
on_authenticated (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  AnserSmtpClient *client = ANSER_SMTP_CLIENT (source);
  g_autoptr(GError) error = NULL;
  const char *mechanism;

  if (!anser_smtp_client_authenticate_finish (client, result, &error))
    {
      end (user_data, error);
      return;
    }

  mechanism = anser_smtp_client_get_mechanism (client);
  call_succeed (user_data, "%s", mechanism != NULL ? mechanism : "");
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autofree char *receipt = NULL;
  gboolean sent = anser_smtp_client_send_finish (ANSER_SMTP_CLIENT (source), result, &results,
                                                 &receipt, &error);

  call_add_results (user_data, results);
  if (sent)
    call_succeed (user_data, "%s", receipt != NULL ? receipt : "");
  else
    end (user_data, error);
}

static void
on_smtp_quit (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  anser_smtp_client_quit_finish (ANSER_SMTP_CLIENT (source), result, &error);
  end (user_data, error);
}

static void
start_smtp (AnserSmtpClient *client,
            Call            *call)
{
  const char *verb = call->action->verb;
  GCancellable *cancellable = call->session->cancellable;

  if (strcmp (verb, "connect") == 0)
    {
      anser_smtp_client_connect_async (client, cancellable, on_opened, call);
    }
  else if (strcmp (verb, "authenticate") == 0)
    {
      anser_smtp_client_authenticate_async (client, cancellable, on_authenticated, call);
    }
  else if (strcmp (verb, "send") == 0)
    {
      g_autoptr(GInputStream) letter = call_open_letter (call);

      anser_smtp_client_send_async (client, call->action->envelope, letter, cancellable, on_sent, call);
    }
  else if (strcmp (verb, "quit") == 0)
    {
      anser_smtp_client_quit_async (client, cancellable, on_smtp_quit, call);
    }
  else
    {
      g_error ("%s: no such action: %s", call->session->dialogue->name, verb);
    }
}

void
session_start_client (Session *self,
                      Call    *call)
{
  if (ANSER_IS_POP3_CLIENT (self->peer))
    start_pop3 (ANSER_POP3_CLIENT (self->peer), call);
  else
    start_smtp (ANSER_SMTP_CLIENT (self->peer), call);
}
