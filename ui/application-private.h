/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* The actions "app.…" and the keys of all actions (application-actions.c). */
void anser_application_add_actions (AnserApplication *self);

/* The inbox window, if it is there: (transfer none) (nullable). */
GtkWindow *anser_application_get_inbox_window (AnserApplication *self);

G_END_DECLS
