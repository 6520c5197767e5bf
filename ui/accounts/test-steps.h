/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/account.h"

G_BEGIN_DECLS

#define ANSER_TYPE_TEST_STEPS (anser_test_steps_get_type ())
G_DECLARE_FINAL_TYPE (AnserTestSteps, anser_test_steps, ANSER, TEST_STEPS, AdwPreferencesGroup)

/**
 * AnserTestSteps:
 *
 * Logs in to an account's servers and shows each step as it happens, with a tick or with the
 * sentence that helps. Hidden until the first time.
 *
 * Signal "finished" (gboolean success): not emitted after anser_test_steps_cancel().
 */
void     anser_test_steps_run        (AnserTestSteps *self,
                                      AnserAccount   *account,
                                      const char     *pop3_password,
                                      const char     *smtp_password);

/* Stops it and takes the steps away. */
void     anser_test_steps_cancel     (AnserTestSteps *self);
gboolean anser_test_steps_is_running (AnserTestSteps *self);

G_END_DECLS
