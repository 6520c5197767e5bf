/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "lane.h"

#include "account-server.h"
#include "engine/errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A password that was good today is not doubted before it is refused this often in a row: some
 * servers refuse at random when they are busy (S8). */
#define DOUBTFUL_REFUSALS 3

/* A login holds a password. */
static void
clear_login (char **login)
{
  if (*login != NULL)
    explicit_bzero (*login, strlen (*login));
  g_clear_pointer (login, g_free);
}

static char *
make_login (AnserLane    *self,
            AnserAccount *account,
            const char   *password)
{
  return g_strdup_printf ("%s:%u\n%s\n%s\n%s",
                          anser_account_get_host (account, self->protocol),
                          anser_account_get_port (account, self->protocol),
                          anser_account_get_mechanism (account, self->protocol),
                          anser_account_get_user (account, self->protocol), password);
}

void
anser_lane_begin (AnserLane *self)
{
  g_return_if_fail (self != NULL && !self->busy);

  self->busy = TRUE;
  self->again = FALSE;
  self->waiting = FALSE;
  self->obstructed = FALSE;
  self->progress = (AnserCourierProgress) { ANSER_COURIER_IDLE };
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

void
anser_lane_stop (AnserLane *self)
{
  g_return_if_fail (self != NULL);

  self->again = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
anser_lane_clear (AnserLane *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->problem);
  clear_login (&self->tried);
  clear_login (&self->refused);
}

GError *
anser_lane_find_obstacle (AnserLane    *self,
                          AnserAccount *account,
                          const char   *password)
{
  const char *host;

  g_return_val_if_fail (self != NULL, NULL);

  self->obstructed = FALSE;
  clear_login (&self->tried);
  if (!anser_account_needs_password (account, self->protocol))
    return NULL;
  if (password != NULL)
    self->tried = make_login (self, account, password);
  if (password != NULL && g_strcmp0 (self->tried, self->refused) != 0)
    return NULL;

  self->obstructed = TRUE;
  host = anser_account_get_host (account, self->protocol);
  return password != NULL
    ? g_error_new (ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED,
                   _("%s refused the password for %s. Enter it again."), host,
                   anser_account_get_user (account, self->protocol))
    : g_error_new (ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED,
                   _("Anser does not know the password for %s at %s. Enter it to go on."),
                   anser_account_get_user (account, self->protocol), host);
}

/* The server said plainly that it is the password; anything else may be a bad day of its. */
static gboolean
is_plain_refusal (const GError *error)
{
  return g_strcmp0 (anser_error_get_status (error), "AUTH") == 0;
}

gboolean
anser_lane_learn (AnserLane    *self,
                  const GError *error,
                  gboolean      let_in)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (let_in)
    {
      self->trusted = TRUE;
      self->n_refusals = 0;
    }
  if (!g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED))
    return FALSE;

  if (self->obstructed)
    {
      self->waiting = TRUE;
    }
  else if (is_plain_refusal (error) || !self->trusted ||
           ++self->n_refusals >= DOUBTFUL_REFUSALS)
    {
      clear_login (&self->refused);
      self->refused = g_steal_pointer (&self->tried);
      self->waiting = TRUE;
    }

  return self->waiting;
}

void
anser_lane_forgive (AnserLane *self)
{
  g_return_if_fail (self != NULL);

  clear_login (&self->refused);
  self->trusted = FALSE;
  self->n_refusals = 0;
}
