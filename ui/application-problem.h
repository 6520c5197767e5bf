/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A window that says why Anser cannot begin, instead of the inbox. */
GtkWidget *anser_application_problem_new (AdwApplication *application,
                                          const char     *title,
                                          const char     *sentence);

G_END_DECLS
