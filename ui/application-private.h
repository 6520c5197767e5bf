/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* The actions "app.…" and the keys of all actions (application-actions.c). */
void anser_application_add_actions (AnserApplication *self);

/* The command line (application-options.c). Runs what it asks for, in the Anser that is running
 * already if there is one: a status for g_application_run(), or -1 to go on as usual. */
void anser_application_add_options    (AnserApplication *self);
int  anser_application_run_options    (AnserApplication *self,
                                       GVariantDict     *options);

/* Checks on schedule although there is no window, until anser_application_end_background(). */
void     anser_application_work_without_window (AnserApplication *self);
gboolean anser_application_has_background      (AnserApplication *self);
void     anser_application_end_background      (AnserApplication *self);

/* The inbox window, if it is there: (transfer none) (nullable). */
GtkWindow *anser_application_get_inbox_window (AnserApplication *self);

G_END_DECLS
