/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player.h"

/* Seconds in which everything has to be over. */
#define PATIENCE 60

static gboolean
on_deadline (gpointer user_data)
{
  gboolean *late = user_data;

  *late = TRUE;
  return G_SOURCE_REMOVE;
}

Play *
play_begin (const Dialogue      *dialogue,
            const ServerManners *manners,
            const char          *ca_file)
{
  Play *self = g_new0 (Play, 1);
  g_autoptr(GError) error = NULL;

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);

  self->deadline = g_timeout_source_new_seconds (PATIENCE);
  g_source_set_callback (self->deadline, on_deadline, &self->late, NULL);
  g_source_attach (self->deadline, self->context);

  self->server = scripted_server_new (dialogue, manners, self->context, &error);
  g_assert_no_error (error);
  self->session = session_new_for_client (dialogue, scripted_server_get_port (self->server),
                                          ca_file);

  return self;
}

void
play_run (Play *self)
{
  session_advance (self->session);
  while (!session_is_done (self->session) && !self->late)
    {
      g_main_context_iteration (self->context, TRUE);
      session_advance (self->session);
    }
}

gboolean
play_release (Play *self)
{
  GObject *client = self->session->peer;

  g_object_add_weak_pointer (client, (gpointer *) &client);
  g_clear_object (&self->session->peer);
  while ((client != NULL || !scripted_server_is_done (self->server)) && !self->late)
    g_main_context_iteration (self->context, TRUE);
  while (g_main_context_iteration (self->context, FALSE))
    ;

  if (client == NULL)
    return TRUE;

  g_object_remove_weak_pointer (client, (gpointer *) &client);
  return FALSE;
}

char *
play_end (Play *self)
{
  char *departure = scripted_server_finish (self->server);

  session_free (self->session);
  g_source_destroy (self->deadline);
  g_source_unref (self->deadline);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);

  return departure;
}

char *
play_over_socket (const Dialogue  *dialogue,
                  gsize            cut,
                  GTlsCertificate *certificate,
                  const char      *ca_file)
{
  const ServerManners manners = { .cut = cut, .certificate = certificate, .n_bytes = -1 };
  Play *play = play_begin (dialogue, &manners, ca_file);
  g_autofree char *outcome = NULL;
  g_autofree char *trace = NULL;
  g_autofree char *departure = NULL;
  gboolean released;

  play_run (play);
  outcome = session_compare (play->session);
  released = play_release (play);
  trace = g_strdup (play->session->trace->str);
  departure = play_end (play);

  if (released && departure == NULL && outcome == NULL)
    return NULL;

  return g_strconcat (departure != NULL ? departure : "", outcome != NULL ? outcome : "",
                      released ? "" : "the client was not freed\n", "as traced:\n", trace, NULL);
}
