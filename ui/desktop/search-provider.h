/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SEARCH_PROVIDER (anser_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (AnserSearchProvider, anser_search_provider, ANSER, SEARCH_PROVIDER, GObject)

/**
 * AnserSearchProvider:
 *
 * Messages, and people who wrote, for the search of the desktop (org.gnome.Shell.SearchProvider2).
 * It opens no window unless something is chosen.
 */

/* @application: not referenced; it outlives this. */
AnserSearchProvider *anser_search_provider_new      (AnserApplication     *application);
gboolean             anser_search_provider_export   (AnserSearchProvider  *self,
                                                     GDBusConnection      *bus,
                                                     const char           *path,
                                                     GError              **error);
void                 anser_search_provider_unexport (AnserSearchProvider  *self);

/* The user quits: it does not wait for the next question. */
void                 anser_search_provider_let_go   (AnserSearchProvider  *self);

G_END_DECLS
