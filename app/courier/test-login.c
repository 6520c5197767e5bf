/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier.h"

#include "account-server.h"
#include "engine/errors.h"
#include "engine/pop3-client.h"
#include "engine/smtp-client.h"

#include <glib/gi18n-lib.h>

/*
 * The account test: in to the receiving server and out again, then the same at the sending server,
 * also when the first would not let it in, so that the user sees all that is to be mended.
 */

typedef struct
{
  AnserServer       *pop3;              /* NULL: the account has none */
  AnserServer       *smtp;
  AnserTestStepFunc  step;
  gpointer           step_data;
  AnserPop3Client   *pop3_client;
  AnserSmtpClient   *smtp_client;
  GError            *error;             /* the first */
} Test;

static void
test_free (Test *test)
{
  g_clear_pointer (&test->pop3, anser_server_free);
  g_clear_pointer (&test->smtp, anser_server_free);
  g_clear_object (&test->pop3_client);
  g_clear_object (&test->smtp_client);
  g_clear_error (&test->error);
  g_free (test);
}

/* @error (nullable) */
static void
tell (GTask        *task,
      const char   *step,
      const GError *error)
{
  Test *test = g_task_get_task_data (task);

  if (error != NULL && test->error == NULL)
    test->error = g_error_copy (error);
  if (test->step != NULL)
    test->step (step, error, test->step_data);
}

/* Who was refused at the door had found it. */
static gboolean
is_about_login (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_MAILBOX_IN_USE);
}

/* Takes a reference to the task. */
static void
finish (GTask *own)
{
  g_autoptr (GTask) task = own;
  Test *test = g_task_get_task_data (task);

  if (test->error != NULL)
    g_task_return_error (task, g_error_copy (test->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* The sending server */

static void
on_smtp_left (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  anser_smtp_client_quit_finish (ANSER_SMTP_CLIENT (source), result, NULL);
  finish (user_data);
}

static void
on_smtp_logged_in (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  anser_smtp_client_authenticate_finish (ANSER_SMTP_CLIENT (source), result, &error);
  tell (task, _("The sending server accepts user name and password"), error);
  anser_smtp_client_quit_async (ANSER_SMTP_CLIENT (source), g_task_get_cancellable (task),
                                on_smtp_left, task);
}

static void
on_smtp_entered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  anser_smtp_client_connect_finish (ANSER_SMTP_CLIENT (source), result, &error);
  tell (task, _("The sending server answers"), error);
  if (error != NULL)
    finish (task);
  else
    anser_smtp_client_authenticate_async (ANSER_SMTP_CLIENT (source),
                                          g_task_get_cancellable (task), on_smtp_logged_in, task);
}

static void
enter_smtp (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  if (test->smtp == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      finish (task);
      return;
    }

  test->smtp_client = anser_smtp_client_new (test->smtp);
  anser_smtp_client_connect_async (test->smtp_client, g_task_get_cancellable (task),
                                   on_smtp_entered, task);
}

/* The receiving server */

static void
on_pop3_left (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, NULL);
  enter_smtp (user_data);
}

static void
on_pop3_entered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found;

  anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &error);
  found = error == NULL || is_about_login (error);
  tell (task, _("The receiving server answers"), found ? NULL : error);
  if (found)
    tell (task, _("The receiving server accepts user name and password"), error);

  if (error != NULL)
    enter_smtp (task);
  else
    anser_pop3_client_quit_async (ANSER_POP3_CLIENT (source), g_task_get_cancellable (task),
                                  on_pop3_left, task);
}

static void
enter_pop3 (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  if (test->pop3 == NULL)
    {
      enter_smtp (task);
      return;
    }

  test->pop3_client = anser_pop3_client_new (test->pop3);
  anser_pop3_client_connect_async (test->pop3_client, g_task_get_cancellable (task),
                                   on_pop3_entered, task);
}

/**
 * anser_courier_test_async:
 * @account: may be unsaved
 * @pop3_password: (nullable): for the receiving server
 * @smtp_password: (nullable): for the sending server; %NULL for the same
 * @step: (nullable): told of each step, in the caller's context
 */
void
anser_courier_test_async (AnserAccount        *account,
                          const char          *pop3_password,
                          const char          *smtp_password,
                          AnserTestStepFunc    step,
                          gpointer             step_data,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  Test *test;

  g_return_if_fail (ANSER_IS_ACCOUNT (account));

  test = g_new0 (Test, 1);
  test->pop3 = anser_account_server_new (account, ANSER_PROTOCOL_POP3, pop3_password);
  test->smtp = anser_account_server_new (account, ANSER_PROTOCOL_SMTP,
                                         smtp_password != NULL ? smtp_password : pop3_password);
  test->step = step;
  test->step_data = step_data;

  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_courier_test_async);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);

  if (test->pop3 == NULL && test->smtp == NULL)
    test->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                       _("The account names no server yet. Fill in the receiving "
                                         "and the sending server."));
  enter_pop3 (task);
}

/**
 * anser_courier_test_finish:
 *
 * Returns: %TRUE if both servers let the account in
 */
gboolean
anser_courier_test_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_courier_test_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
